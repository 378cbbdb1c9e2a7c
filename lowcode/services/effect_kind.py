"""`EffectKind`: what carries out a kind of effect; each is a file of `lowcode/services/effects`."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar
from uuid import UUID

from engine_rules.values import Value
from lowcode.kernel.errors import Invalid, NotFound
from lowcode.services.actor import Actor
from lowcode.services.effect_codes import NO_RECORD_HERE, NOT_SET
from lowcode.services.effect_order import EffectOrder, plain
from lowcode.services.record_app import RecordApp
from lowcode.services.record_link import link_of
from lowcode.services.records import Records
from lowcode.services.workshop import Workshop
from lowcode.store import people
from lowcode.store.database import Database
from lowcode.store.one_transaction import OneTransaction
from lowcode.store.statement import Connection


@dataclass(frozen=True)
class Doing:
    """An effect that is being carried out."""

    tools: Workshop
    """What it works with."""
    order: EffectOrder
    """What is wanted."""
    actor: Actor
    """On whose behalf."""
    connection: "Connection | None" = None
    """The transaction that it belongs to; None for what a job does."""

    @cached_property
    def database(self) -> Database:
        """The workspace: in the transaction that it belongs to, if there is one."""
        if self.connection is None:
            return self.tools.database
        return OneTransaction(self.tools.database, self.connection)

    @cached_property
    def records(self) -> Records:
        """The use cases of records, in the same transaction."""
        return self.tools.records if self.connection is None else self.tools.records.inside(self.connection)

    @property
    def inside(self) -> Connection:
        """The transaction that it belongs to, of an effect that has one."""
        assert self.connection is not None
        return self.connection

    @property
    def cause(self) -> dict[str, Any]:
        """What the history tells of changes."""
        return {**self.order.cause, "effect": self.order.kind}

    def app(self, form: str | None = None) -> tuple[RecordApp, str]:
        """Return the app of a form and its name there: `contact`, or `crm.contact`; of the record if none is named."""
        name = form or self.order.form
        if name is None:
            message = "there is no record"
            raise Invalid(message, [NO_RECORD_HERE.report()])
        app, _, inner = name.rpartition(".")
        return self.tools.record_apps[app or self.order.app].artefact, inner

    # --- settings -----------------------------------------------------------------------------------------------------

    def get(self, name: str) -> Any:
        """Return a setting, None when it is not set."""
        return self.order.arguments.get(name)

    def needed(self, name: str) -> Any:
        """Return a setting. Raises `Invalid` when it has no value."""
        value = self.get(name)
        if value is None or value == "":
            message = f"the effect lacks {name}"
            raise Invalid(message, [NOT_SET.report(name=name)])
        return value

    def text(self, name: str, default: str | None = None) -> str:
        """Return a setting as a text. Raises `Invalid` when it has no value, unless there is a default."""
        value = self.get(name) if default is not None else self.needed(name)
        if value is None:
            return default or ""
        told = plain(value)
        return told if isinstance(told, str) else str(told)

    def ids(self, name: str) -> list[UUID]:
        """Return the ids of what a setting names: an id, a record or person, or a list of them."""
        return list(dict.fromkeys(ids_in(self.get(name))))

    async def people(self, name: str = "people") -> list[UUID]:
        """Return the people whom a setting names, and those who have one of the roles in `roles`."""
        found = self.ids(name)
        roles = [one if "." in one else f"{self.order.app}.{one}" for one in self.get("roles") or ()]
        if roles:
            async with self.database.connection() as connection:
                found += [row["id"] for row in await people.IN_ROLES.rows(connection, roles=roles)]
        return list(dict.fromkeys(found))

    def record_ids(self, name: str = "records") -> list[UUID]:
        """Return the records that are meant: those of a setting, or the present one. Raises `Invalid` without any."""
        if name in self.order.arguments:
            return self.ids(name)
        if self.order.record_id is None:
            message = "there is no record"
            raise Invalid(message, [NO_RECORD_HERE.report()])
        return [self.order.record_id]

    @property
    def place(self) -> str | None:
        """The form of the record with its app, as notifications and history call it."""
        if self.order.form is None:
            return None
        return self.order.form if "." in self.order.form else f"{self.order.app}.{self.order.form}"

    @property
    def link(self) -> str:
        """Where the record is opened, empty without one."""
        if self.place is None or self.order.record_id is None:
            return ""
        return link_of(self.order.app, self.place, self.order.record_id)


class EffectKind:
    """Carries out one kind of effect. Its file defines the class and one public instance."""

    kind: ClassVar[str]
    """The name of the file."""
    seconds: ClassVar[float] = 300.0
    """How long it may take in a job."""

    async def carry_out(self, doing: Doing) -> Any:
        """Carry it out, and return what came of it as JSON.

        `Invalid`, `NotFound` and `Forbidden` are final; what a job does is tried again after any other exception.
        """
        raise NotImplementedError


def ids_in(value: Value) -> Iterable[UUID]:
    """Iterate over the ids in a value; what is none is left out."""
    if isinstance(value, dict):
        value = value.get("id")
    if isinstance(value, list | tuple):
        for one in value:
            yield from ids_in(one)
    elif isinstance(value, UUID):
        yield value
    elif isinstance(value, str):
        try:
            yield UUID(value)
        except ValueError:
            return


def values_of(app: RecordApp, form: str, given: dict[str, Value]) -> dict[str, Any]:
    """Return values of the language as input for the fields of a form; what does not fit is left to the form."""
    shapes = app.logic(app.form(form).name).shapes
    found: dict[str, Any] = {}
    for name, value in given.items():
        shape = shapes.get(name)
        if shape is None:
            message = f"the form {form} has no field {name}"
            raise NotFound(message)
        try:
            found[name] = shape.to_json(shape.adopted(value))
        except Exception:  # noqa: BLE001 - a kind refuses in its own way; the form tells people what is wrong
            found[name] = plain(value)
    return found
