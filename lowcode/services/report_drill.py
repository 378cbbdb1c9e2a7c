"""Why a number is what it is: the records behind a group of an answer; and the values that a field has."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from engine_forms.filters import AnyFilter, ExpressionFilter
from engine_reports.aggregates.count import CountAggregate
from engine_reports.aggregates.distinct import DistinctAggregate
from engine_reports.compiled import AnswerRow
from engine_reports.members import condition_of, literal, midnight
from engine_reports.metric import resolved
from engine_reports.query import ReportDimension, ReportLimit, ReportMeasure, ReportQuery, ReportSort
from engine_reports.subject import Subject
from engine_rules import types as t
from engine_rules.values import Value
from lowcode.bundle.datasets import PARENT, RECORD
from lowcode.bundle.flow_datasets import RUN
from lowcode.kernel import clock
from lowcode.kernel.errors import Invalid
from lowcode.services.record_query import Query, Where
from lowcode.services.report_asking import Asker, ReportAsking
from lowcode.services.report_codes import NOT_BEHIND, NOT_HERE
from lowcode.services.report_messages import (
    BehindAsk,
    BehindRecord,
    FieldMember,
    GroupRef,
    Members,
    MembersAsk,
    RecordsBehind,
)
from lowcode.services.report_values import read, written

MOST_LISTED: Final = 500
"""The most records that a list is told by their ids."""
_KEYS: Final = {"records": "id", "subtable": f"{PARENT}.id", "stages": f"{RECORD}.id", "runs": f"{RECORD}.id",
                "tasks": f"{RUN}.{RECORD}.id"}  # fmt: skip
"""What the record behind a row is, by what the rows of the dataset are."""


def type_of(subject: Subject, dimension: ReportDimension) -> t.Type:
    """Return the type of the members of a dimension."""
    found = subject.expression(dimension.expression).type
    if dimension.edges or dimension.width is not None or dimension.age:
        return t.NUMBER
    if dimension.grain is None:
        return found
    return t.NUMBER if dimension.grain in {"hour_of_day", "day_of_week", "month_of_year"} else t.DATE


def group_of(query: ReportQuery, subject: Subject, group: GroupRef, path: str = "/group") -> AnswerRow:
    """Return a group that somebody points at as the engine gives groups. Raises `Invalid`."""
    named = {one.name: one for one in query.dimensions}
    values: dict[str, Value] = {}
    for name, value in group.values.items():
        if name in named:
            values[name] = read(value, type_of(subject, named[name]), name, f"{path}/values/{name}")
    others = frozenset(name for name in group.others if name in named)
    level = tuple(name for name in named if name in values or name in others)
    return AnswerRow(level, values, {}, others)


def narrowed_to(asker: Asker, query: ReportQuery, group: GroupRef, measure: str | None = None) -> str:
    """Return the condition of the rows behind a group, empty for all of them. Raises `Invalid`."""
    subject = asker.dataset(query.dataset).subject
    found = condition_of(query, subject, group_of(query, subject, group))
    if found is None:
        message = "nothing says which records these are"
        raise Invalid(message, [NOT_BEHIND.report(None, "/group")])
    made, told = resolved(query, asker.reports.metrics)
    if told:
        message = "the question is not accepted"
        raise Invalid(message, told)
    own = next((one.filter for one in made.measures if one.name == measure), None)
    return _all(query.filter, found, own)


def _all(*conditions: str | None) -> str:
    """Return the condition that several hold, empty for none."""
    return " and ".join(f"({one})" for one in conditions if one)


async def behind(asking: ReportAsking, asker: Asker, asked: BehindAsk) -> RecordsBehind:
    """Return the records behind a group: how many, the first of them, and the filter of a list. Raises `Invalid`."""
    query = asked.query.settled(clock.now().date())
    dataset = asker.dataset(query.dataset).dataset
    if dataset.rows == "external":
        message = "what is behind it is in another database"
        raise Invalid(message, [NOT_HERE.report(None, "/query/dataset", name=dataset.label)])
    others = await _others(asking, asker, query, asked.group)
    group = asked.group.model_copy(update={"others": ()})
    condition = _all(narrowed_to(asker, query, group, asked.measure), *others)
    key = _KEYS[dataset.rows]
    plain = ReportQuery(dataset=query.dataset, filter=condition or None, period=query.period)
    total = ReportMeasure(name="total", of=DistinctAggregate(kind="distinct", value=key))
    whole = await asking.find(asker.question(plain.model_copy(update={"measures": (total,)})))
    count = int(whole.rows[0].values["total"] or 0)
    rows = ReportMeasure(name="rows", of=CountAggregate(kind="count"))
    listed = plain.model_copy(
        update={
            "dimensions": (ReportDimension(name="record", expression=key),),
            "measures": (rows,),
            "sort": (ReportSort(by="record", descending=True),),
            "limit": ReportLimit(count=max(asked.limit, MOST_LISTED if count <= MOST_LISTED else 0)),
        }
    )
    found = await asking.find(asker.question(listed))
    ids = [str(one.values["record"]) for one in found.rows if one.values["record"] is not None]
    counts = {str(one.values["record"]): int(one.values["rows"] or 0) for one in found.rows}
    async with asking.reading.database.connection() as connection:
        shown = ids[: asked.limit]
        titles = await asking.reading.titles_of(
            connection, asker.app, asker.reader, dataset.form, [UUID(one) for one in shown]
        )
    return RecordsBehind(
        form=dataset.form,
        condition=condition,
        total=count,
        records=tuple(BehindRecord(id=one, title=titles.get(one), count=counts[one]) for one in shown),
        filter=_filter(asker, dataset.form, _condition(query, condition, asker), ids, count)
        if dataset.rows == "records"
        else _by_ids(ids, count),
    )


async def _others(asking: ReportAsking, asker: Asker, query: ReportQuery, group: GroupRef) -> list[str]:
    """Return the conditions of the rows whose members are left out: those of none of the members that are shown."""
    if not group.others:
        return []
    subject = asker.dataset(query.dataset).subject
    rows = (await asking.find(asker.question(query))).rows
    found = []
    for dimension in query.dimensions:
        if dimension.name not in group.others:
            continue
        name = dimension.name
        shown = dict.fromkeys(one.values[name] for one in rows if name in one.level and name not in one.others)
        alone = query.model_copy(update={"dimensions": (dimension,)})
        texts = [condition_of(alone, subject, AnswerRow((name,), {name: one}, {})) for one in shown]
        if not texts or None in texts:
            message = "nothing says which records these are"
            raise Invalid(message, [NOT_BEHIND.report(None, "/group/others")])
        # Comparisons with nothing are neither true nor false, so what has no value is named by itself.
        nothing = "" if None in shown else f"({dimension.expression}) = null or "
        found.append(f"{nothing}not({' or '.join(f'({one})' for one in texts)})")
    return found


def _condition(query: ReportQuery, condition: str, asker: Asker) -> str | None:
    """Return the condition with the period and the filter of the dataset; None when a list does not know its names."""
    found = asker.dataset(query.dataset)
    if query.dataset in asker.reports.parts.datasets or any(one.name in condition for one in found.dataset.computed):
        return None
    if query.period is None:
        return condition
    period = query.period
    instants = found.subject.expression(period.time).type is t.DATE_TIME
    zone = found.subject.zone if instants else None
    from_, until = (midnight(day, zone) for day in (period.start, period.end))
    return _all(condition, f"({period.time}) >= {from_} and ({period.time}) < {until}")


def _filter(asker: Asker, form: str, condition: str | None, ids: Sequence[str], count: int) -> AnyFilter | None:
    """Return the filter of a list of the records behind a group: by a condition that the list takes, else by ids."""
    if condition == "":
        return None
    if condition is not None:
        wanted = ExpressionFilter(kind="expression", expression=condition)
        where = Where(asker.app, asker.app.access.of(asker.reader, form))
        try:
            where.seen(Query(filter=wanted))
        except Invalid:
            # The list asks for more rights at what a condition reads than a number does, which leaves rows out.
            return _by_ids(ids, count)
        return wanted
    return _by_ids(ids, count)


def _by_ids(ids: Sequence[str], count: int) -> AnyFilter | None:
    """Return the filter of some records by their ids; None when there are too many."""
    if count > MOST_LISTED or len(ids) < count:
        return None
    listed = ", ".join(literal(one) for one in ids)
    return ExpressionFilter(kind="expression", expression=f"id in ({listed})" if ids else "false")


async def members(asking: ReportAsking, asker: Asker, asked: MembersAsk) -> Members:
    """Return the values of a field with how many rows have them. Raises `Invalid`."""
    found = asker.dataset(asked.dataset)
    kind = found.subject.expression(asked.expression).type
    known = found.dataset.by_expression.get(asked.expression)
    labels = dict(known.options) if known else {}
    condition = None
    if asked.search and kind is t.STRING:
        word = asked.search.casefold()
        near = [value for value, text in labels.items() if word in f"{text.en} {text.zh_cn}".casefold()]
        condition = f"contains(lower case({asked.expression}), {literal(asked.search.lower())})"
        if near:
            condition += "".join(f" or ({asked.expression}) = {literal(one)}" for one in near)
    query = ReportQuery(
        dataset=asked.dataset,
        dimensions=(ReportDimension(name="member", expression=asked.expression),),
        measures=(ReportMeasure(name="rows", of=CountAggregate(kind="count")),),
        filter=condition,
        sort=(ReportSort(by="rows", descending=True),),
        limit=ReportLimit(count=asked.limit + 1),
    )
    rows = (await asking.find(asker.question(query))).rows
    listed = []
    for one in rows[: asked.limit]:
        value = written(one.values["member"])
        listed.append(FieldMember(value=value, label=labels.get(str(value)), count=int(one.values["rows"] or 0)))
    return Members(type=str(kind), members=tuple(listed), more=len(rows) > asked.limit)
