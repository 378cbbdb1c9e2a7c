"""`AppBundles`: apps come in as bundles, are checked, planned and published whole, and go out as the same bundles."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

from lowcode.bundle import folder
from lowcode.bundle.app import LAYOUT, Bundle
from lowcode.bundle.canonical import Json, digest
from lowcode.bundle.choice import taken
from lowcode.bundle.content import bundle_of
from lowcode.bundle.linking import dependents, needed
from lowcode.bundle.merge import Clash, merge
from lowcode.bundle.parsing import parsed
from lowcode.bundle.references import check, check_bundle, form_set
from lowcode.bundle.upgrade import upgraded
from lowcode.kernel.diagnostics import Code, Diagnostic
from lowcode.kernel.errors import Conflict, Invalid, NotFound
from lowcode.kernel.names import Label, label
from lowcode.services.actor import PRODUCT, Actor
from lowcode.services.app_renewal import (
    MOST_AT_ONCE,
    AppRenewal,
    forms_computed,
    forms_to_renew,
    renewed,
    renewed_later,
    renewed_once_more,
)
from lowcode.services.flow_schedules import flow_schedules
from lowcode.services.ledger_renewal import forms_to_post, renewed_ledgers
from lowcode.services.message import Message
from lowcode.services.publishing import NO_APP, Published, Publishing, PublishRequest
from lowcode.services.record_app import RecordApp, linked_app, rule_problems
from lowcode.services.report_app import report_problems
from lowcode.services.report_outside import OutsideSource
from lowcode.services.roles import Roles
from lowcode.services.rule_schedules import rule_schedules
from lowcode.services.rule_sql import sweep_problems
from lowcode.services.schedules import Schedules
from lowcode.store import apps
from lowcode.store.comparison import Change, compared
from lowcode.store.database import Database
from lowcode.store.ddl import applied, purged
from lowcode.store.plan import Plan
from lowcode.store.statement import Connection

WRONG_APP: Final = Code(
    "bundle-of-another-app",
    label("The bundle is of the app `{found}`, not of `{wanted}`.", "该应用包属于 `{found}`，而不是 `{wanted}`。"),
    label(
        "Choose the bundle of the app, or publish it under its own name.", "请选择正确的应用包，或以其自身名称发布。"
    ),
)
STILL_PUBLISHED: Final = Code(
    "app-still-needed",
    label("The app `{name}` is needed by {others}.", "应用 `{name}` 被 {others} 依赖。"),
    label("Remove those first.", "请先移除这些应用。"),
)
NOT_RENEWED: Final = Code(
    "records-to-renew",
    label("Values of {records} records are being computed anew.", "正在重新计算 {records} 条记录的数据。"),
    label(
        "A worker does it while people work, who see which values wait; `lowcode app renew {app}` does it again.",
        "后台会在使用中完成，等待中的数据会有标记；也可运行 `lowcode app renew {app}` 重新执行。",
    ),
    "warning",
)
BREAKS_ANOTHER: Final = Code(
    "app-breaks-another",
    label(
        "The app `{app}` needs this one and would no longer fit, at {place}: {reason}",
        "依赖本应用的 `{app}` 将不再适用（{place}）：{reason}",
    ),
    label(
        "Keep what it refers to, or publish a version of `{app}` first that does without it.",
        "请保留其引用的内容，或先发布不再引用它的 `{app}` 版本。",
    ),
)
_FINDINGS: Final = 32
"""How often what was found is remembered."""
_FOUND: Final[dict[Any, tuple[Mapping[str, Bundle], list[Diagnostic]]]] = {}
_ATTEMPTS: Final = 3
"""How often an import looks at the present version again, when somebody publishes meanwhile."""


class Imported(Message):
    """What came of an import."""

    app: str
    """The app."""
    published: Published
    """The version."""
    plan: Plan
    """What was done to its tables."""
    notices: tuple[Diagnostic, ...] = ()
    """What deserves a look, and keeps nothing from being published."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A bundle from the makers of an app, merged with what was changed here."""

    content: Json
    """What would be published."""
    base: int | None = None
    """The version that they delivered last; None when the app is new here."""
    clashes: tuple[Clash, ...] = ()
    """Every place that both changed, of which `mine` is what stands here."""


