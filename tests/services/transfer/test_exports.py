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
