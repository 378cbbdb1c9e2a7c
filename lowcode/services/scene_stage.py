"""`Stage`: where a scene is played: its people, its records, its clock, and the jobs that its steps put down."""

import contextlib
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from engine_forms.field import Field
from lowcode.bundle.canonical import Json
from lowcode.bundle.scene import Scene
from lowcode.bundle.scene_step import NAMED
from lowcode.bundle.trial import fits
from lowcode.kernel import clock
from lowcode.kernel.diagnostics import Code, Diagnostic
from lowcode.kernel.errors import LowcodeError
from lowcode.kernel.names import label
from lowcode.services.accounts import AccountDraft, NewAccount
from lowcode.services.actor import PRODUCT, Actor
from lowcode.services.departments import DepartmentDraft, Membership
from lowcode.services.flows import Flows
from lowcode.services.job_kind import Running
from lowcode.services.job_kinds import JOB_KINDS
from lowcode.services.record_app import RecordApp
from lowcode.services.record_view import RecordView
from lowcode.services.rehearsal import Rehearsal
from lowcode.services.roles import NewGrant
from lowcode.services.schedules import Schedules, next_time
from lowcode.services.workshop import Workshop
from lowcode.store import jobs, schedules
from lowcode.store.ids import new_id
from lowcode.store.statement import Connection

DIFFERS: Final = Code(
    "test-scene-differs",
    label("{about}: {what} is {found}, not {wanted}.", "{about}：{what} 为 {found}，应为 {wanted}。"),
    label("Correct the app or the test.", "请更正应用或测试。"),
)
FAILS: Final = Code(
    "test-scene-fails",
    label("{about}: this cannot be done: {why}", "{about}：无法执行：{why}"),
    label("Correct the app or the test.", "请更正应用或测试。"),
)
_MOST_JOBS: Final = 2_000
"""How many jobs a step may bring at the most."""
_FILE: Final = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


@dataclass(frozen=True, slots=True)
class Known:
    """A record of a scene."""

    app: str
    form: str
    id: UUID