class AppBundles:
    """The use cases of bundles in one workspace."""

    def __init__(self, database: Database, roles: Roles, outside: OutsideSource | None = None) -> None:
        """Take the workspace, its roles, to which apps add theirs, and the other databases that reports read."""
        self._database = database
        self._roles = roles
        self._outside = outside
        self._schedules = Schedules(database)

    # --- what publishing asks ----------------------------------------------------------------------------------------

    async def publishing(self) -> Publishing:
        """Return publishing that checks bundles against the apps that are there now, and brings their tables."""
        async with self._database.connection() as connection:
            others = await published(connection)

        def checked(name: str, content: Json) -> Sequence[Diagnostic]:
            return found_in(name, content, others)

        return Publishing(self._database, check=checked, apply=self.apply)

    async def apply(self, connection: Connection, old: Json | None, new: Json | None) -> None:
        """Bring tables and roles from one content to another, in the transaction that publishes.

        Removing an app keeps its tables. Raises `Invalid` when records do not fit, `Conflict` when tables are busy.
        """
        if new is None:
            if old is not None:
                name = _bundle(old).app.name
                await self._database.hold(connection, "connected apps")
                if needing := _needing(name, await published(connection)):
                    message = f"{name} is needed"
                    raise Conflict(message, [STILL_PUBLISHED.report(name=name, others=", ".join(needing))])
                await self._schedules.declare(connection, name, ())
            return
        bundle = _bundle(new)
        # Whoever publishes an app that needs this one, or that this one needs, waits: both look at each other.
        await self._database.hold(connection, "connected apps")
        others = {name: one for name, one in (await published(connection)).items() if name != bundle.app.name}
        if needed(bundle, others) or dependents(bundle.app.name, others):
            _refuse(found_in(bundle.app.name, new, others))
        change = await _change(connection, old, bundle)
        await applied(connection, change)
        await self._renew(connection, old, bundle, others, change.plan)
        names: dict[str, Label] = {name: role.label for name, role in bundle.roles.items()}
        await self._roles.declare(connection, bundle.app.name, names)
        await self._schedules.declare(connection, bundle.app.name, [*flow_schedules(bundle), *rule_schedules(bundle)])

    async def _renew(
        self, connection: Connection, old: Json | None, bundle: Bundle, others: Mapping[str, Bundle], plan: Plan
    ) -> None:
        """Bring what is computed from records, and what they post, up to date with a new version of their app."""
        former = None if old is None else _bundle(old)
        stale = forms_to_renew(plan, former.form_set if former else None, bundle.form_set)
        computed = {*stale, *forms_computed(plan)}
        if not computed and not bundle.ledgers:
            return
        app = linked_app(bundle, others)
        if sum(stale.values()) > MOST_AT_ONCE:
            await renewed_later(connection, app, PRODUCT, stale)
        else:
            await renewed(connection, app, PRODUCT, stale)
        before = linked_app(former, others) if former and bundle.ledgers else None
        if bundle.ledgers:
            await renewed_ledgers(connection, before, app, MOST_AT_ONCE)
        concerned = computed | forms_to_post(before, app)
        if former and concerned:
            await renewed_once_more(connection, app, PRODUCT, concerned)

    # --- in and out --------------------------------------------------------------------------------------------------

    async def import_files(
        self, actor: Actor, files: Mapping[str, bytes], note: str = "", take: Collection[str] | None = None
    ) -> Imported:
        """Publish a bundle, given as files by path, as the present version of its app; all of it or nothing.

        With `take`, what was changed here since the last delivery stays: the bundle is merged into it, and `take`
        names the places of clashes where the bundle's value counts. The same bundle again changes nothing.
        Raises `Invalid` with every problem, `Conflict` when tables are busy.
        """
        actor.require()
        delivered, notices = await self._checked(files)
        name = name_of(delivered)
        content = delivered
        if take is not None:
            content = (await self.merged(name, delivered, take)).content
        publishing = await self.publishing()
        problem = Conflict("somebody publishes all the time")
        for _ in range(_ATTEMPTS):
            plan, number = await self.planned(content)
            request = PublishRequest(content=content, base_version=number, note=note)
            try:
                published = await publishing.publish(actor, name, request, delivered=delivered)
            except Conflict as error:
                if not any(each.code == "app-published-meanwhile" for each in error.diagnostics):
                    raise
                problem = error
            else:
                done = plan if published.fresh else Plan(app=name)
                if done.records > MOST_AT_ONCE:
                    notices = (*notices, NOT_RENEWED.report(None, "", app=name, records=f"{done.records:,}"))
                return Imported(app=name, published=published, plan=done, notices=notices)
        raise problem

    async def check_files(self, files: Mapping[str, bytes]) -> tuple[Diagnostic, ...]:
        """Return everything that is wrong with a bundle among the apps that are there; nothing is changed."""
        try:
            content = read(files)
            name = name_of(content)
        except Invalid as error:
            return error.diagnostics
        return await self.found_in(name, content)

    async def plan_files(self, actor: Actor, files: Mapping[str, bytes]) -> Plan:
        """Return what importing a bundle would do to the tables. Raises `Invalid` for a bundle that is wrong."""
        actor.require()
        content, _ = await self._checked(files)
        plan, _ = await self.planned(content)
        return plan

    async def export_files(self, actor: Actor, name: str, number: int | None = None) -> dict[str, bytes]:
        """Return a version of an app, the present one unless said otherwise, as files by path. Raises `NotFound`."""
        actor.require()
        async with self._database.connection() as connection:
            if number is None:
                row = await apps.CURRENT.row(connection, name=name)
            else:
                row = await apps.VERSION.row(connection, name=name, number=number)
        if row is None or row["content"] is None:
            message = f"there is no app {name}"
            raise NotFound(message, [NO_APP.report(name=name[:80])])
        return folder.write(row["content"], LAYOUT)

    async def remove(self, actor: Actor, name: str, *, purge: bool = False) -> tuple[str, ...]:
        """Remove an app; with `purge`, its tables and records too, for ever. Returns the tables that are gone.

        An app that was removed before can still be purged. Raises `NotFound`, and `Conflict` when others need it.
        """
        actor.require()
        if needing := await self.needing(name):
            message = f"{name} is needed"
            raise Conflict(message, [STILL_PUBLISHED.report(name=name, others=", ".join(needing))])
        async with self._database.connection() as connection:
            row = await apps.CURRENT.row(connection, name=name)
        if (row is not None and row["number"] is not None) or not purge:
            await (await self.publishing()).remove(actor, name)
        return await self.purge(actor, name) if purge else ()

    async def needing(self, name: str) -> tuple[str, ...]:
        """Return the apps that refer to an app."""
        async with self._database.connection() as connection:
            others = await published(connection)
        return _needing(name, others)

    async def purge(self, actor: Actor, name: str) -> tuple[str, ...]:
        """Remove for ever the tables and columns that an app has and no longer wants; returns their names."""
        actor.require()
        async with self._database.transaction() as connection:
            await self._database.hold(connection, f"app {name}")
            row = await apps.CURRENT.row(connection, name=name)
            bundle = _bundle(row["content"]) if row and row["content"] else None
            removed = await purged(connection, name, bundle.form_set if bundle else None)
            await actor.note(connection, "app.purged", f"app:{name}", removed=list(removed))
        return removed

    async def renew(self, actor: Actor, name: str) -> dict[str, int]:
        """Compute all records of an app anew, also those that publishing left; returns how many each form has."""
        actor.require()
        return await AppRenewal(self._database).renew(actor, await self.record_app(name))

    async def record_app(self, name: str) -> RecordApp:
        """Return the present version of an app as working with its records needs it. Raises `NotFound`."""
        async with self._database.connection() as connection:
            row = await apps.CURRENT.row(connection, name=name)
            if row is None or row["content"] is None:
                message = f"there is no app {name}"
                raise NotFound(message, [NO_APP.report(name=name[:80])])
            return linked_app(_bundle(row["content"]), await published(connection))

    async def _checked(self, files: Mapping[str, bytes]) -> tuple[dict[str, Json], tuple[Diagnostic, ...]]:
        """Return the document of a bundle, and what only deserves a look. Raises `Invalid` with every problem."""
        content = read(files)
        found = await self.found_in(name_of(content), content)
        _refuse(found)
        return content, found

    async def merged(self, name: str, delivered: Json, take: Collection[str] = ()) -> Delivery:
        """Return what comes of a delivery when what was changed here stays; `take` names clashes it decides."""
        async with self._database.connection() as connection:
            current = await apps.CURRENT.row(connection, name=name)
            base = await apps.DELIVERED.row(connection, name=name)
        if current is None or current["content"] is None or base is None:
            return Delivery(delivered)
        found = merge(upgraded(base["content"]), upgraded(current["content"]), delivered)
        content = deepcopy(found.value)
        for clash in found.clashes:
            if clash.path in take:
                content = taken(content, clash)
        return Delivery(content, base["number"], found.clashes)

    async def found_in(self, name: str, content: Json) -> tuple[Diagnostic, ...]:
        """Return everything that is wrong with the content of an app among those that are there."""
        async with self._database.connection() as connection:
            found = found_in(name, content, await published(connection))
        bundle = None if self._outside is None or any(one.severity == "error" for one in found) else bundle_of(content)
        if self._outside is None or bundle is None:
            return tuple(found)
        return (*found, *await self._outside.look(bundle.datasets))

    async def planned(self, content: Json) -> tuple[Plan, int | None]:
        """Return what publishing content that is right would do to the tables, and the present version."""
        name = name_of(content)
        async with self._database.transaction() as connection:
            row = await apps.CURRENT.row(connection, name=name)
            old, number = (row["content"], row["number"]) if row else (None, None)
            if old is not None and digest(old) == digest(content):
                return Plan(app=name), number
            return (await _change(connection, old, _bundle(content))).plan, number


