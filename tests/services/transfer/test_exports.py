"""Records become files, as far as whoever asks may see and export them."""

import csv
import io
import zipfile
from datetime import date, datetime
from typing import Any

import pytest

from lowcode.kernel.errors import Forbidden, Invalid
from lowcode.services.actor import Actor
from lowcode.services.exports import ExportRequest, Exports
from lowcode.services.import_sheets import read_sheets
from lowcode.services.record_app import RecordApp
from lowcode.services.record_query import Query, Sort
from lowcode.services.record_view import RecordView
from lowcode.services.record_writing import NewRecord
from lowcode.services.records import Records
from lowcode.services.workspace import Workspace
from lowcode.store import stale_records
from lowcode.store.ids import new_id
from tests.services.transfer.conftest import Carry, Person


async def add(records: Records, shop: RecordApp, actor: Actor, form: str, **values: object) -> RecordView:
    return await records.writing.create(shop, actor, form, NewRecord(values=values))


async def export(exports: Exports, shop: RecordApp, actor: Actor, **asked: Any) -> bytes:
    """Return an export of customers."""
    file = await exports.export(shop, actor, "customer", ExportRequest(**asked))
    content = file.path.read_bytes()
    file.path.unlink()
    return content


async def test_a_workbook_has_real_numbers_and_days_and_words_for_the_rest(
    exports: Exports, records: Records, shop: RecordApp, boss: Actor
) -> None:
    region = await add(records, shop, boss, "region", name="华东", code="E")
    values = {"credit": "1200.5", "discount": "0.15", "since": "2026-05-31", "met": "2026-05-31T01:30:00Z"}
    await add(records, shop, boss, "customer", name="甲", grade="a", active=True, region=str(region.id), **values)
    names = ("name", "grade", "credit", "discount", "since", "met", "active", "region", "double", "created by")
    rows = read_sheets(await export(exports, shop, boss, columns=names, language="en")).rows
    assert rows[0][:4] == ["Name", "Grade", "Credit limit", "Discount"]
    day, moment = date(2026, 5, 31), datetime.fromisoformat("2026-05-31T09:30:00")
    assert rows[1] == ["甲", "Gold", 1200.5, 0.15, day, moment, "Yes", "华东", 2401, "Boss"]
    rows = read_sheets(await export(exports, shop, boss, columns=names)).rows
    assert [rows[0][1], rows[1][1], rows[1][6]] == ["等级", "金牌", "是"]


async def test_text_has_a_mark_and_nothing_that_a_spreadsheet_runs(
    exports: Exports, records: Records, shop: RecordApp, boss: Actor
) -> None:
    texts = ["=1+1", "+1", "-1", "@SUM(A1)", "plain", 'a "quoted", one\nline']
    for at, text in enumerate(texts):
        await add(records, shop, boss, "customer", name=f"{at}", note=text, credit="5")
    asked = {"format": "csv", "columns": ("note", "credit"), "query": Query(sort=(Sort(by="name"),))}
    content = await export(exports, shop, boss, **asked)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert [row[0] for row in rows[1:]] == ["'=1+1", "'+1", "'-1", "'@SUM(A1)", *texts[4:]]
    assert [row[0] for row in read_sheets(content).rows[1:]] == texts
    book = await export(exports, shop, boss, columns=("note",))
    sheet = zipfile.ZipFile(io.BytesIO(book)).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet


async def test_text_is_imported_again_without_a_change(
    exports: Exports, carry: Carry, records: Records, shop: RecordApp, boss: Actor
) -> None:
    await add(records, shop, boss, "customer", name="=1+1", phone="+8613812345678", note="-5", credit="7.25")
    content = await export(exports, shop, boss, format="csv")
    outcome = await carry(boss, content, mode="update", key=["number"])
    assert (outcome.unchanged, outcome.updated, outcome.problems) == (1, 0, ())


async def test_an_export_is_what_its_reader_may_see(
    exports: Exports, records: Records, shop: RecordApp, boss: Actor, seller: Actor, person: Person
) -> None:
    mine = {"name": "mine", "secret": "s3cr3t", "phone": "+8613812345678", "credit": "5"}
    await records.writing.create(shop, boss, "customer", NewRecord(values=mine, owner=seller.account_id))
    await add(records, shop, boss, "customer", name="other", secret="s3cr3t")
    rows = read_sheets(await export(exports, shop, seller, columns=("name", "phone", "credit"))).rows
    assert len(rows) == 2
    assert rows[1][0] == "mine"
    assert "*" in str(rows[1][1])
    assert "3812345" not in str(rows[1][1])
    everything = await export(exports, shop, seller, format="csv")
    assert b"s3cr3t" not in everything
    with pytest.raises(Invalid):
        await export(exports, shop, seller, columns=("secret",))
    with pytest.raises(Forbidden):
        await export(exports, shop, await person("guest", "guest"))


