"""What is wanted, with the names that tables and columns have until the renames of the app are carried out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from lowcode.bundle.rename import Rename, former_name
from lowcode.store.form_tables import Rows, Stored

_NEWCOMER: Final = "__new"
"""What follows the name of something new, while its name still belongs to what is renamed."""


def renamed_rows(new: Sequence[Rows], old: Sequence[Rows], renames: Iterable[Rename]) -> tuple[Rows, ...]:
    """Return the wanted rows, each with its former names; those of `old` are what there is."""
    renames = tuple(renames)
    forms = _former_names(
        renames, ("", None), [rows.form for rows in new if not rows.subtable], [rows.form for rows in old]
    )
    found = []
    for rows in new:
        was_form = forms.get(rows.form, rows.form)
        inner = [each.subtable for each in new if each.form == rows.form and each.subtable]
        inner_old = [each.subtable for each in old if each.form == was_form and each.subtable]
        subtables = _former_names(renames, (rows.form, None), inner, inner_old)
        was = (was_form, subtables.get(rows.subtable, rows.subtable))
        before = next((each for each in old if (each.form, each.subtable) == was), None)
        fields = _renamed_fields(rows, before, renames)
        found.append(replace(rows, fields=fields, former=was if was != (rows.form, rows.subtable) else None))
    return tuple(found)


def _renamed_fields(rows: Rows, before: Rows | None, renames: tuple[Rename, ...]) -> tuple[Stored, ...]:
    """Return the fields of rows with their former names."""
    old = [one.name for one in before.fields] if before else []
    names = _former_names(renames, (rows.form, rows.subtable or None), [one.name for one in rows.fields], old)
    return tuple(replace(one, former=names.get(one.name, "")) for one in rows.fields)


def _former_names(
    renames: tuple[Rename, ...], place: tuple[str, str | None], new: Sequence[str], old: Sequence[str]
) -> Mapping[str, str]:
    """Return the former names of what is renamed, and a name for what is new under a name that is still taken."""
    found = {name: was for name in new if (was := former_name(renames, place, name, old))}
    taken = set(found.values())
    return found | {name: name + _NEWCOMER for name in new if name in taken and name not in found}
