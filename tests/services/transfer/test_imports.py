"""Files become records: mapped, tried, carried out, and taken back."""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from lowcode.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from lowcode.services.actor import Actor
from lowcode.services.exports import ExportRequest, Exports
from lowcode.services.import_messages import ImportOutcome
from lowcode.services.import_sheets import read_sheets
from lowcode.services.import_undo import ImportUndo
from lowcode.services.imports import Imports
from lowcode.services.record_app import RecordApp
from lowcode.services.record_query import Query, Sort
from lowcode.services.record_view import RecordView
from lowcode.services.record_writing import NewRecord, RecordChange
from lowcode.services.records import Records
from tests.services.transfer.conftest import Carry, Hand, Person, mapping_of, workbook

HEAD = ("客户名称", "Grade", "信用额度", "折扣", "开始日期", "地区", "经理", "电话")


async def add(records: Records, shop: RecordApp, actor: Actor, form: str, **values: object) -> RecordView:
    return await records.writing.create(shop, actor, form, NewRecord(values=values))


async def customers(records: Records, shop: RecordApp, actor: Actor) -> list[RecordView]:
    page = await records.reading.page(shop, actor, "customer", Query(sort=(Sort(by="name"),), limit=500))
    return list(page.records)


def codes(outcome: ImportOutcome) -> list[tuple[int, int | None, str]]:
    return [(one.row, one.column, one.problem.code) for one in outcome.problems]


# --- reading ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "encoding", "separator"),
    [
        ("客户名称,等级\n上海鼎盛,金牌\n".encode(), "utf-8-sig", ","),
        ("\ufeff客户名称;等级\n上海鼎盛;金牌\n".encode(), "utf-8-sig", ";"),
        ("客户名称\t等级\n上海鼎盛\t金牌\n".encode("gb18030"), "gb18030", "\t"),
        ("客户名称,等级\n上海鼎盛,金牌\n".encode("utf-16"), "utf-16", ","),
    ],
)
def test_text_is_read_however_it_is_written(content: bytes, encoding: str, separator: str) -> None:
    found = read_sheets(content)
    assert found.rows == [["客户名称", "等级"], ["上海鼎盛", "金牌"]]
    assert (found.encoding, found.separator) == (encoding, separator)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"PK\x03\x04 broken", b"\x00\x01\x02\x03\xff\xfe\xfd"])
def test_what_is_no_table_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid):
        read_sheets(content)


async def test_columns_are_mapped_by_title_in_either_language_and_by_likeness(hand: Hand, boss: Actor) -> None:
    rows = [("My customers",), (), ("Name *", "等级", "credit", "Since (date)", "Manger", "Weather"), ("A", "", 1)]
    found = await hand(boss, workbook(*rows))
    assert (found.header, found.rows) == (3, 1)
    assert [one.field for one in found.columns] == ["name", "grade", "credit", "since", "manager", None]
    assert found.columns[0].samples == ("A",)


# --- importing --------------------------------------------------------------------------------------------------------


async def test_s58_cells_become_values_and_names_become_references(
    carry: Carry, records: Records, shop: RecordApp, boss: Actor
) -> None:
    region = await add(records, shop, boss, "region", name="华东", code="E")
    rows = [
        ("甲", "金牌", 1200.5, "15%", date(2026, 5, 31), "华东", "Boss", 13812345678.0),
        ("乙", "Silver", "¥3,000.00", 0.2, "2026年6月1日", "E", "boss", ""),
        ("丙", "", "", "", "2026/7/1", "", "", ""),
    ]
    outcome = await carry(boss, workbook(HEAD, *rows))
    assert (outcome.created, outcome.refused, outcome.problems) == (3, 0, ())
    made = {one.values["name"]: one.values for one in await customers(records, shop, boss)}
    first = {name: made["甲"][name] for name in ("grade", "credit", "discount", "since", "region", "manager", "phone")}
    assert first == {
        "grade": "a",
        "credit": "1200.5",
        "discount": "0.15",
        "since": "2026-05-31",
        "region": str(region.id),
        "manager": str(boss.account_id),
        "phone": "+8613812345678" if made["甲"]["phone"].startswith("+") else "13812345678",
    }
    assert made["甲"]["double"] == "2401"
    assert (made["乙"]["region"], made["乙"]["credit"], made["乙"]["grade"]) == (str(region.id), "3000", "b")
    assert (made["丙"]["since"], made["丙"]["grade"]) == ("2026-07-01", "b")
    assert sorted(one["number"] for one in made.values()) == ["C0001", "C0002", "C0003"]
    found = await records.reading.page(shop, boss, "customer", Query(search="甲"))
    assert [one.values["name"] for one in found.records] == ["甲"]