def read(files: Mapping[str, bytes]) -> dict[str, Json]:
    """Return the document of a bundle, given as files by path, in the present format. Raises `Invalid`."""
    return upgraded(folder.read(files, LAYOUT))


def found_in(name: str, content: Json, others: Mapping[str, Bundle]) -> list[Diagnostic]:
    """Return what is wrong with the content of an app among others."""
    if not isinstance(content, dict):
        return [*parsed({}).problems]
    try:
        document = upgraded(content)
    except Invalid as error:
        return [*error.diagnostics]
    others = {key: each for key, each in others.items() if key != name}
    # An import looks several times at the same content; the bundles stay what they are, so that nothing else is found.
    key = (name, digest(document), tuple((each, id(others[each])) for each in sorted(others)))
    known = _FOUND.get(key)
    if known is None:
        known = _FOUND[key] = (others, _found_in(name, document, others))
        while len(_FOUND) > _FINDINGS:
            _FOUND.pop(next(iter(_FOUND)))
    return [*known[1]]


def _found_in(name: str, document: dict[str, Json], others: Mapping[str, Bundle]) -> list[Diagnostic]:
    """Return what is wrong with the document of an app among others."""
    found = [*check(document, others)]
    app = document.get("app")
    said = app.get("name") if isinstance(app, dict) else None
    if not found and said != name:
        found.append(WRONG_APP.report(None, "app.json/name", found=said, wanted=name))
    if any(one.severity == "error" for one in found):
        return found
    found += [
        *rule_problems(document, others),
        *sweep_problems(document, others),
        *report_problems(document, others),
    ]
    return found if any(one.severity == "error" for one in found) else [*found, *_broken(name, document, others)]


