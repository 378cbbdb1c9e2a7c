"""`AppTrials`: the tests of an app, its scenes included, which are played in a workspace that is thrown away."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from lowcode.bundle.app import Bundle
from lowcode.bundle.app_test import AppTest
from lowcode.bundle.linking import ordered
from lowcode.bundle.parsing import file_of, parsed
from lowcode.bundle.scene import Scene
from lowcode.bundle.trial import failures
from lowcode.kernel import clock
from lowcode.kernel.diagnostics import Code, Diagnostic
from lowcode.kernel.errors import Conflict, Invalid, LowcodeError
from lowcode.kernel.names import label
from lowcode.services.actor import PRODUCT, Actor
from lowcode.services.app_bundles import published, read
from lowcode.services.flow_starts import watch
from lowcode.services.message import Message
from lowcode.services.records import Records
from lowcode.services.rehearsal import rehearsing
from lowcode.services.scene_plays import SCENE_PLAYS
from lowcode.services.scene_stage import Stage, failed
from lowcode.services.workshop import Workshop, workshop
from lowcode.services.workspace import Workspace
from lowcode.settings import Settings
from lowcode.store.database import opened
from lowcode.store.ids import new_id
from lowcode.store.migration import migrate
from lowcode.store.names import quoted
from lowcode.store.one_transaction import OneTransaction

TRIAL_BUSY: Final = Code(
    "app-trial-busy",
    label("The tests of an app are running already.", "正在运行某个应用的测试。"),
    label("Wait until they have ended, then try again.", "请等待其结束后重试。"),
)
Files = Mapping[str, bytes]
"""The files of a bundle by path."""


class TestResult(Message):
    """What came of one test of an app."""

    name: str
    """Its name."""
    scenarios: tuple[str, ...] = ()
    """The business scenarios that it belongs to."""
    tried: int
    """How many cases, walks and scenes it has."""
    problems: tuple[Diagnostic, ...] = ()
    """What did not come out, by file and JSON pointer; none when it is passed."""
    seconds: float = 0.0
    """How long its scenes took."""


class AppTested(Message):
    """What came of the tests of an app."""

    app: str
    """The app."""
    passed: bool
    """Whether all came out."""
    tests: tuple[TestResult, ...] = ()
    """Test by test."""


class AppTrials:
    """The use case of testing apps."""

    def __init__(self, settings: Settings, url: str) -> None:
        """Take the settings, and the database in which workspaces can be made."""
        self._settings = settings
        self._url = url

    async def tested(self, actor: Actor, files: Files, others: Sequence[Files] = ()) -> AppTested:
        """Return what the tests of a bundle find; `others` are the bundles that it needs. For administrators.

        Scenes are played in a workspace of their own, by what serves people; it is gone afterwards, as is the database
        load. Nothing is sent. Raises `Forbidden`, and `Invalid` for a bundle that cannot be published.
        """
        actor.require()
        bundle = _bundle(files)
        beside = {one.app.name: one for one in map(_bundle, others)}
        found = list(failures(bundle, beside))
        seconds: dict[str, float] = {}
        if any(one.scenes for one in bundle.tests.values()):
            async with self._hall([*_in_order(others), files]) as tools:
                for name, test in bundle.tests.items():
                    started = clock.now()
                    for at, scene in enumerate(test.scenes):
                        path = f"{file_of('tests', name)}/scenes/{at}"
                        found += [one.at(path) for one in await played(tools, bundle.app.name, test, scene)]
                    seconds[name] = (clock.now() - started).total_seconds()
        return _told(bundle, found, seconds)

    @asynccontextmanager
    async def _hall(self, bundles: Sequence[Files]) -> AsyncIterator[Workshop]:
        """Hold a workspace with some apps inside the block; it is gone afterwards."""
        name = f"trial_{new_id().hex[-12:]}"
        with tempfile.TemporaryDirectory(prefix="lowcode-trial-") as home:
            settings = replace(
                self._settings, home=Path(home), database_url=self._url, workspace=name, database_connections=3
            )
            await migrate(self._url, name)
            try:
                async with opened(settings) as database:
                    workspace = Workspace(database, settings)
                    await workspace.prepare()
                    for one in bundles:
                        await workspace.bundles.import_files(PRODUCT, one)
                    async with workshop(workspace, follows=False) as tools:
                        yield tools
            finally:
                async with opened(settings) as database, database.connection() as connection:
                    await connection.execute(f"DROP SCHEMA IF EXISTS {quoted(name)} CASCADE")


async def played(tools: Workshop, app: str, test: AppTest, scene: Scene) -> list[Diagnostic]:
    """Return what does not come out in a scene, which is played in one transaction that is undone."""
    with rehearsing() as rehearsal:
        async with tools.database.connection() as connection:
            transaction = connection.transaction()
            await transaction.start()
            try:
                database = OneTransaction(tools.database, connection)
                workspace = Workspace(database, tools.workspace.settings)
                inner = replace(tools, workspace=workspace, records=Records(database))
                at = _begin(test)
                return await _steps(Stage(app, inner, connection, watch(inner), rehearsal, at, at), scene)
            finally:
                await transaction.rollback()


async def _steps(stage: Stage, scene: Scene) -> list[Diagnostic]:
    """Return what does not come out at the first step where something does not."""
    with stage.now():
        try:
            await stage.hire(scene)
        except LowcodeError as error:
            return [failed(scene.about or "–", error)]
    for at, step in enumerate(scene.steps):
        stage.at += timedelta(seconds=1)
        about = step.about or f"{at + 1}. {step.kind}"
        try:
            with stage.now():
                found = await SCENE_PLAYS[step.kind].play(stage, step, about)
                if not found and not step.checks:
                    found = await stage.work()
        except LowcodeError as error:
            found = [failed(about, error)]
        if found:
            return [one.at(f"/steps/{at}") for one in found]
    return []


def _begin(test: AppTest) -> datetime:
    """Return when a scene begins: at noon of its day."""
    day = clock.now() if test.today is None else datetime.fromisoformat(test.today)
    return day.replace(hour=12, minute=0, second=0, microsecond=0, tzinfo=UTC)


def _bundle(files: Files) -> Bundle:
    """Return a bundle. Raises `Invalid` for one that cannot be read."""
    found = parsed(read(files))
    if found.bundle is None or found.problems:
        message = "the bundle cannot be read"
        raise Invalid(message, found.problems)
    return found.bundle


def _needs(bundle: Bundle, others: Mapping[str, Bundle]) -> list[str]:
    """Return the apps that a bundle needs, and those that these need."""
    found: list[str] = []
    waiting = [one.app for one in bundle.app.depends]
    while waiting:
        one = waiting.pop()
        if one not in found and one in others:
            found.append(one)
            waiting += [each.app for each in others[one].app.depends]
    return found


def _in_order(bundles: Sequence[Files]) -> list[Files]:
    """Return bundles so that each stands behind those that it needs."""
    by_name = {(made := _bundle(one)).app.name: (one, made) for one in bundles}
    needs = {name: [each.app for each in made.app.depends] for name, (_, made) in by_name.items()}
    return [by_name[name][0] for name in ordered(needs)]


def _told(bundle: Bundle, found: Sequence[Diagnostic], seconds: Mapping[str, float]) -> AppTested:
    """Return what came of the tests, test by test."""
    tests = []
    for name, test in bundle.tests.items():
        mine = tuple(one for one in found if (one.path or "").startswith(f"{file_of('tests', name)}/"))
        tried = len(test.cases) + len(test.walks) + len(test.scenes)
        tests.append(
            TestResult(
                name=name, scenarios=test.scenarios, tried=tried, problems=mine, seconds=round(seconds.get(name, 0), 2)
            )
        )
    return AppTested(app=bundle.app.name, passed=not found, tests=tuple(tests))


class TrialDesk:
    """Tests apps in a process of its own, one app at a time, so that people who work do not wait."""

    def __init__(self, settings: Settings, url: str) -> None:
        """Take the settings, and the database in which workspaces can be made."""
        self._settings = settings
        self._url = url
        self._busy = asyncio.Lock()

    async def files(self, actor: Actor, workspace: Workspace, files: Files) -> AppTested:
        """Return what the tests of a bundle find; the apps that it needs are those that are published here.

        For administrators. Raises `Invalid` for a bundle that cannot be published, `NotFound` for an app that it needs,
        `Conflict` while another app is tested.
        """
        actor.require()
        bundle = _bundle(files)
        async with workspace.database.connection() as connection:
            present = await published(connection)
        others = [await workspace.bundles.export_files(actor, one) for one in _needs(bundle, present)]
        if self._busy.locked():
            message = "another app is tested now"
            raise Conflict(message, [TRIAL_BUSY.report()])
        async with self._busy:
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
                work = (self._settings, self._url, dict(files), [dict(one) for one in others])
                told = await asyncio.get_running_loop().run_in_executor(pool, _apart, *work)
        if told.diagnostics:
            message = "the app cannot be tested"
            raise Invalid(message, told.diagnostics)
        return told.tested

    async def app(self, actor: Actor, workspace: Workspace, name: str) -> AppTested:
        """Return what the tests of a published app find. Raises as `files`."""
        actor.require()
        return await self.files(actor, workspace, await workspace.bundles.export_files(actor, name))


class _Told(Message):
    """What a process tells of its trial."""

    tested: AppTested
    diagnostics: tuple[Diagnostic, ...] = ()


def _apart(settings: Settings, url: str, files: Files, others: Sequence[Files]) -> _Told:
    """Return what came of the tests of an app; runs in a process of its own."""
    try:
        return _Told(tested=asyncio.run(AppTrials(settings, url).tested(PRODUCT, files, others)))
    except Invalid as error:
        return _Told(tested=AppTested(app="", passed=False), diagnostics=error.diagnostics)
