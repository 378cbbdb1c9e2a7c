"""`Actions`: what buttons do with records, all of it in one transaction."""

import contextlib
from typing import Any, Final
from uuid import UUID

import asyncpg
import pydantic

from engine_forms.field import Refused
from engine_forms.field_types.button import ButtonField
from engine_forms.situation import Situation, tree_of
from engine_rules import types as t
from engine_rules.effect import Effect
from engine_rules.expression import expression
from engine_rules.formula import formulas
from engine_rules.scope import Scope
from engine_rules.values import Value
from lowcode.bundle.action import Action
from lowcode.bundle.action_references import action_scope
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from lowcode.kernel.names import Label
from lowcode.services.actor import Actor
from lowcode.services.effect_codes import ACTION_NOT_ALLOWED, ACTION_NOT_NOW, NO_ACTION, NOT_SET
from lowcode.services.effect_order import EffectOrder
from lowcode.services.effect_work import Effects
from lowcode.services.message import Message
from lowcode.services.reader import Reader
from lowcode.services.record_app import RecordApp
from lowcode.services.record_link import link_of
from lowcode.services.record_reading import Loaded, Reading
from lowcode.services.record_sources import Fetched
from lowcode.services.rule_order import call_order
from lowcode.services.rule_turn import RuleTurn
from lowcode.services.workshop import Workshop
from lowcode.store.database import Database
from lowcode.store.ids import new_id
from lowcode.store.jobs import enqueue
from lowcode.store.one_transaction import one_transaction
from lowcode.store.statement import Connection

_TRIES: Final = 5
"""How often a transaction is tried that waits for another which waits for it."""
_MADE: Final = frozenset({"create_record"})


class Press(Message):
    """The press of a button."""

    inputs: dict[str, Any] = pydantic.Field(default_factory=dict)
    """What was entered before, by field."""


class MadeRecord(Message):
    """A record that an action has made."""

    app: str
    """Its app."""
    form: str
    """Its form."""
    id: UUID
    """The key."""
    title: str = ""
    """What it is called, as far as the reader may see it."""
    link: str
    """Where it is opened."""


class Pressed(Message):
    """What came of the press of a button."""

    message: Label | None = None
    """What people are told."""
    made: tuple[MadeRecord, ...] = ()
    """The records that were made, in order."""
    queued: int = 0
    """How many effects follow by jobs, as mails."""


class Actions:
    """The actions of the apps of one workspace."""

    def __init__(self, tools: Workshop) -> None:
        """Take what they work with."""
        self._tools = tools
        self._effects = Effects(tools)

    async def press(self, app: RecordApp, actor: Actor, form: str, id_: UUID, name: str, press: Press) -> Pressed:
        """Do an action with a record on behalf of somebody, and return what came of it.

        The record is held meanwhile, so that of two presses at once the second finds what the first has done. Raises
        `NotFound`, `Forbidden` when no role lets the actor press the button, `Conflict` when the condition does not
        hold, and what effects raise: then nothing is done.
        """
        action = self._action(app, form, name)
        actor.require_scope("write")
        for _ in range(_TRIES - 1):
            # Two that wait for each other: one of them begins again, and nobody notices.
            with contextlib.suppress(asyncpg.DeadlockDetectedError):
                return await self._press(app, actor, action, id_, press)
        return await self._press(app, actor, action, id_, press)

    async def _press(self, app: RecordApp, actor: Actor, action: Action, id_: UUID, press: Press) -> Pressed:
        """Do an action in one transaction."""
        async with one_transaction(self._tools.database) as database:
            run = _Run(app, action, actor, id_, database, self._tools)
            async with database.connection() as connection:
                await run.begin(connection, press)
                for at, effect in enumerate(action.effects):
                    await run.effect(connection, self._effects, at, effect)
                await self._rules(connection, app, actor, run)
                return await run.end(connection)

    async def _rules(self, connection: Connection, app: RecordApp, actor: Actor, run: "_Run") -> None:
        """Let the rules fire that wait for the button."""
        for rule in app.rules.called("button"):
            if rule.rule.trigger.action == run.action.name and rule.form == run.action.form:
                order = call_order(app.name, rule, [run.id], run.cause(), actor.account_id)
                if rule.rule.timing == "after":
                    await enqueue(connection, order.job(high=True))
                else:
                    await RuleTurn(self._tools, order, run.press_id).inside(connection, 0, run.id)

    def _action(self, app: RecordApp, form: str, name: str) -> Action:
        """Return an action of a form. Raises `NotFound`."""
        found = app.actions.get(name)
        label = app.form(form).label
        if found is None or found.form != form:
            message = f"the form {form} has no action {name}"
            raise NotFound(message, [NO_ACTION.report(form=label, name=name[:60])])
        return found


