"""Two hundred people edit the same twenty records at once: nobody's change is lost, and every conflict is told."""

from decimal import Decimal
from uuid import UUID

import pytest

from bench._editing import Editing
from lowcode.services.actor import Actor
from lowcode.services.record_app import RecordApp
from lowcode.services.record_writing import NewRecord
from lowcode.services.records import Records

SECONDS = 6
"""`python -m bench editors` goes on for a minute."""
FIELDS = ("name", "amount", "margin", "secret")


@pytest.mark.usefixtures("shop")
async def test_200_editors_lose_nothing_on_20_records(records: Records, shop: RecordApp, boss: Actor) -> None:
    customer = await records.writing.create(shop, boss, "customer", NewRecord(values={"name": "All"}))
    ids: list[UUID] = []
    for at in range(20):
        # Half of them add up to one sum, which all of their editors compete for.
        shared = {"customer": str(customer.id), "stage": "won"} if at % 2 else {}
        new = NewRecord(values=dict.fromkeys(FIELDS, "0") | shared)
        ids.append((await records.writing.create(shop, boss, "opportunity", new)).id)
    editing = Editing(records, shop, boss, "opportunity", FIELDS, ids)
    await editing.work(200, SECONDS)
    assert await editing.lost() == 0
    assert editing.wrong == []
    assert editing.conflicts > 0
    assert sum(editing.saved.values()) > 100
    turnover = (await records.reading.get(shop, boss, "customer", customer.id)).values["turnover"]
    amounts = sum(editing.saved[id_, "amount"] for at, id_ in enumerate(ids) if at % 2)
    assert Decimal(str(turnover)) == amounts