async def test_an_export_goes_over_many_pages_in_its_order(
    exports: Exports, records: Records, shop: RecordApp, boss: Actor
) -> None:
    new = [NewRecord(values={"name": f"{at:04}", "manager": str(boss.account_id)}) for at in range(620)]
    await records.writing.create_many(shop, boss, "customer", new)
    asked = {"columns": ("name", "manager"), "query": Query(sort=(Sort(by="name", descending=True),))}
    rows = read_sheets(await export(exports, shop, boss, **asked)).rows
    assert [row[0] for row in rows[1:]] == [f"{at:04}" for at in reversed(range(620))]
    assert {row[1] for row in rows[1:]} == {"Boss"}


async def test_a_template_has_titles_hints_and_options(exports: Exports, shop: RecordApp, boss: Actor) -> None:
    file = await exports.template(shop, boss, "customer", "zh-CN")
    content = file.path.read_bytes()
    file.path.unlink()
    titles = read_sheets(content).rows[0]
    assert titles[:3] == ["客户名称", "等级", "信用额度"]
    assert "number" not in titles
    sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    assert "金牌,银牌" in sheet


async def test_columns_lie_over_references(
    exports: Exports, records: Records, shop: RecordApp, boss: Actor, seller: Actor
) -> None:
    region = await add(records, shop, boss, "region", name="华东", code="E")
    for owner in (boss, seller):
        new = NewRecord(values={"name": f"of {owner.account_id}", "region": str(region.id)}, owner=owner.account_id)
        await records.writing.create(shop, boss, "customer", new)
    names = ("name", "region.code", "owner.name", "region.owner")
    rows = read_sheets(await export(exports, shop, boss, columns=names, language="en")).rows
    assert rows[0] == ["Name", "Region / code", "Owner / Name", "Region / Owner"]
    assert {tuple(row[1:]) for row in rows[1:]} == {("E", "Boss", "Boss"), ("E", "Seller", "Boss")}
    for wrong in ("region.nothing", "name.code", "nothing.code", "region."):
        with pytest.raises(Invalid):
            await export(exports, shop, boss, columns=("name", wrong))


async def test_values_that_are_not_up_to_date_are_told(
    exports: Exports, records: Records, shop: RecordApp, workspace: Workspace, boss: Actor
) -> None:
    first = await add(records, shop, boss, "customer", name="甲", credit="5")
    await add(records, shop, boss, "customer", name="乙", credit="6")
    asked = {"columns": ("name", "double"), "query": Query(sort=(Sort(by="credit"),)), "format": "csv"}
    assert read_sheets(await export(exports, shop, boss, **asked)).rows[0] == ["客户名称", "double"]
    async with workspace.database.connection() as connection:
        job = new_id()
        await connection.execute("ALTER TABLE record_stale DISABLE TRIGGER ALL")
        told = {"job_id": job, "form": "shop.customer", "ids": [first.id], "fields": ["double", "secret"]}
        await stale_records.MARK.run(connection, later=False, **told)
    rows = read_sheets(await export(exports, shop, boss, **asked)).rows
    assert rows == [["客户名称", "double", "正在重新计算"], ["甲", "10", "double"], ["乙", "12", ""]]


async def test_a_workbook_keeps_what_programs_count_differently_as_text(
    exports: Exports, records: Records, shop: RecordApp, boss: Actor
) -> None:
    values = {
        "since": "1899-05-31",
        "credit": "12345678901234567.25",
        "note": " <a> & \x85'b' ",
        "met": "1850-01-01T00:00Z",
    }
    await add(records, shop, boss, "customer", name="x" * 40 + "]]>", **values)
    row = read_sheets(await export(exports, shop, boss, columns=("name", *values))).rows[1]
    assert row[:3] == ["x" * 40 + "]]>", "1899-05-31", "12345678901234567.25"]
    assert str(row[3]).strip() == "<a> & \x85'b'"
    assert str(row[4]).startswith("1850-01-01 08:05:43+08:05:43")