async def test_many_rows_are_like_records_that_people_save(
    carry: Carry, records: Records, shop: RecordApp, boss: Actor
) -> None:
    await add(records, shop, boss, "region", name="华东", code="E")
    rows = [(f"客户\t{at}\\", "金牌", at, "5%", "2026-05-31", "E", "boss", "") for at in range(700)]
    outcome = await carry(boss, workbook(HEAD, *rows))
    assert outcome.created == 700
    many = (await customers(records, shop, boss))[0]
    one = await add(
        records, shop, boss, "customer",
        **{name: value for name, value in many.values.items() if name not in {"number", "double"}} | {"name": "x"},
    )  # fmt: skip
    assert {**many.values, "name": "", "number": ""} == {**one.values, "name": "", "number": ""}
    assert (many.version, many.owner, many.department) == (one.version, one.owner, one.department)
    history = [await records.reading.history(shop, boss, "customer", each.id) for each in (many, one)]
    assert history[0][0].changes.keys() == history[1][0].changes.keys()
    assert history[0][0].cause["kind"] == "import"
    assert (await records.reading.page(shop, boss, "customer", Query(search="客户 699"))).records


async def test_mistakes_are_told_by_row_and_column_and_nothing_is_imported(
    carry: Carry, records: Records, shop: RecordApp, boss: Actor
) -> None:
    for code in ("N1", "N2"):
        await add(records, shop, boss, "region", name="北方", code=code)
    await add(records, shop, boss, "customer", name="有了")
    rows: list[Sequence[Any]] = [
        ("好", "金牌", 1, "", "", "", "", ""),
        ("", "金牌", 1, "", "", "", "", ""),
        ("坏", "铜牌", "many", "", "2026-13-40", "北方", "nobody", ""),
        ("好", "", "", "", "", "", "", ""),
        ("有了", "", -1, "", "", "", "", ""),
    ]
    outcome = await carry(boss, workbook(HEAD, *rows))
    assert (outcome.created, outcome.refused) == (0, 4)
    assert {(row, column) for row, column, _ in codes(outcome)} == {
        (3, 0), (4, 1), (4, 2), (4, 4), (4, 5), (4, 6), (5, 0), (6, 2),
    }  # fmt: skip
    ambiguous = next(one.problem for one in outcome.problems if one.column == 5)
    assert "N1" in ambiguous.text("zh-CN")
    assert "N2" in ambiguous.text("zh-CN")
    assert [one.values["name"] for one in await customers(records, shop, boss)] == ["有了"]


async def test_a_check_changes_nothing_and_then_the_run_can_begin(
    hand: Hand, imports: Imports, records: Records, shop: RecordApp, boss: Actor
) -> None:
    found = await hand(boss, workbook(HEAD, ("甲", "金牌", 1)))
    mapping = mapping_of(found)
    await imports.start(shop, boss, "customer", found.id, mapping, check=True)
    checked = await imports.carry_out(shop, boss, "customer", found.id, check=True)
    assert (checked.checked, checked.created, checked.refused) == (True, 1, 0)
    assert await customers(records, shop, boss) == []
    await imports.start(shop, boss, "customer", found.id, mapping)
    await imports.carry_out(shop, boss, "customer", found.id)
    run = await imports.get(shop, boss, "customer", found.id)
    assert (run.state, run.done, run.rows, run.file) == ("done", 1, 1, "data.xlsx")
    assert [one.values["number"] for one in await customers(records, shop, boss)] == ["C0001"]
    with pytest.raises(Conflict):
        await imports.start(shop, boss, "customer", found.id, mapping)


async def test_a_preview_shows_rows_as_they_would_be_saved(
    hand: Hand, imports: Imports, records: Records, shop: RecordApp, boss: Actor
) -> None:
    found = await hand(boss, workbook(HEAD, ("甲", "Gold", 10, "", "", "", "boss", ""), ("", "x")))
    preview = await imports.preview(shop, boss, "customer", found.id, mapping_of(found))
    first, second = preview.rows
    assert (first.action, second.action) == ("create", "refused")
    shown = {name: first.values[name] for name in ("name", "grade", "credit", "manager", "double")}
    assert shown == {"name": "甲", "grade": "金牌", "credit": "¥10.00", "manager": "Boss", "double": "¥20.00"}
    assert {one.column for one in second.problems} == {0, 1}
    assert await customers(records, shop, boss) == []


# --- update and upsert ------------------------------------------------------------------------------------------------


