"""`Reader`: who works with records, as rules of access and expressions of forms see them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine_rules.values import Value
from lowcode.services.actor import Actor
from lowcode.store import people
from lowcode.store.statement import Connection


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody with their roles, and what expressions know about them."""

    actor: Actor
    """On whose behalf it is done."""
    user: Mapping[str, Value] = field(default_factory=dict)
    """What expressions see as `current user`."""

    @property
    def everything(self) -> bool:
        """Return whether it is the product itself, which no rule holds back."""
        return self.actor.product


async def reader_of(connection: Connection, actor: Actor) -> Reader:
    """Return who an actor is in expressions. Raises `SignInNeeded` when nobody is signed in."""
    if actor.product and actor.account_id is None:
        return Reader(actor, {})
    row = await people.USER.row(connection, id=actor.account)
    found: dict[str, Any] = {"id": str(actor.account), "roles": sorted(actor.roles)}
    if row is not None:
        found |= user_context(row)
    return Reader(actor, found | {"roles": sorted(actor.roles)})


def user_context(row: Any) -> dict[str, Value]:
    """Return a person as expressions see one."""
    manager = None if row["manager_id"] is None else {"id": str(row["manager_id"]), "name": row["manager_name"]}
    department = None
    if row["department_id"] is not None:
        department = department_context(
            {
                "id": row["department_id"],
                "name": row["department_name"],
                "path": row["department_path"],
                "head_id": row["head_id"],
                "head_name": row["head_name"],
            }
        )
    return {
        "id": str(row["id"]),
        "name": row["name"],
        "email": row["email"],
        "phone": None,
        "department": department,
        "manager": manager,
        "roles": sorted(row["roles"] or []),
    }


def department_context(row: Any) -> dict[str, Value]:
    """Return a department as expressions see one."""
    head = None if row["head_id"] is None else {"id": str(row["head_id"]), "name": row["head_name"]}
    return {"id": str(row["id"]), "name": row["name"], "path": row["path"], "head": head}
