"""The SQL of rules: which records fulfil the conditions, with figures over other records, all at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import Any, Final
from uuid import UUID
from weakref import WeakKeyDictionary, ref

from engine_rules import types as t
from engine_rules.expression import Expression, expression
from engine_rules.metric import Metric
from engine_rules.reasoning import reads_clock
from engine_rules.rule import Rule
from engine_rules.scorecard import Scorecard
from engine_rules.targets.sql.query import SqlQuery, compile_sql
from engine_rules.targets.sql.source import Column, Source, Table
from lowcode.bundle.app import Bundle
from lowcode.bundle.canonical import Json
from lowcode.bundle.content import bundle_of
from lowcode.kernel import clock
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.services.live_formula import unfolded
from lowcode.services.record_app import RecordApp, linked_app
from lowcode.services.rule_app import CompiledRule
from lowcode.services.rule_codes import RULE_NOT_SWEPT
from lowcode.store.bound import Bound
from lowcode.store.record_tables import reachable
from lowcode.store.statement import Connection

PATIENCE: Final = 600.0
"""Seconds that a question over all records may take; nobody waits for it."""
_AROUND: Final[Mapping[str, Any]] = {"is new": False, "current user": None}
"""What is known of who works with a record when the clock does."""
_AGGREGATES: Final[Mapping[str, str]] = {
    "count": "count(*)::numeric",
    "sum": "sum({value})",
    "average": "round(avg({value}), 8)",
    "minimum": "min({value})",
    "maximum": "max({value})",
    "share": "avg(CASE WHEN {value} THEN 1 ELSE 0 END)",
    "ratio": "round(sum({value}) / nullif(sum({per}), 0), 8)",
}
"""The aggregates as SQL over their value."""


@dataclass(frozen=True, slots=True)
class _Conditions:
    """The conditions of a rule as SQL."""

    app: ref[RecordApp]
    """The app whose tables they are over."""
    zone: tzinfo
    """The time zone in which days begin."""
    queries: tuple[SqlQuery, ...]
    """Each condition; the database computes those that have a text."""


_COMPILED: Final[WeakKeyDictionary[CompiledRule, _Conditions]] = WeakKeyDictionary()
"""The conditions of rules that are in use."""


@dataclass(frozen=True, slots=True)
class RuleSql:
    """One rule as SQL."""

    app: RecordApp
    """Its app."""
    rule: CompiledRule
    """The rule."""

    # --- what can be said in SQL --------------------------------------------------------------------------------------

    def problems(self) -> Iterator[Diagnostic]:
        """Iterate over why the database cannot compute it."""
        source = self._source()
        for one in self.conditions:
            yield from _problems(one, source, self.rule.metrics)
        for metric in self.rule.rule.metrics:
            counted = _plain_source(self.app, metric.form, "c")
            for text in (metric.value, metric.per, metric.where, metric.belongs, metric.at):
                if text is not None:
                    yield from _problems(self._counted(metric, str(text)), counted, frozenset())
            for text in (metric.subject, metric.peers):
                if text is not None:
                    yield from _problems(self._watched(str(text)), source, frozenset())

    @property
    def conditions(self) -> Iterator[Expression]:
        """The conditions over what the database keeps."""
        for one in self.rule.conditions:
            yield unfolded(self.app.forms, self.rule.form, one)

    def _source(self) -> Source:
        """Return what its expressions read: the record, with the figures as further columns."""
        found = _plain_source(self.app, self.rule.form, "r")
        assert found.table is not None
        if not self.rule.rule.metrics:
            return found
        more = {name: Column(f"m_{name}", t.NUMBER, digits=(20, 10)) for name in sorted(self.rule.metrics)}
        table: Table = replace(found.table, columns={**found.table.columns, **more})
        return replace(found, table=table)

    def _counted(self, metric: Metric, text: str) -> Expression:
        """Return an expression over the records that are counted."""
        return expression(text, self.app.forms.scope(metric.form))

    def _watched(self, text: str) -> Expression:
        """Return an expression over the records that are watched."""
        return expression(text, self.app.forms.scope(self.rule.form))

    # --- parts of statements ------------------------------------------------------------------------------------------

    def condition(self, bound: Bound) -> str:
        """Return all conditions over the record `r`."""
        parts = ["FALSE" if one.text is None else bound.query(one) for one in self._compiled()]
        return " AND ".join(f"({one})" for one in parts) or "TRUE"

    def _compiled(self) -> tuple[SqlQuery, ...]:
        """Return the conditions as SQL, compiled once: each minute they are asked for again."""
        known = _COMPILED.get(self.rule)
        zone = clock.zone()
        if known is None or known.app() is not self.app or known.zone != zone:
            source = self._source()
            made = tuple(compile_sql(one, source, "postgres", condition=True) for one in self.conditions)
            known = _COMPILED[self.rule] = _Conditions(ref(self.app), zone, made)
        return known.queries

    def origin(self, bound: Bound) -> str:
        """Return what stands behind FROM: the records as `r`, with the figures as further columns."""
        table = self.app.tables.shape(self.rule.form).name
        metrics = self.rule.rule.metrics
        if not metrics:
            return f"{table} AS r"
        selected, joined = ["r.*"], [f"{table} AS r"]
        for at, metric in enumerate(metrics):
            empty = "NULL" if metric.empty is None else f"{metric.empty}::numeric"
            value = f"coalesce(m{at}.v, {empty})"
            source = _plain_source(self.app, self.rule.form, "r")
            peers = "" if metric.peers is None else f"PARTITION BY {_sql(bound, self._watched(metric.peers), source)}"
            selected += [f'{value} AS "m_{metric.name}"', f'avg({value}) OVER ({peers}) AS "m_average_{metric.name}"']
            subject = _sql(bound, self._watched(metric.subject), source)
            joined.append(f"LEFT JOIN ({self.figures(metric, bound)}) AS m{at} ON m{at}.k = {subject}")
        own = [expression(str(self.rule.rule.scope), self.rule.scope)] if self.rule.rule.scope else []
        where = ["r.trashed_at IS NULL", *(_sql(bound, one, self._source(), condition=True) for one in own)]
        return f"(SELECT {', '.join(selected)} FROM {' '.join(joined)} WHERE {' AND '.join(where)}) AS r"

    def figures(self, metric: Metric, bound: Bound) -> str:
        """Return the query of a figure: `v` for each `k`, whose it is."""
        source = _plain_source(self.app, metric.form, "c")
        key = _sql(bound, self._counted(metric, metric.belongs), source)
        value = "1"
        if metric.value is not None:
            counted = self._counted(metric, str(metric.value))
            value = _sql(bound, counted, source, condition=counted.type is t.BOOLEAN)
        per = "1" if metric.per is None else _sql(bound, self._counted(metric, str(metric.per)), source)
        made = _AGGREGATES[metric.aggregate].format(value=value, per=per)
        return (
            f"SELECT {key} AS k, {made} AS v FROM {self.app.tables.shape(metric.form).name} AS c "
            f"WHERE {self.counted(metric, bound)} GROUP BY 1"
        )

    def belonging(self, metric: Metric, bound: Bound, id_: str) -> str:
        """Return that the record `c` belongs to the watched record whose id a text stands for."""
        key = _sql(bound, self._counted(metric, metric.belongs), _plain_source(self.app, metric.form, "c"))
        subject = _sql(bound, self._watched(metric.subject), _plain_source(self.app, self.rule.form, "r"))
        table = self.app.tables.shape(self.rule.form).name
        return f"{key} = (SELECT {subject} FROM {table} AS r WHERE r.id = {id_}::uuid)"

    def counted(self, metric: Metric, bound: Bound) -> str:
        """Return which records count for a figure, over the record `c`."""
        source = _plain_source(self.app, metric.form, "c")
        parts = ["c.trashed_at IS NULL"]
        texts = [str(metric.where)] if metric.where is not None else []
        texts += list(_window(metric, self._counted(metric, str(metric.at)).type))
        parts += [f"({_sql(bound, self._counted(metric, one), source, condition=True)})" for one in texts]
        return " AND ".join(parts)

    # --- statements ---------------------------------------------------------------------------------------------------

    def news(self, bound: Bound, today: str) -> Iterator[str]:
        """Iterate over the queries of the records for which it became true, and for which it is true no more.

        Each gives one row: an array of keys costs the client a fraction of a row for each.
        """
        name = f"{bound.put(self.rule.name)}::text"
        again = f" AND s.fired_at >= {today}" if self.rule.rule.repeats == "daily" else ""
        yield (
            f"SELECT {name} AS rule, 'then' AS branch, array_agg(r.id) AS ids FROM {self.origin(bound)} "
            f"WHERE r.trashed_at IS NULL AND {self.condition(bound)} AND NOT EXISTS "
            f"(SELECT FROM rule_state AS s WHERE s.rule = {name} AND s.record_id = r.id{again})"
        )
        yield (
            f"SELECT {name}, 'ended', array_agg(s.record_id) FROM rule_state AS s LEFT JOIN {self.origin(bound)} "
            f"ON r.id = s.record_id WHERE s.rule = {name} AND (r.id IS NULL OR r.trashed_at IS NOT NULL "
            f"OR ({self.condition(bound)}) IS NOT TRUE)"
        )

    async def hits(self, connection: Connection) -> list[UUID]:
        """Return the records for which it is true now."""
        bound = Bound()
        where = f"r.trashed_at IS NULL AND {self.condition(bound)}"
        text = f"SELECT r.id FROM {self.origin(bound)} WHERE {where} ORDER BY r.id"
        return [row["id"] for row in await connection.fetch(*bound.over(text), timeout=PATIENCE)]

    async def metric_values(self, connection: Connection, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
        """Return the figures of some records, by name."""
        names = sorted(self.rule.metrics)
        if not names:
            return {}
        bound = Bound()
        listed = ", ".join(f'r."m_{name}"' for name in names)
        text = f"SELECT r.id, {listed} FROM {self.origin(bound)} WHERE r.id = ANY ({bound.put(list(ids))}::uuid[])"
        rows = await connection.fetch(*bound.over(text))
        return {row["id"]: {name: row[f"m_{name}"] for name in names} for row in rows}


def _window(metric: Metric, kind: t.Type) -> Iterator[str]:
    """Iterate over the conditions that a record lies in the window of a figure."""
    now = "today()" if kind is t.DATE else "now()"
    if metric.days is not None:
        yield f'({metric.at}) >= {now} - duration("P{metric.ago + metric.days}D")'
    if metric.ago:
        yield f'({metric.at}) < {now} - duration("P{metric.ago}D")'


def _plain_source(app: RecordApp, form: str, alias: str) -> Source:
    """Return the records of a form as what expressions read."""
    return Source(app.tables.source(form), alias, _AROUND, zone=clock.zone())


def _sql(bound: Bound, one: Expression, source: Source, *, condition: bool = False) -> str:
    """Return an expression as a part of a statement; one that the database cannot compute is never true."""
    query: SqlQuery = compile_sql(one, source, "postgres", condition=condition)
    return ("FALSE" if condition else "NULL") if query.text is None else bound.query(query)


def _problems(one: Expression, source: Source, known: frozenset[str]) -> Iterator[Diagnostic]:
    """Iterate over why the database cannot compute an expression."""
    assert source.table is not None
    unstored = [
        route
        for route in sorted(one.reads)
        if route[0] not in source.values and route[0] not in known and not reachable(route, source.table)
    ]
    for route in unstored:
        yield RULE_NOT_SWEPT.report(name=".".join(route))
    if not unstored:
        yield from compile_sql(one, source, "postgres", condition=one.type is t.BOOLEAN).diagnostics


def sweep_problems(content: Json, others: Mapping[str, Bundle] | None = None) -> Iterator[Diagnostic]:
    """Iterate over the rules by the clock that the database cannot compute, by file and JSON pointer.

    Content that is no app has none.
    """
    bundle = bundle_of(content)
    if bundle is None or not (bundle.rules or bundle.scorecards):
        return
    app = linked_app(bundle, others or {})
    for name, rule in app.rules.rules.items():
        timed = rule.rule.trigger.moment == "time" or any(map(reads_clock, rule.conditions)) or rule.rule.metrics
        if timed and rule.rule.timing != "before" and (rule.form, "") in app.tables.shapes:
            for one in RuleSql(app, rule).problems():
                yield one.at(f"rules/{name}.json/condition")
    for card in app.scorecards.values():
        if (card.form, "") in app.tables.shapes:
            for one in figures_of(app, card).problems():
                yield one.at(f"scorecards/{card.name}.json/measures")


def figures_of(app: RecordApp, card: Scorecard) -> RuleSql:
    """Return the figures of a scorecard as SQL."""
    rule = Rule(
        name=card.name,
        label=card.label,
        form=card.form,
        trigger={"kind": "schedule", "cron": card.cron},
        scope=card.scope,
        metrics=tuple(one.metric.model_copy(update={"name": one.name}) for one in card.measures),
    )
    return RuleSql(app, CompiledRule(app.name, app.forms, rule))
