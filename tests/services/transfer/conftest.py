"""What the tests of imports and exports share: a small app, people, and files that they hand in."""

import io
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

import pytest
import xlsxwriter

from lowcode.services.actor import Actor
from lowcode.services.exports import Exports
from lowcode.services.files import Files
from lowcode.services.import_messages import ImportAnalysis, ImportMapping, ImportOutcome
from lowcode.services.imports import Imports, NewImport
from lowcode.services.record_app import RecordApp
from lowcode.services.records import Records
from lowcode.services.workspace import Workspace
from tests.services.records.shop import build, field, record_app, said

Person = Callable[..., Awaitable[Actor]]
Hand = Callable[..., Awaitable[ImportAnalysis]]
Carry = Callable[..., Awaitable[ImportOutcome]]

FORMS: list[dict[str, Any]] = [
    {
        "name": "region",
        "label": said("Region", "地区"),
        "fields": [field("text", "name"), field("text", "code", unique=True)],
    },
    {
        "name": "customer",
        "label": said("Customer", "客户"),
        "title": "name",
        "fields": [
            field("serial_number", "number", parts=[{"kind": "text", "text": "C"}, {"kind": "counter", "digits": 4}]),
            field("text", "name", required=True, searchable=True, unique=True) | {"label": said("Name", "客户名称")},
            field("choice", "grade", default='"b"', options=[
                {"value": "a", "label": said("Gold", "金牌")}, {"value": "b", "label": said("Silver", "银牌")}
            ]) | {"label": said("Grade", "等级")},
            field("money", "credit", minimum=0) | {"label": said("Credit limit", "信用额度")},
            field("percent", "discount") | {"label": said("Discount", "折扣")},
            field("date", "since") | {"label": said("Since", "开始日期")},
            field("date_time", "met") | {"label": said("Met at", "会面时间")},
            field("switch", "active") | {"label": said("Active", "启用")},
            field("phone", "phone") | {"label": said("Phone", "电话")},
            field("reference", "region", to="region", inverse="customers") | {"label": said("Region", "地区")},
            field("user", "manager") | {"label": said("Manager", "经理")},
            field("text", "secret") | {"label": said("Secret", "机密")},
            field("long_text", "note") | {"label": said("Note", "备注")},
            field("formula", "double", expression="credit * 2", result="money"),
        ],
    },
    {
        "name": "visit",
        "label": said("Visit", "拜访"),
        "fields": [
            field("text", "topic"),
            field("reference", "customer", to="customer", inverse="visits") | {"label": said("Customer", "客户")},
            field("stage", "stage", states=[{"name": one, "label": said(one)} for one in ("open", "done")]),
        ],
    },
]  # fmt: skip
EVERYTHING = ["see", "create", "edit", "delete", "export", "import"]
ROLES: list[dict[str, Any]] = [
    {
        "name": "boss",
        "label": said("Boss"),
        "grants": [{"form": one["name"], "actions": EVERYTHING} for one in FORMS],
    },
    {
        "name": "seller",
        "label": said("Seller"),
        "grants": [
            {"form": "region", "actions": ["see"]},
            {
                "form": "customer",
                "actions": ["see", "create", "edit", "export", "import"],
                "rows": "owner.id = current user.id",
                "fields": [
                    {"fields": ["secret"], "right": "hidden"},
                    {"fields": ["phone"], "right": "masked"},
                    {"fields": ["credit"], "right": "read_only"},
                ],
            },
        ],
    },
    {
        "name": "guest",
        "label": said("Guest"),
        "grants": [{"form": one["name"], "actions": ["see"]} for one in FORMS],
    },
]


@pytest.fixture
async def shop(workspace: Workspace) -> RecordApp:
    """The app, with its tables."""
    app = record_app(ROLES, FORMS)
    await build(workspace.database, app)
    return app


@pytest.fixture
def records(workspace: Workspace) -> Records:
    """The use cases of records."""
    return Records(workspace.database)


@pytest.fixture
def imports(workspace: Workspace, records: Records) -> Imports:
    """The use cases of imports."""
    return Imports(workspace.database, workspace.settings, records)


@pytest.fixture
def exports(workspace: Workspace, records: Records, imports: Imports) -> Exports:
    """The use cases of exports."""
    return Exports(workspace.database, records.reading, imports)


@pytest.fixture
def person(hire: Callable[[str], Awaitable[UUID]]) -> Person:
    """A function that makes somebody with roles of the app."""

    async def make(name: str, *roles: str) -> Actor:
        return Actor(account_id=await hire(name), roles=frozenset(f"shop.{role}" for role in roles))

    return make


@pytest.fixture
async def boss(person: Person) -> Actor:
    """Somebody who may do everything."""
    return await person("boss", "boss")


@pytest.fixture
async def seller(person: Person) -> Actor:
    """Somebody who sees their own customers."""
    return await person("seller", "seller")


def workbook(*rows: Sequence[Any]) -> bytes:
    """Return a workbook with rows."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"default_date_format": "yyyy-mm-dd hh:mm"}) as book:
        sheet = book.add_worksheet("Data")
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return content.getvalue()


@pytest.fixture
def hand(workspace: Workspace, shop: RecordApp, imports: Imports) -> Hand:
    """A function that uploads a file, and returns what it holds."""
    files = Files(workspace.database, workspace.settings)

    async def give(actor: Actor, content: bytes, form: str = "customer", sheet: str | None = None) -> ImportAnalysis:
        name = "data.xlsx" if content.startswith(b"PK") else "data.csv"

        async def pieces() -> AsyncIterator[bytes]:
            yield content

        file = await files.upload(actor, name, pieces())
        return await imports.analyse(shop, actor, form, NewImport(file=file.id, sheet=sheet))

    return give


@pytest.fixture
def carry(hand: Hand, shop: RecordApp, imports: Imports) -> Carry:
    """A function that imports rows as they are mapped by themselves, and returns what came of it."""

    async def go(
        actor: Actor,
        content: bytes,
        form: str = "customer",
        *,
        mode: str = "insert",
        key: Sequence[str] = (),
        check: bool = False,
        **more: Any,
    ) -> ImportOutcome:
        found = await hand(actor, content, form)
        mapping = mapping_of(found, mode=mode, key=tuple(key), **more)
        await imports.start(shop, actor, form, found.id, mapping, check=check)
        return await imports.carry_out(shop, actor, form, found.id, check=check)

    return go


def mapping_of(found: ImportAnalysis, **more: Any) -> ImportMapping:
    """Return the mapping that an analysis proposes."""
    columns = {one.at: one.field for one in found.columns if one.field is not None}
    return ImportMapping(sheet=found.sheet, header=found.header, columns=columns, **more)