async def test_update_and_upsert_find_records_by_key(
    carry: Carry, records: Records, shop: RecordApp, boss: Actor
) -> None:
    await carry(boss, workbook(HEAD, ("甲", "金牌", 1), ("乙", "金牌", 2)))
    outcome = await carry(
        boss, workbook(("number", "信用额度"), ("C0001", 5), ("C0002", 2)), mode="update", key=["number"]
    )
    assert (outcome.updated, outcome.unchanged, outcome.refused) == (1, 1, 0)
    outcome = await carry(boss, workbook(("Name", "信用额度"), ("乙", 7), ("丁", 8)), mode="upsert", key=["name"])
    assert (outcome.updated, outcome.created) == (1, 1)
    found = {one.values["name"]: one.values["credit"] for one in await customers(records, shop, boss)}
    assert found == {"甲": "5", "乙": "7", "丁": "8"}


async def test_rows_without_their_record_and_rows_that_are_double_are_refused(
    carry: Carry, records: Records, shop: RecordApp, boss: Actor
) -> None:
    await carry(boss, workbook(HEAD, ("甲", "金牌", 1)))
    rows = [("甲", 2), ("甲", 3), ("无", 4), ("", 5)]
    outcome = await carry(boss, workbook(("Name", "信用额度"), *rows), mode="update", key=["name"])
    assert [row for row, _, _ in codes(outcome)] == [3, 4, 5]
    assert (await customers(records, shop, boss))[0].values["credit"] == "1"


async def test_an_empty_cell_keeps_or_clears_as_wanted(
    carry: Carry, records: Records, shop: RecordApp, boss: Actor
) -> None:
    await carry(boss, workbook(HEAD, ("甲", "金牌", 1)))
    rows = workbook(("Name", "信用额度", "备注"), ("甲", "", "n"))
    await carry(boss, rows, mode="update", key=["name"])
    assert (await customers(records, shop, boss))[0].values["credit"] == "1"
    await carry(boss, rows, mode="update", key=["name"], clear=True)
    assert (await customers(records, shop, boss))[0].values["credit"] is None


async def test_export_and_import_again_changes_nothing(
    carry: Carry, exports: Exports, records: Records, shop: RecordApp, boss: Actor
) -> None:
    await add(records, shop, boss, "region", name="华东", code="E")
    rows = [
        (
            f"客户 {at}",
            ("金牌", "银牌", "")[at % 3],
            at * 1.25,
            f"{at % 40}%",
            f"2026-05-{at % 28 + 1:02}",
            "E",
            "boss",
            "",
        )
        for at in range(50)
    ]
    await carry(boss, workbook(HEAD, *rows))
    await add(
        records,
        shop,
        boss,
        "customer",
        name="=1+1",
        met="2026-05-31 09:30",
        active=True,
        note="a\nb",
        phone="13812345678",
    )
    before = await customers(records, shop, boss)
    for language in ("zh-CN", "en"):
        asked = ExportRequest(language=language)
        exported = await exports.export(shop, boss, "customer", asked)
        outcome = await carry(boss, exported.path.read_bytes(), mode="update", key=["number"])
        exported.path.unlink()
        assert (outcome.updated, outcome.unchanged, outcome.problems) == (0, 51, ())
    assert await customers(records, shop, boss) == before


# --- rights -----------------------------------------------------------------------------------------------------------


async def test_who_may_not_import_is_refused(hand: Hand, person: Person) -> None:
    guest = await person("guest", "guest")
    with pytest.raises(Forbidden):
        await hand(guest, workbook(HEAD, ("甲",)))


async def test_hidden_and_locked_fields_are_not_offered(
    hand: Hand, imports: Imports, shop: RecordApp, seller: Actor
) -> None:
    found = await hand(seller, workbook(("Name", "Secret", "Phone", "Credit limit"), ("甲", "x", "1", 2)))
    assert [one.field for one in found.columns] == ["name", None, None, None]
    mapping = mapping_of(found).model_copy(update={"columns": {0: "name", 1: "secret"}})
    with pytest.raises(Invalid):
        await imports.preview(shop, seller, "customer", found.id, mapping)


async def test_records_that_one_may_not_see_are_not_found_nor_created(
    carry: Carry, records: Records, shop: RecordApp, boss: Actor, seller: Actor
) -> None:
    await carry(boss, workbook(HEAD, ("甲", "金牌", 1)))
    rows = workbook(("Name", "备注"), ("甲", "mine"))
    assert (await carry(seller, rows, mode="update", key=["name"])).refused == 1
    rows = workbook(("Name", "Owner"), ("乙", "seller"), ("丙", "boss"))
    outcome = await carry(seller, rows)
    assert [row for row, _, _ in codes(outcome)] == [3]
    assert [one.values["name"] for one in await customers(records, shop, boss)] == ["甲"]


async def test_the_runs_of_others_are_theirs(
    hand: Hand, imports: Imports, shop: RecordApp, boss: Actor, seller: Actor
) -> None:
    found = await hand(boss, workbook(HEAD, ("甲",)))
    with pytest.raises(NotFound):
        await imports.get(shop, seller, "customer", found.id)


