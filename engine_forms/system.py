"""What every record has by itself, and who works with it: names that expressions may use in every form."""

from collections.abc import Mapping
from typing import Final

from engine_rules import types as t

DEPARTMENT: Final = t.ContextType(
    {"id": t.STRING, "name": t.STRING, "path": t.STRING, "head": t.ContextType({"id": t.STRING, "name": t.STRING})}
)
"""A department; its path names the departments from the top, with `/` between."""
USER: Final = t.ContextType(
    {
        "id": t.STRING,
        "name": t.STRING,
        "email": t.STRING,
        "phone": t.STRING,
        "department": DEPARTMENT,
        "manager": t.ContextType({"id": t.STRING, "name": t.STRING}),
        "roles": t.ListType(t.STRING),
    }
)
"""A person."""
PEOPLE: Final[Mapping[str, t.Type]] = {"user": USER, "department": DEPARTMENT}
"""The types of what is referred to but is no form."""

RECORD: Final[Mapping[str, t.Type]] = {
    "id": t.STRING,
    "version": t.NUMBER,
    "created at": t.DATE_TIME,
    "created by": USER,
    "updated at": t.DATE_TIME,
    "updated by": USER,
    "owner": USER,
    "department": DEPARTMENT,
}
"""What every record has, by the name in expressions; columns have `_` for the space."""
AROUND: Final[Mapping[str, t.Type]] = {"current user": USER, "is new": t.BOOLEAN}
"""What expressions of a record may use besides: who works with it, and whether it has never been saved."""
IDS: Final[Mapping[str, str]] = {
    "created by": "user",
    "updated by": "user",
    "owner": "user",
    "department": "department",
}
"""The names whose value is an id, and whose id it is."""

RESERVED: Final = frozenset(name.replace(" ", "_") for name in RECORD) | {
    "trashed_at",
    "parent",
    "parent_id",
    "position",
    "record",
    "item",
    "partial",
    "search",
    "workspace",
}
"""Names that no field may have: columns of their own, or words with a meaning of their own."""
