"""`stale_with_live`: which values that are computed whenever they are read come from some that are not up to date."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final
from weakref import WeakKeyDictionary

from engine_forms.field import Field
from engine_forms.field_types.subtable import SubtableField
from engine_forms.form_set import FormSet
from engine_forms.identity import IdField
from engine_rules.expression import expression
from engine_rules.reads import Route
from lowcode.services.record_app import RecordApp
from lowcode.store import stale_records
from lowcode.store.statement import Connection

_DEEPEST: Final = 12
"""How many live formulas are followed from one to the next."""

Source = tuple[str, str]
"""A form and a value of its records; of rows as `lines.cost`."""
_KNOWN: Final[WeakKeyDictionary[RecordApp, dict[str, Mapping[str, frozenset[Source]]]]] = WeakKeyDictionary()
"""What the live formulas of each form read, of apps that are in use."""


def live_reads(forms: FormSet, form: str) -> Mapping[str, frozenset[Source]]:
    """Return what the live formulas of a form read, by their names; nothing where a form has none."""
    found: dict[str, frozenset[Source]] = {}
    for one in forms.forms[form].fields:
        formula = one.formula(forms.vocabulary(form))
        if formula is not None and not formula.stored:
            found[one.name] = frozenset(_behind(forms, form, one, 0))
    return found


async def stale_with_live(
    connection: Connection, app: RecordApp, form: str, stale: Sequence[Sequence[str]],
    wanted: Collection[str] | None = None,
) -> list[tuple[str, ...]]:  # fmt: skip
    """Return the stale values of records together with those that are computed from stale ones when they are read.

    With `wanted` only these are looked at.

    Of other records it is only known whether any has such a stale value: one too many is marked rather than none.
    """
    known = _KNOWN.setdefault(app, {})
    if form not in known:
        known[form] = live_reads(app.forms, form)
    live = {name: reads for name, reads in known[form].items() if wanted is None or name in wanted}
    if not live:
        return [tuple(one) for one in stale]
    others = sorted({source for reads in live.values() for source in reads})
    places = [app.place(one) for one, _ in others]
    rows = await stale_records.ANY_OF.rows(connection, forms=places, fields=[name for _, name in others])
    marked = {(row["form"], row["field"]) for row in rows}
    if not marked:
        return [tuple(one) for one in stale]
    return [(*own, *_stale_live(app, form, live, own, marked)) for own in stale]


def _stale_live(
    app: RecordApp, form: str, live: Mapping[str, frozenset[Source]], own: Iterable[str], marked: set[Source]
) -> Iterator[str]:
    """Iterate over the live formulas of one record that read something stale."""
    known = set(own)
    for name, reads in live.items():
        if any(one in known if of == form else (app.place(of), one) in marked for of, one in reads):
            yield name


def _behind(forms: FormSet, form: str, one: Field, depth: int) -> Iterator[Source]:
    """Iterate over the values that a live formula reads, those behind other live formulas too."""
    formula = one.formula(forms.vocabulary(form))
    if formula is None or depth > _DEEPEST:
        return
    for route in expression(formula.expression, forms.scope(form)).reads:
        yield from _along(forms, form, route, depth)


def _along(forms: FormSet, form: str, route: Route, depth: int) -> Iterator[Source]:
    """Iterate over the values on a route of names from a record on."""
    for at, name in enumerate(route):
        if form not in forms.forms:
            return
        written = forms.forms[form].field(name)
        rows = forms.vocabulary(form).rows_of(name)
        if written is None and (rows is None or rows.form is None):
            return
        if written is not None:
            formula = written.formula(forms.vocabulary(form))
            if formula is not None and formula.stored:
                yield form, name
            elif formula is not None:
                yield from _behind(forms, form, written, depth + 1)
        if isinstance(written, SubtableField) and written.form is None:
            if at + 1 < len(route):
                yield form, f"{name}.{route[at + 1]}"
            return
        shape = forms.shaped(form, name) if written is not None else None
        target = rows.form if rows is not None and rows.form is not None else None
        if isinstance(shape, IdField):
            target = shape.target
        if target is None:
            return
        form = target
