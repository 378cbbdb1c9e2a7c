"""`Rename`: says that a form, field or sub-table of an app was called something else; names are never guessed."""

from collections.abc import Collection, Iterable

from lowcode.kernel.names import Name
from lowcode.kernel.spec import Spec


class Rename(Spec):
    """One change of a name; it stays in the app, so that whoever upgrades from far back keeps the data too."""

    form: Name
    """The form, by its present name."""
    subtable: Name | None = None
    """The sub-table that the field belongs to."""
    field: Name | None = None
    """The field or sub-table, by its present name; without it, the form itself was renamed."""
    was: Name
    """The name before."""


def former_name(
    renames: Iterable[Rename], place: tuple[str, str | None], name: str, old: Collection[str]
) -> str | None:
    """Return what a field (or form) of a place was called among the old names, None when it is not renamed.

    `place` is the form and the sub-table of a field, and ("", None) for forms. A name that was there before is no
    rename: that has been carried out already.
    """
    before: dict[str, str] = {}
    for one in renames:
        where, now = (("", None), one.form) if one.field is None else ((one.form, one.subtable), one.field)
        if where == place:
            before[now] = one.was
    seen = {name}
    found = name
    while found not in old and found in before and before[found] not in seen:
        found = before[found]
        seen.add(found)
    return found if found != name and found in old else None