class _Run:
    """One action that is being done with one record."""

    def __init__(
        self, app: RecordApp, action: Action, actor: Actor, id_: UUID, database: Database, tools: Workshop
    ) -> None:
        """Take what is done, with which record, by whom."""
        self.app, self.action, self.actor, self.id, self.tools = app, action, actor, id_, tools
        self.reading = Reading(database)
        self.press_id = new_id()
        self.scope: Scope = action_scope(app.forms, action)
        self.values: dict[str, Value] = {}
        self.made: list[dict[str, Any]] = []
        self.queued = 0
        self.reader: Reader | None = None

    async def begin(self, connection: Connection, press: Press) -> None:
        """Hold the record, and see whether the actor may press the button, and whether the condition holds."""
        self.reader = await self.reading.reader(connection, self.actor)
        buttons = [f"button:{one}" for one in self._buttons()]
        access = self.reading.access(self.app, self.reader, self.action.form)
        loaded = await self.reading.one(connection, self.app, access, self.id, buttons, lock=True)
        if not self.reader.everything and not any(any(held) for held in loaded.may.values()):
            message = "no role lets the actor press the button"
            raise Forbidden(message, [ACTION_NOT_ALLOWED.report(action=self.action.label)])
        await self._see(connection, loaded, press)
        if self.action.condition is not None and self._value(self.action.condition) is not True:
            message = "the action cannot be done now"
            raise Conflict(message, [self._not_now()])

    def _buttons(self) -> list[str]:
        """Return the buttons of the form that do the action."""
        fields = self.app.form(self.action.form).fields
        return [one.name for one in fields if isinstance(one, ButtonField) and one.effect == self.action.name]

    def _not_now(self) -> Diagnostic:
        """Return why the action cannot be done, in the words of the app if it has some."""
        found = ACTION_NOT_NOW.report(action=self.action.label)
        if self.action.otherwise is None:
            return found
        return Diagnostic(found.code, self.action.otherwise, found.hint, found.severity, found.path)

    async def _see(self, connection: Connection, loaded: Loaded, press: Press) -> None:
        """Fetch what the expressions read."""
        assert self.reader is not None
        form, forms = self.action.form, self.app.forms
        texts = [text for _, text in formulas(self.action)]
        scope = forms.scope(form)
        more = {one.name for one in self.action.effects if one.name} | {"input"}
        wide = self.scope
        for one in sorted(more - {"input"}):
            wide = wide.extended({one: t.ANY})
        self.scope = wide
        routes = {route for text in texts for route in expression(str(text), wide).reads if route[0] in scope.names}
        tree = {name: below for name, below in tree_of(routes).items() if name not in {"current user", "is new"}}
        fetched = Fetched(self.app)
        await fetched.fetch(connection, form, [loaded.values], tree)
        user = self.reader.user
        seen = Situation(forms, fetched, user or None).record(form, loaded.values, tree)
        self.values = {**dict.fromkeys(more), **seen, "id": str(self.id), "current user": dict(user), "is new": False}
        if self.action.inputs:
            self.values["input"] = self._inputs(press)

    def _inputs(self, press: Press) -> dict[str, Value]:
        """Return what was entered as values of the fields. Raises `Invalid` for what is missing or not accepted."""
        shapes = self.app.logic(self.action.form).shapes
        found: dict[str, Value] = {}
        for name in self.action.inputs:
            raw = press.inputs.get(name)
            if raw is None and shapes[name].required is True:
                message = f"the action needs {name}"
                raise Invalid(message, [NOT_SET.report(None, f"/inputs/{name}", name=name)])
            try:
                found[name] = shapes[name].clean(raw)
            except Refused as refused:
                message = f"the input {name} is not accepted"
                raise Invalid(message, [refused.diagnostic.at(f"/inputs/{name}")]) from refused
        return found

    def _value(self, text: str) -> Value:
        """Return the value of an expression."""
        return expression(str(text), self.scope).evaluate(self.values)

    async def effect(self, connection: Connection, effects: Effects, at: int, effect: Effect) -> None:
        """Carry out one effect."""
        if effect.when is not None and self._value(effect.when) is not True:
            return
        order = EffectOrder(
            key=f"action/{self.press_id}/{at}",
            kind=effect.kind,
            arguments=effect.evaluated(self._value),
            cause=self.cause(),
            app=self.app.name,
            form=self.action.form,
            record_id=self.id,
            account_id=self.actor.account_id,
            rights="product" if self.actor.product else "account",
        )
        outcome = await effects.carry_out(connection, order, actor=self.actor)
        if outcome.state == "queued":
            self.queued += 1
            return
        if effect.kind in _MADE:
            self.made.append(outcome.result)
        if effect.name is not None:
            self.values[effect.name] = outcome.result

    def cause(self) -> dict[str, Any]:
        """Return what the history tells of changes."""
        told = {"kind": "action", "action": f"{self.app.name}.{self.action.name}", "record": str(self.id)}
        return told | {"request": self.actor.request}

    async def end(self, connection: Connection) -> Pressed:
        """Return what came of it."""
        assert self.reader is not None
        made = []
        for one in self.made:
            app = self.tools.record_apps[one["app"]].artefact
            titles = await self.reading.titles_of(connection, app, self.reader, one["form"], [UUID(one["id"])])
            made.append(
                MadeRecord(
                    app=one["app"],
                    form=one["form"],
                    id=one["id"],
                    title=titles.get(one["id"], ""),
                    link=link_of(one["app"], one["form"], one["id"]),
                )
            )
        message = self.action.message
        return Pressed(message=message, made=tuple(made), queued=self.queued)