@dataclass
class Stage:
    """Where one scene is played."""

    app: str
    """The app whose test it is."""
    tools: Workshop
    """The tools, which work inside of one transaction."""
    connection: Connection
    """The connection of that transaction."""
    flows: Flows
    """The use cases of flows."""
    rehearsal: Rehearsal
    """What would have left the product."""
    at: datetime
    """What the clock says."""
    begun: datetime
    """When the scene began."""
    people: dict[str, UUID] = field(default_factory=dict)
    records: dict[str, Known] = field(default_factory=dict)
    worker: UUID = field(default_factory=new_id)

    # --- who and what -------------------------------------------------------------------------------------------------

    async def hire(self, scene: Scene) -> None:
        """Give everybody an account, a place and roles, and let schedules begin now. Raises `LowcodeError`."""
        workspace = self.tools.workspace
        departments: dict[str, UUID] = {}
        for name in scene.people:
            new = NewAccount(name=f"{name}.scene", display_name=name.title(), email=mail_of(name))
            self.people[name] = (await workspace.accounts.create(PRODUCT, new))[0].id
        for name, one in scene.people.items():
            account = await workspace.accounts.of(self.people[name])
            if one.manager is not None:
                draft = AccountDraft(
                    display_name=account.display_name, email=account.email, manager_id=self.people[one.manager]
                )
                await workspace.accounts.update(PRODUCT, account.id, draft)
            if one.department and one.department not in departments:
                made = await workspace.departments.create(PRODUCT, DepartmentDraft(name=one.department))
                departments[one.department] = made.id
            if one.department:
                place = Membership(head=one.head, main=True)
                await workspace.departments.set_member(PRODUCT, departments[one.department], account.id, place)
            for role in one.roles:
                whole = role if "." in role else f"{self.app}.{role}"
                await workspace.roles.grant(PRODUCT, NewGrant(role=whole, account_id=account.id))
        await self.connection.execute("UPDATE account SET status = 'active'")
        for row in await schedules.ALL.rows(self.connection):
            at = next_time(row["cron"], row["zone"], self.at)
            text = "UPDATE schedule SET next_at = $1 WHERE app = $2 AND name = $3"
            await self.connection.execute(text, at, row["app"], row["name"])

    async def actor(self, person: str | None) -> Actor:
        """Return who acts; the product itself for nobody."""
        return PRODUCT if person is None else await self.tools.actor(self.people[person])

    async def place(self, form: str) -> tuple[RecordApp, str]:
        """Return a form, which may be named with its app, in its app."""
        home, dot, name = form.rpartition(".")
        return await self.tools.record_app(home if dot else self.app), name

    async def known(self, name: str) -> tuple[RecordApp, Known]:
        """Return a record of the scene with its app."""
        found = self.records[name]
        return await self.tools.record_app(found.app), found

    async def read(self, name: str, actor: Actor = PRODUCT) -> tuple[RecordView, Mapping[str, Field]]:
        """Return a record as somebody sees it, with its fields. Raises `NotFound`."""
        app, known = await self.known(name)
        view = await self.tools.records.reading.get(app, actor, known.form, known.id)
        return view, app.logic(known.form).shapes

    async def value(self, given: Json, actor: Actor = PRODUCT) -> Json:
        """Return JSON in which the names of the scene stand for what they mean; files are uploaded by the actor."""
        if isinstance(given, dict):
            if set(given) == {"file"}:
                kept = await self.tools.workspace.files.upload(actor, str(given["file"]), _pieces())
                return str(kept.id)
            return {name: await self.value(one, actor) for name, one in given.items()}
        if isinstance(given, list | tuple):
            return [await self.value(one, actor) for one in given]
        if isinstance(given, str) and (found := NAMED.fullmatch(given)):
            return await self._meant(found[1], found[2], given)
        return given

    async def _meant(self, name: str, inner: str | None, given: str) -> Json:
        """Return what a name stands for; texts that only look like one stay."""
        if name in self.records:
            if inner is None:
                return str(self.records[name].id)
            return (await self.read(name))[0].values.get(inner)
        return str(self.people[name]) if name in self.people and inner is None else given

    # --- what is as it has to be --------------------------------------------------------------------------------------

    async def differences(
        self, about: str, path: str, wanted: Mapping[str, Json], found: Mapping[str, Json], shapes: Mapping[str, Field]
    ) -> list[Diagnostic]:
        """Return which values are not as they have to be."""
        made = []
        for name, value in wanted.items():
            meant = await self.value(value)
            there = found.get(name)
            fit = fits(shapes[name], meant, there) if name in shapes else meant == there
            if not fit:
                made.append(differs(about, f"{path}/{name}", name, there, meant))
        return made

    # --- time and jobs ------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def now(self) -> Iterator[None]:
        """Hold the clock at the time of the scene inside the block."""
        with clock.held(self.at):
            yield

    async def wait(self, until: datetime) -> list[Diagnostic]:
        """Let time go by, and have done what is due, day after day; returns what failed."""
        while self.at < until:
            self.at = min(until, self.at + timedelta(days=1))
            with self.now():
                await Schedules(self.tools.database).tick()
                if failed := await self.work():
                    return failed
        return []

    async def work(self) -> list[Diagnostic]:
        """Do all jobs that are due, and return what failed."""
        for _ in range(_MOST_JOBS):
            claims = await jobs.claim(self.connection, self.worker, 1)
            if not claims:
                return []
            claim = claims[0]
            kind = JOB_KINDS[claim.kind]
            running = Running(claim, self.tools)
            try:
                async with self.connection.transaction():
                    result = await kind.run(running, kind.arguments.model_validate(claim.arguments))
                    if not running.ended:
                        await jobs.finish(self.connection, claim, result)
            except LowcodeError as error:
                return [failed(claim.kind, error)]
        return [FAILS.report(None, "", about="–", why="jobs bring jobs for ever")]


async def _pieces() -> AsyncIterator[bytes]:
    """Iterate over a small PDF."""
    yield _FILE


def mail_of(person: str) -> str:
    """Return the address of somebody of a scene."""
    return f"{person.replace('_', '-')}@scene.example"


def differs(about: str, path: str, what: str, found: object, wanted: object) -> Diagnostic:
    """Return that something is not as it has to be."""
    return DIFFERS.report(None, path, about=about, what=what, found=told(found), wanted=told(wanted))


def failed(about: str, error: LowcodeError) -> Diagnostic:
    """Return that something could not be done."""
    reasons = [f"{one.path} {one.text()}".strip() for one in error.diagnostics]
    return FAILS.report(None, "", about=about, why="; ".join(reasons) or str(error))


def told(value: object) -> str:
    """Return a value as a test tells it."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(str, value)) or "∅"
    return "∅" if value is None or value == "" else str(value)
