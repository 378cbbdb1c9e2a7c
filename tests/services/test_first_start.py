"""Shows what an empty workspace gets, once, and that a start that was broken off is brought to its end."""

import asyncio
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from lowcode.bundle.app import LAYOUT
from lowcode.bundle.folder import save, write
from lowcode.kernel.errors import Invalid, Unavailable
from lowcode.services.accounts import NewAccount
from lowcode.services.actor import PRODUCT
from lowcode.services.app_bundles import AppBundles
from lowcode.services.app_samples import AppSamples
from lowcode.services.demo_people import DEPARTMENTS, OWNERS, PEOPLE
from lowcode.services.first_login import FirstLogin, Login
from lowcode.services.first_start import CATALOG, FirstStart
from lowcode.services.roles import Roles
from lowcode.services.workspace import Workspace
from lowcode.store.people import USERS
from tests.bundle import crm
from tests.services.people import PASSWORD, VISITOR

COUNTS = {"customer": 12, "contact": 4, "opportunity": 8, "activity": 30}
"""How many are drawn, beside those that go with others."""
NAMES = {"admin", *(each.name for each in PEOPLE if not each.whole)}


class Killed(BaseException):
    """What nothing in the product catches, as nothing catches the end of its process."""


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    """The app `crm` with few samples, and a folder that is none."""
    document = crm.document()
    for form, sample in document["sample"].items():
        sample["count"] = COUNTS.get(form, 0)
    save(write(document, LAYOUT), tmp_path / "catalog" / "crm")
    (tmp_path / "catalog" / "notes").mkdir()
    return tmp_path / "catalog"


Start = Callable[..., FirstStart]


@pytest.fixture
def told() -> list[str]:
    """What the first start says while it goes on."""
    return []


@pytest.fixture
def start(workspace: Workspace, catalog: Path, told: list[str]) -> Start:
    """A function that begins a start."""

    def make(of: Workspace = workspace, *, demo: bool = True) -> FirstStart:
        return FirstStart(of, lambda text: told.append(text.en), demo=demo, catalog=catalog)

    return make


async def census(workspace: Workspace) -> dict[str, int]:
    """Return how much there is of everything."""
    tables = ("account", "department", "department_member", "role_grant", "app_version", "audit_entry", "record_change")
    async with workspace.database.connection() as connection:
        found = {name: await connection.fetchval(f"SELECT count(*) FROM {name}") for name in tables}
        for form in COUNTS:
            if await connection.fetchval("SELECT to_regclass($1)", f"crm__{form}"):
                found[form] = await connection.fetchval(f"SELECT count(*) FROM crm__{form}")
    return found


async def test_an_empty_workspace_gets_everything_once(start: Start, workspace: Workspace) -> None:
    logins = await start().run()
    assert {each.name for each in logins} == NAMES
    for each in logins:
        assert (await workspace.sessions.login(VISITOR, each.name, each.password)).csrf
    people = {each.name: each for each in await workspace.accounts.page(PRODUCT)}
    assert people["admin"].roles == ("crm.admin", "platform.admin")
    assert people["director"].roles == ("crm.director",)
    assert people["seller3"].roles == ("crm.seller",)
    manager, director = people["manager"].id, people["director"].id
    assert await workspace.departments.superiors(people["seller"].id) == [(manager,), (director,)]
    before = await census(workspace)
    assert (before["customer"], before["contact"], before["opportunity"]) == (12, 16, 8)
    assert set(await start().run()) == set(logins)
    assert await census(workspace) == before


async def test_records_are_as_if_people_had_made_them(start: Start, workspace: Workspace) -> None:
    await start().run()
    async with workspace.database.connection() as connection:
        owners = await connection.fetch(
            "SELECT DISTINCT a.name FROM crm__customer c JOIN account a ON a.id = c.owner ORDER BY 1"
        )
        assert len(owners) > 2
        assert {row["name"] for row in owners} <= {each.name for each in PEOPLE if each.role == OWNERS}
        wrong = """
            SELECT count(*) FROM crm__customer c WHERE c.open_amount IS DISTINCT FROM (
                SELECT coalesce(sum(o.amount), 0) FROM crm__opportunity o
                WHERE o.customer = c.id AND o.stage NOT IN ('won', 'lost')
            )
        """
        assert await connection.fetchval(wrong) == 0
        without = """
            SELECT count(*) FROM crm__opportunity o WHERE NOT EXISTS (
                SELECT FROM record_change c WHERE c.record_id = o.id AND c.kind = 'create'
            )
        """
        assert await connection.fetchval(without) == 0
        # Flows are under way for some days, with people of several steps, and some have ended.
        rows = await connection.fetch("""
            SELECT a.name, max(now() - t.opened_at) > interval '1 day' AS late FROM flow_task t
            JOIN account a ON a.id = t.account_id WHERE t.state = 'open' AND t.kind = 'approval' GROUP BY a.name
        """)
        waiting = {row["name"]: row["late"] for row in rows}
        assert {"director", "legal"} <= waiting.keys()
        assert waiting["director"]
        # Above somebody stands the head of the nearest department that somebody else heads.
        ids = [row["id"] for row in await connection.fetch("SELECT id FROM account")]
        above = {row["name"]: row["manager_name"] for row in await USERS.rows(connection, ids=ids)}
        assert [above[one] for one in ("林悦", "周敏", "陈志远")] == ["周敏", "陈志远", None]


