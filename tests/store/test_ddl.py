"""Shows that tables follow the forms: planned, applied whole or not at all, nothing lost, and nobody disturbed."""

import asyncio
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from engine_forms.form import Form
from engine_forms.form_set import FormSet
from lowcode.bundle.rename import Rename
from lowcode.kernel.errors import Conflict, Invalid
from lowcode.store import ddl
from lowcode.store.comparison import Change, compared
from lowcode.store.database import Database
from lowcode.store.ddl import applied, purged
from lowcode.store.form_tables import form_tables, rows_of, table_name
from lowcode.store.ids import new_id
from lowcode.store.statement import Connection


def text(en: str) -> dict[str, str]:
    """Return a label."""
    return {"en": en, "zh-CN": en}


def one(kind: str, name: str, **more: Any) -> dict[str, Any]:
    """Return a field."""
    return {"kind": kind, "name": name, "label": text(name), **more}


def form(name: str, *fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a form."""
    return {"name": name, "label": text(name), "fields": list(fields), **more}


def forms(*documents: dict[str, Any]) -> FormSet:
    """Return forms that know each other."""
    return FormSet(Form.model_validate(each) for each in documents)


LINES = one("subtable", "lines", fields=[one("text", "product"), one("number", "qty", digits=2)])
LEAD = form("lead", one("text", "name", unique=True, searchable=True), one("money", "amount", indexed=True), LINES)


async def publish(
    database: Database, old: FormSet | None, new: FormSet, renames: Sequence[Rename] = (), app: str = "crm"
) -> Change:
    """Apply what has to be done."""
    async with database.transaction() as connection:
        change = await compared(connection, app, old, new, renames)
        await applied(connection, change)
        return change


async def plan(database: Database, old: FormSet | None, new: FormSet) -> list[tuple[str, str, int]]:
    """Return the steps of what would be done."""
    async with database.transaction(readonly=True) as connection:
        change = await compared(connection, "crm", old, new)
        return [(each.kind, each.place, each.records) for each in change.plan.steps]


async def insert(database: Database, table: str, **values: Any) -> UUID:
    """Add a row."""
    identity = new_id()
    names = ", ".join(["id", *values])
    places = ", ".join(f"${number}" for number in range(1, len(values) + 2))
    async with database.connection() as connection:
        await connection.execute(f"INSERT INTO {table} ({names}) VALUES ({places})", identity, *values.values())
    return identity


async def rows(database: Database, text: str, *values: Any) -> list[tuple[Any, ...]]:
    """Return what a statement finds."""
    async with database.connection() as connection:
        return [tuple(each) for each in await connection.fetch(text, *values)]


async def columns(database: Database, table: str) -> list[str]:
    """Return the names of the columns of a table."""
    text = "SELECT column_name FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2"
    return [each[0] for each in await rows(database, f"{text} ORDER BY ordinal_position", database.workspace, table)]


async def test_a_form_becomes_a_table_with_real_columns_and_nothing_is_left_to_do(database: Database) -> None:
    new = forms(LEAD)
    change = await publish(database, None, new)
    assert [(each.kind, each.place) for each in change.plan.steps] == [
        ("add_form", "crm.lead"),
        ("add_subtable", "crm.lead.lines"),
    ]
    assert await columns(database, "crm__lead") == [
        *("id", "version", "created_at", "created_by", "updated_at", "updated_by", "owner", "department"),
        *("trashed_at", "name", "amount", "search"),
    ]
    assert await columns(database, "crm__lead__lines") == ["id", "parent_id", "position", "product", "qty"]
    again = await publish(database, new, new)
    assert again.nothing
    assert again.plan.steps == ()
    assert (await publish(database, None, new)).nothing


async def test_all_kinds_of_columns_are_compared_as_they_are_made(database: Database) -> None:
    new = forms(
        form(
            "thing",
            one("date", "d", indexed=True),
            one("time", "t"),
            one("date_time", "dt", indexed=True),
            one("date_range", "dr"),
            one("switch", "s"),
            one("choices", "cs", options=[{"value": "a", "label": text("a")}], indexed=True),
            one("reference", "r", to="thing", inverse="things"),
            one("users", "us"),
            one("json", "j"),
            one("address", "a"),
            one("location", "l"),
            one("file", "f"),
            one("long_text", "lt", indexed=True, unique=True, searchable=True),
            one("rating", "ra"),
            one("text", "order"),
            unique=[{"fields": ["d", "t"]}],
        )
    )
    await publish(database, None, new)
    again = await publish(database, new, new)
    assert again.nothing, (again.operations, again.locked)


async def test_rows_go_with_their_record_and_unique_means_live_records(database: Database) -> None:
    await publish(database, None, forms(LEAD))
    lead = await insert(database, "crm__lead", name="A")
    await insert(database, "crm__lead__lines", parent_id=lead, position=1, product="x")
    with pytest.raises(asyncpg.UniqueViolationError):
        await insert(database, "crm__lead", name="A")
    async with database.connection() as connection:
        await connection.execute("UPDATE crm__lead SET trashed_at = now()")
    await insert(database, "crm__lead", name="A")
    async with database.connection() as connection:
        await connection.execute("DELETE FROM crm__lead WHERE id = $1", lead)
    assert await rows(database, "SELECT count(*) FROM crm__lead__lines") == [(0,)]


async def test_a_plan_says_what_would_be_done_and_does_nothing(database: Database) -> None:
    old = forms(LEAD)
    await publish(database, None, old)
    await insert(database, "crm__lead", name="A", amount=Decimal(5))
    new = forms(
        form(
            "lead",
            one("text", "name", unique=True, searchable=True),
            one("date", "due"),
            one("formula", "double", expression="1 + 1"),
        )
    )
    assert await plan(database, old, new) == [
        ("hide_subtable", "crm.lead.lines", 0),
        ("add_field", "crm.lead.due", 0),
        ("add_field", "crm.lead.double", 0),
        ("hide_field", "crm.lead.amount", 1),
        ("compute_field", "crm.lead.double", 1),
        ("remove_index", "crm.lead", 0),
    ]
    assert "due" not in await columns(database, "crm__lead")


async def test_what_is_removed_is_kept_until_it_is_purged_and_can_come_back(database: Database) -> None:
    old, new = forms(LEAD), forms(form("lead", one("text", "name")))
    await publish(database, None, old)
    lead = await insert(database, "crm__lead", name="A", amount=Decimal(5))
    await insert(database, "crm__lead__lines", parent_id=lead, position=1, product="x")
    await publish(database, old, new)
    assert await rows(database, "SELECT amount FROM crm__lead") == [(Decimal("5.00"),)]
    back = await publish(database, new, old)
    assert {(each.kind, each.place, each.records) for each in back.plan.steps} == {
        ("show_subtable", "crm.lead.lines", 1),
        ("show_field", "crm.lead.amount", 1),
        ("show_field", "crm.lead.lines.product", 1),
        ("show_field", "crm.lead.lines.qty", 0),
        ("add_index", "crm.lead.amount", 1),
        ("add_index", "crm.lead.name", 1),
        ("add_index", "crm.lead.search", 1),
        ("repair_table", "crm.lead", 0),
    }
    await publish(database, old, new)
    async with database.transaction() as connection:
        removed = await purged(connection, "crm", new)
    assert set(removed) == {"crm__lead__lines", "crm__lead.amount"}
    assert "amount" not in await columns(database, "crm__lead")
    assert await rows(database, "SELECT name FROM crm__lead") == [("A",)]
    await publish(database, new, old)
    assert await rows(database, "SELECT amount FROM crm__lead") == [(None,)]


async def test_a_field_is_renamed_with_its_values_and_indexes(database: Database) -> None:
    old = forms(LEAD)
    await publish(database, None, old)
    await insert(database, "crm__lead", name="A", amount=Decimal(5))
    lines = one("subtable", "items", fields=[one("text", "product"), one("number", "quantity", digits=2)])
    new = forms(
        form("inquiry", one("text", "title", unique=True, searchable=True), one("money", "sum", indexed=True), lines)
    )
    renames = [
        Rename(form="inquiry", was="lead"),
        Rename(form="inquiry", field="title", was="name"),
        Rename(form="inquiry", field="sum", was="amount"),
        Rename(form="inquiry", field="items", was="lines"),
        Rename(form="inquiry", subtable="items", field="quantity", was="qty"),
    ]
    change = await publish(database, old, new, renames)
    assert {each.kind for each in change.plan.steps} == {"rename_form", "rename_field"}
    assert await rows(database, 'SELECT title, "sum" FROM crm__inquiry') == [("A", Decimal("5.00"))]
    assert "quantity" in await columns(database, "crm__inquiry__items")
    again = await publish(database, new, new, renames)
    assert again.nothing, (again.operations, again.locked)


@pytest.mark.parametrize("first", ["a", "b"])
async def test_a_new_field_may_take_the_name_that_another_one_leaves(database: Database, first: str) -> None:
    old = forms(form("lead", one("text", "a", indexed=True)))
    await publish(database, None, old)
    await insert(database, "crm__lead", a="old")
    fields = [one("text", "b", indexed=True), one("number", "a", digits=0)]
    new = forms(form("lead", *sorted(fields, key=lambda each: each["name"] != first)))
    await publish(database, old, new, [Rename(form="lead", field="b", was="a")])
    assert await rows(database, "SELECT b, a FROM crm__lead") == [("old", None)]
    assert (await publish(database, new, new)).nothing


async def test_a_name_that_hidden_values_have_is_not_given_to_others(database: Database) -> None:
    two, left = forms(form("lead", one("text", "a"), one("text", "b"))), forms(form("lead", one("text", "a")))
    await publish(database, None, two)
    await publish(database, two, left)
    new = forms(form("lead", one("text", "b")))
    with pytest.raises(Invalid) as caught:
        await publish(database, left, new, [Rename(form="lead", field="b", was="a")])
    assert [each.code for each in caught.value.diagnostics] == ["kept-values-in-the-way"]


@pytest.mark.parametrize(
    ("before", "after", "value", "wanted"),
    [
        (one("text", "x"), one("number", "x", digits=2), "1,234.50", Decimal("1234.50")),
        (one("text", "x"), one("date", "x"), "2026年5月1日", date(2026, 5, 1)),
        (one("number", "x", digits=2), one("text", "x"), Decimal("12.50"), "12.5"),
        (one("number", "x", digits=2), one("number", "x", digits=4), Decimal("12.50"), Decimal("12.5000")),
        (one("text", "x"), one("switch", "x"), "是", True),
        (one("text", "x"), one("email", "x"), " A@b.cn", "A@b.cn"),
        (
            one("text", "x"),
            one("choices", "x", options=[{"value": "a", "label": text("Apple")}]),
            "Apple",
            ["a"],
        ),
    ],
)
async def test_a_change_of_kind_converts_every_value(
    database: Database, before: dict[str, Any], after: dict[str, Any], value: Any, wanted: Any
) -> None:
    old, new = forms(form("lead", before)), forms(form("lead", after | {"indexed": True}))
    await publish(database, None, old)
    await insert(database, "crm__lead", x=value)
    await insert(database, "crm__lead", x=None)
    change = await publish(database, old, new)
    assert [each.records for each in change.plan.steps if each.kind == "convert_field"] == [1]
    assert await rows(database, "SELECT x FROM crm__lead ORDER BY id") == [(wanted,), (None,)]
    again = await publish(database, new, new)
    assert again.nothing, (again.operations, again.locked)


async def test_values_go_into_several_columns(database: Database) -> None:
    old, new = forms(form("lead", one("text", "x"))), forms(form("lead", one("date_range", "x")))
    await publish(database, None, old)
    await insert(database, "crm__lead", x="2026-01-01 ~ 2026-02-01")
    await publish(database, old, new)
    assert await rows(database, "SELECT x_from, x_to FROM crm__lead") == [(date(2026, 1, 1), date(2026, 2, 1))]
    assert "x" not in await columns(database, "crm__lead")


async def test_values_that_cannot_be_converted_are_listed_and_nothing_changes(database: Database) -> None:
    old = forms(form("lead", one("text", "x")))
    new = forms(form("lead", one("number", "x"), one("text", "y")))
    await publish(database, None, old)
    await insert(database, "crm__lead", x="12")
    bad = [await insert(database, "crm__lead", x="about 12") for _ in range(3)]
    async with database.transaction() as connection:
        change = await compared(connection, "crm", old, new)
    (found,) = change.plan.breaks
    assert (found.code, found.place, found.total) == ("values-not-convertible", "crm.lead.x", 3)
    assert found.records == tuple(bad)
    assert "about 12" in found.message.en
    with pytest.raises(Invalid):
        await publish(database, old, new)
    assert await columns(database, "crm__lead") == (await columns(database, "crm__lead"))
    assert "y" not in await columns(database, "crm__lead")
    assert await rows(database, "SELECT x FROM crm__lead ORDER BY id LIMIT 1") == [("12",)]


async def test_records_that_a_unique_rule_would_refuse_are_listed(database: Database) -> None:
    old = forms(form("lead", one("text", "a"), one("text", "b")))
    await publish(database, None, old)
    same = [await insert(database, "crm__lead", a="1", b="2") for _ in range(2)]
    await insert(database, "crm__lead", a="1", b=None)
    await insert(database, "crm__lead", a="1", b=None)
    new = forms(form("lead", one("text", "a"), one("text", "b"), unique=[{"fields": ["a", "b"]}]))
    async with database.transaction() as connection:
        (found,) = (await compared(connection, "crm", old, new)).plan.breaks
    assert (found.code, found.total, found.records) == ("values-not-different", 2, tuple(same))


async def test_values_of_a_removed_field_of_another_kind_stand_in_the_way(database: Database) -> None:
    old, none = forms(form("lead", one("text", "x"))), forms(form("lead"))
    new = forms(form("lead", one("number", "x")))
    await publish(database, None, old)
    await insert(database, "crm__lead", x="many")
    await publish(database, old, none)
    with pytest.raises(Invalid) as caught:
        await publish(database, none, new)
    assert [each.code for each in caught.value.diagnostics] == ["kept-values-in-the-way"]
    async with database.transaction() as connection:
        await purged(connection, "crm", none)
    await publish(database, none, new)
    assert await rows(database, "SELECT x FROM crm__lead") == [(None,)]


async def test_a_failure_in_the_middle_leaves_nothing(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    old = forms(form("lead", one("text", "x")))
    new = forms(form("lead", one("number", "x"), one("text", "y", indexed=True)), form("deal", one("text", "z")))
    await publish(database, None, old)
    await insert(database, "crm__lead", x="12")

    async def fail(connection: Connection, _change: Change) -> None:
        await connection.execute("SELECT 1 / 0")

    monkeypatch.setattr(ddl, "_rename", fail)
    with pytest.raises(asyncpg.DivisionByZeroError):
        await publish(database, old, new)
    assert "y" not in await columns(database, "crm__lead")
    assert await columns(database, "crm__deal") == []
    assert await rows(database, "SELECT x FROM crm__lead") == [("12",)]


async def test_a_field_is_added_while_others_write_and_none_of_them_fails(database: Database) -> None:
    old = forms(form("lead", one("text", "x")), form("deal", one("reference", "lead", to="lead"), one("text", "x")))
    await publish(database, None, old)
    stop = asyncio.Event()
    written = 0

    async def write(order: tuple[str, str]) -> None:
        nonlocal written
        while not stop.is_set():
            async with database.transaction() as connection:
                for table in order:
                    await connection.execute(f"INSERT INTO {table} (id, x) VALUES ($1, 'x')", new_id())
            written += 1
            await asyncio.sleep(0.002)

    orders = [("crm__lead", "crm__deal")] * 6 + [("crm__deal", "crm__lead")] * 2
    writers = [asyncio.create_task(write(order)) for order in orders]
    for number in range(4):
        lead = [one("text", "x"), *(one("date", f"d{each}", indexed=True) for each in range(number + 1))]
        new = forms(form("lead", *lead), form("deal", one("reference", "lead", to="lead"), *lead))
        await publish(database, old, new)
        old = new
        await asyncio.sleep(0.05)
    stop.set()
    await asyncio.gather(*writers)
    assert written > 8
    assert await rows(database, "SELECT count(*) FROM crm__lead") == [(written,)]
    assert "d3" in await columns(database, "crm__deal")


async def test_adding_a_field_does_not_rewrite_the_table(database: Database) -> None:
    old = forms(form("lead", one("text", "x")))
    await publish(database, None, old)
    async with database.connection() as connection:
        await connection.execute(
            "INSERT INTO crm__lead (id, x) SELECT gen_random_uuid(), n FROM generate_series(1, 5000) n"
        )
    node = "SELECT pg_relation_filenode('crm__lead')"
    before = await rows(database, node)
    await publish(database, old, forms(form("lead", one("text", "x"), one("money", "y"), one("switch", "z"))))
    assert await rows(database, node) == before


async def test_tables_in_use_without_a_pause_are_said_so(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ddl, "_ATTEMPTS", 2)
    monkeypatch.setattr(ddl, "_LOCK_MILLISECONDS", 50)
    old = forms(form("lead", one("text", "x")))
    await publish(database, None, old)
    async with database.transaction() as holder:
        await holder.execute("LOCK TABLE crm__lead IN ROW EXCLUSIVE MODE")
        with pytest.raises(Conflict) as caught:
            await publish(database, old, forms(form("lead", one("text", "x"), one("text", "y"))))
    assert [each.code for each in caught.value.diagnostics] == ["tables-busy"]


async def test_a_lent_connection_reads_json_as_before(database: Database) -> None:
    async with database.transaction() as connection:
        await compared(connection, "crm", None, forms(LEAD))
        assert await connection.fetchval("""SELECT '{"a": 1}'::jsonb""") == {"a": 1}


def test_names_of_tables_are_short_and_mean_one_thing() -> None:
    assert table_name("crm", "lead", "lines") == "crm__lead__lines"
    long = "a" * 48
    assert len(table_name(long, long, long)) == 63
    assert table_name("a", "b__c") != table_name("a__b", "c")
    assert table_name("a_", "b") != table_name("a", "_b")
    known = form_tables(long, rows_of(forms(form(long, one("date_range", long, indexed=True), one("text", "x")))))
    assert all(len(str(each.name)) <= 63 for table in known for each in table.table.indexes)
    assert all(len(each) <= 63 for table in known for name in table.columns.values() for each in name)