def _broken(name: str, document: Mapping[str, Json], others: Mapping[str, Bundle]) -> Iterator[Diagnostic]:
    """Iterate over what would no longer be right in the apps that need an app."""
    bundle = bundle_of(document)
    if bundle is None:
        return
    every = {**others, name: bundle}
    for other in dependents(name, every):
        rest = {key: each for key, each in every.items() if key != other}
        for one in check_bundle(every[other], rest):
            if one.severity == "error":
                yield BREAKS_ANOTHER.report(None, "app.json", app=other, place=one.path, reason=one.message)


def _needing(name: str, bundles: Mapping[str, Bundle]) -> tuple[str, ...]:
    """Return the apps that say that they depend on an app."""
    return tuple(each for each, bundle in bundles.items() if any(one.app == name for one in bundle.app.depends))


async def _change(connection: Connection, old: Json | None, bundle: Bundle) -> Change:
    """Return what has to be done to the tables of an app."""
    others = await published(connection)
    before = form_set(_bundle(old), others) if old is not None else None
    return await compared(connection, bundle.app.name, before, form_set(bundle, others), bundle.app.renames)


async def published(connection: Connection) -> dict[str, Bundle]:
    """Return the apps that are published, by name; those that cannot be read any more are left out."""
    found: dict[str, Bundle] = {}
    for row in await apps.NUMBERS.rows(connection):
        version = await apps.VERSION.row(connection, name=row["name"], number=row["current_version"])
        bundle = bundle_of(version["content"]) if version else None
        if bundle is not None:
            found[row["name"]] = bundle
    return found


def _bundle(content: Json) -> Bundle:
    """Return content that was checked as an app. Raises `Invalid` for other content."""
    found = bundle_of(content)
    if found is None:
        _refuse(parsed(upgraded(content)).problems)
        raise Invalid("the content is no app")  # noqa: EM101, TRY003 - told by the problems, which there are
    return found


def name_of(content: Mapping[str, Json]) -> str:
    """Return the name that an app gives itself; empty when it gives none."""
    found = content["app"].get("name") if isinstance(content.get("app"), dict) else ""
    return found if isinstance(found, str) else ""


def _refuse(found: Sequence[Diagnostic]) -> None:
    """Raise `Invalid` when there are errors."""
    if any(each.severity == "error" for each in found):
        message = f"the bundle has {sum(each.severity == 'error' for each in found)} problems"
        raise Invalid(message, found)