# --- beside others ----------------------------------------------------------------------------------------------------


async def test_others_write_while_a_run_goes_on_and_no_change_is_lost(
    carry: Carry, records: Records, shop: RecordApp, boss: Actor
) -> None:
    await carry(boss, workbook(HEAD, *[(f"客户 {at}", "", at) for at in range(600)]))
    there = await customers(records, shop, boss)
    rows = workbook(("number", "信用额度"), *[(one.values["number"], 7) for one in there])
    run = asyncio.ensure_future(carry(boss, rows, mode="update", key=["number"]))
    for one in there[:20]:
        await asyncio.sleep(0.02)
        change = RecordChange(version=one.version, values={"note": "beside"})
        await records.writing.update(shop, boss, "customer", one.id, change)
        await add(records, shop, boss, "customer", name=f"new {one.id}")
    assert (await run).updated == len(there)
    found = {one.id: one.values for one in await customers(records, shop, boss)}
    assert all(found[one.id]["credit"] == "7" for one in there if one.id in found)
    assert all(found[one.id]["note"] == "beside" for one in there[:20] if one.id in found)


async def test_a_run_that_is_stopped_leaves_nothing(
    hand: Hand, imports: Imports, records: Records, shop: RecordApp, boss: Actor
) -> None:
    found = await hand(boss, workbook(HEAD, ("甲",)))
    await imports.start(shop, boss, "customer", found.id, mapping_of(found))
    run = await imports.cancel(shop, boss, "customer", found.id)
    assert run.state == "refused"
    assert run.outcome is not None
    assert run.outcome.cancelled
    assert await customers(records, shop, boss) == []


# --- undo -------------------------------------------------------------------------------------------------------------


async def test_a_run_is_taken_back_except_for_what_was_changed_since(
    hand: Hand, carry: Carry, imports: Imports, records: Records, shop: RecordApp, boss: Actor
) -> None:
    await carry(boss, workbook(HEAD, ("甲", "金牌", 1), ("乙", "金牌", 2)))
    found = await hand(boss, workbook(("Name", "信用额度"), ("甲", 10), ("乙", 20), ("丙", 30), ("丁", 40)))
    mapping = mapping_of(found, mode="upsert", key=("name",))
    await imports.start(shop, boss, "customer", found.id, mapping)
    await imports.carry_out(shop, boss, "customer", found.id)
    there = {one.values["name"]: one for one in await customers(records, shop, boss)}
    for name in ("乙", "丁"):
        change = RecordChange(version=there[name].version, values={"credit": "99"})
        await records.writing.update(shop, boss, "customer", there[name].id, change)
    undone = await ImportUndo(imports).undo(shop, boss, "customer", found.id)
    assert (undone.trashed, undone.restored, undone.kept) == (1, 1, 2)
    left = {one.values["name"]: one.values["credit"] for one in await customers(records, shop, boss)}
    assert left == {"甲": "1", "乙": "99", "丁": "99"}
    assert (await imports.get(shop, boss, "customer", found.id)).state == "undone"
    with pytest.raises(Conflict):
        await ImportUndo(imports).undo(shop, boss, "customer", found.id)


async def test_what_others_refer_to_stays(
    hand: Hand, imports: Imports, records: Records, shop: RecordApp, boss: Actor
) -> None:
    found = await hand(boss, workbook(HEAD, ("甲",), ("乙",)))
    await imports.start(shop, boss, "customer", found.id, mapping_of(found))
    await imports.carry_out(shop, boss, "customer", found.id)
    first = (await customers(records, shop, boss))[0]
    await add(records, shop, boss, "visit", topic="t", customer=str(first.id))
    undone = await ImportUndo(imports).undo(shop, boss, "customer", found.id)
    assert (undone.trashed, undone.kept) == (1, 1)
    assert [one.id for one in await customers(records, shop, boss)] == [first.id]


async def test_the_report_has_the_refused_rows_with_what_is_wrong(
    hand: Hand, imports: Imports, exports: Exports, shop: RecordApp, boss: Actor
) -> None:
    found = await hand(boss, workbook(HEAD, ("甲", "金牌"), ("乙", "铜牌", 3, "", date(2026, 5, 31))))
    await imports.start(shop, boss, "customer", found.id, mapping_of(found))
    await imports.carry_out(shop, boss, "customer", found.id)
    report = await exports.report(shop, boss, "customer", found.id, "en")
    rows = read_sheets(report.path.read_bytes()).rows
    report.path.unlink()
    assert len(rows) == 2
    assert rows[0][-1] == "Mistakes"
    assert rows[1][0] == "乙"
    assert "Grade" in str(rows[1][-1])