async def test_without_a_demonstration_there_are_the_apps_and_the_administrator(
    start: Start, workspace: Workspace
) -> None:
    logins = await start(demo=False).run()
    assert [each.name for each in logins] == ["admin"]
    found = await census(workspace)
    assert (found["account"], found["app_version"], found["customer"], found["department"]) == (1, 1, 0, 0)
    await start(demo=True).run()
    assert await census(workspace) == found


@pytest.mark.parametrize("place", [(Roles, "grant"), (AppBundles, "import_files"), (AppSamples, "fill")])
async def test_a_start_that_was_killed_is_brought_to_its_end(
    start: Start, workspace: Workspace, monkeypatch: pytest.MonkeyPatch, place: tuple[type, str]
) -> None:
    with monkeypatch.context() as broken:
        whole = getattr(*place)

        async def killed(*arguments: object, **named: object) -> None:
            await whole(*arguments, **named)
            raise Killed

        broken.setattr(*place, killed)
        with pytest.raises(Killed):
            await start().run()
    logins = await start().run()
    assert {each.name for each in logins} == NAMES
    for each in logins:
        assert (await workspace.sessions.login(VISITOR, each.name, each.password)).csrf
    found = await census(workspace)
    assert (found["account"], found["department"], found["app_version"]) == (len(NAMES), len(DEPARTMENTS), 1)
    assert (found["customer"], found["contact"], found["opportunity"]) == (12, 16, 8)


async def test_processes_that_start_at_once_take_turns(start: Start, workspace: Workspace) -> None:
    first, second = await asyncio.gather(start().run(), start().run())
    assert set(first) == set(second)
    found = await census(workspace)
    assert (found["account"], found["app_version"], found["customer"]) == (len(NAMES), 1, 12)


async def test_a_workspace_with_people_is_left_as_it_is(start: Start, workspace: Workspace) -> None:
    await workspace.appoint(NewAccount(name="ada", display_name="Ada"))
    before = await census(workspace)
    assert await start().run() == ()
    assert await census(workspace) == before


async def test_an_app_that_is_wrong_does_not_keep_the_product_from_starting(
    start: Start, workspace: Workspace, catalog: Path, told: list[str]
) -> None:
    (catalog / "crm" / "forms" / "lead.json").write_text("{}", encoding="utf-8")
    logins = await start().run()
    assert {each.name for each in logins} == NAMES
    assert (await census(workspace))["app_version"] == 0
    assert any("the app crm: left out. " in line and "lead.json" in line for line in told)


async def test_a_database_that_is_lost_stops_the_start(
    start: Start, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lost(*_: object, **__: object) -> None:
        message = "PostgreSQL does not answer"
        raise Unavailable(message)

    with monkeypatch.context() as broken:
        broken.setattr(AppBundles, "import_files", lost)
        with pytest.raises(Unavailable):
            await start().run()
    await start(demo=False).run()
    assert (await census(workspace))["app_version"] == 1


async def test_the_password_of_the_administrator_can_be_given(start: Start, workspace: Workspace) -> None:
    short = Workspace(workspace.database, replace(workspace.settings, admin_password=SecretStr("short")))
    with pytest.raises(Invalid, match="LOWCODE_ADMIN_PASSWORD") as caught:
        await start(short, demo=False).run()
    assert [each.code for each in caught.value.diagnostics] == ["password-too-short"]
    assert await workspace.empty()
    given = Workspace(workspace.database, replace(workspace.settings, admin_password=SecretStr(PASSWORD)))
    assert await start(given, demo=False).run() == ()
    assert (await workspace.sessions.login(VISITOR, "admin", PASSWORD)).csrf
    assert not FirstLogin(workspace.settings.home).file.exists()


async def test_a_password_is_kept_until_it_is_changed(start: Start, workspace: Workspace) -> None:
    (login,) = await start(demo=False).run()
    kept = FirstLogin(workspace.settings.home)
    assert stat.S_IMODE(kept.file.stat().st_mode) == 0o600
    assert list(kept.logins().values()) == [login]
    (admin,) = await workspace.accounts.page(PRODUCT)
    ticket = await workspace.accounts.invite(PRODUCT, admin.id)
    await workspace.accounts.accept(VISITOR, ticket.token, PASSWORD)
    assert await start(demo=False).run() == ()
    assert not kept.file.exists()


async def test_the_passwords_of_other_databases_stay(start: Start, workspace: Workspace) -> None:
    kept = FirstLogin(workspace.settings.home)
    other = Login("admin", "of-another-workspace")
    elsewhere = (await workspace.accounts.create(PRODUCT, NewAccount(name="x9", display_name="X")))[0].id
    async with workspace.database.connection() as connection:
        await connection.execute("DELETE FROM account_ticket; DELETE FROM account")
    kept.add(elsewhere, other)
    logins = await start(demo=False).run()
    assert [each.name for each in logins] == ["admin"]
    assert set(kept.logins().values()) == {other, *logins}


async def test_a_password_that_cannot_be_kept_belongs_to_nobody(
    start: Start, workspace: Workspace, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    away = Workspace(workspace.database, replace(workspace.settings, home=tmp_path / "file"))
    with pytest.raises(Unavailable) as caught:
        await start(away).run()
    assert [each.code for each in caught.value.diagnostics] == ["first-login-not-kept"]
    assert await workspace.empty()
    assert {each.name for each in await start().run()} == NAMES


def test_the_product_comes_with_apps() -> None:
    assert (CATALOG / "crm" / "app.json").is_file()
