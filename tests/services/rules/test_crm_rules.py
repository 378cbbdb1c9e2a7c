"""The rules of the app `crm` by the clock: S22, no follow-up for 7 days; S23, stalled for 10 days."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from lowcode.bundle.folder import files_of
from lowcode.services.actor import PRODUCT, Actor
from lowcode.services.record_view import RecordView
from lowcode.services.record_writing import NewRecord
from tests.services.people import Hire
from tests.services.rules.conftest import Desk, day

CRM = Path(__file__).parents[3] / "apps_catalog" / "crm"


class Office:
    """The app with a seller and the seller's manager."""

    def __init__(self, desk: Desk, seller: UUID, manager: UUID) -> None:
        self.desk, self.seller, self.manager = desk, seller, manager

    async def create(self, form: str, **values: Any) -> RecordView:
        app = await self.desk.tools.record_app("crm")
        new = NewRecord(values=values, owner=self.seller)
        return await self.desk.tools.records.writing.create(app, PRODUCT, form, new)

    async def read(self, form: str, one: RecordView) -> dict[str, Any]:
        app = await self.desk.tools.record_app("crm")
        return dict((await self.desk.tools.records.reading.get(app, PRODUCT, form, one.id)).values)

    async def opportunity(self, name: str, amount: str) -> RecordView:
        customer = await self.create("customer", name=f"{name} 有限公司")
        return await self.create("opportunity", name=name, customer=str(customer.id), amount=amount)

    async def activity(self, one: RecordView, at: str, way: str = "call") -> None:
        told = await self.read("opportunity", one)
        customer = told["customer"]["id"] if isinstance(told["customer"], dict) else told["customer"]
        await self.create("activity", way=way, subject="回访", customer=customer, opportunity=str(one.id), at=at)

    async def notices(self, account: UUID) -> list[str]:
        rows = await self.desk.people("SELECT account_id, content FROM notification ORDER BY id")
        titles = [row["content"]["title"] for row in rows if row["account_id"] == account]
        return [one["zh-CN"] for one in titles if not isinstance(one, str) and one["zh-CN"].startswith("商机")]

    async def todos(self, account: UUID) -> list[str]:
        rows = await self.desk.people("SELECT account_id, title FROM todo ORDER BY id")
        return [row["title"]["en"] for row in rows if row["account_id"] == account]


@pytest.fixture
async def office(desk: Desk, hire: Hire) -> Office:
    seller, manager = await hire("sam"), await hire("mia")
    async with desk.tools.database.connection() as connection:
        await connection.execute("UPDATE account SET manager_id = $1 WHERE id = $2", manager, seller)
    await desk.tools.workspace.bundles.import_files(PRODUCT, files_of(CRM))
    await desk.tools.record_apps.refresh()
    return Office(desk, seller, manager)


async def test_s22_nobody_followed_up_for_seven_days(office: Office, admin: Actor) -> None:  # noqa: ARG001
    with day(0):
        left, cared = await office.opportunity("产线改造", "100000"), await office.opportunity("备件", "1000")
        await office.desk.sweep()
    with day(4):
        await office.activity(cared, "2026-03-06T08:00:00Z")
    with day(6.9):
        assert await office.desk.sweep() == {}
    with day(7.01):
        assert await office.desk.sweep() == {"crm.no_follow_up": 1}
        for person in (office.seller, office.manager):
            assert await office.notices(person) == ["商机“产线改造”已 7 天未跟进"]
        # A minute later nothing more is said.
        assert await office.desk.sweep() == {}
        assert (await office.read("opportunity", left))["risk"] == "none"
    with day(11.5):
        await office.desk.sweep()
        assert len(await office.notices(office.seller)) == 2


async def test_s23_a_big_opportunity_stalls_and_new_activity_clears_the_mark(office: Office) -> None:
    with day(0):
        big, small = await office.opportunity("智能产线", "800000"), await office.opportunity("备件", "300000")
    with day(10.1):
        counts = await office.desk.sweep()
        assert counts["crm.stalled"] == 1
        assert (await office.read("opportunity", big))["risk"] == "stalled"
        assert (await office.read("opportunity", small))["risk"] == "none"
        assert await office.todos(office.manager) == ["Discuss with Sam how to win “智能产线”"]
        assert "商机“智能产线”有停滞风险" in await office.notices(office.seller)
        assert "商机“智能产线”有停滞风险" in await office.notices(office.manager)
        # A chat is neither call, mail nor visit.
        await office.activity(big, "2026-03-12T09:00:00Z", "chat")
        await office.desk.sweep()
        assert (await office.read("opportunity", big))["risk"] == "stalled"
        await office.activity(big, "2026-03-12T09:30:00Z", "visit")
        await office.desk.sweep()
        assert (await office.read("opportunity", big))["risk"] == "none"
        assert len(await office.todos(office.manager)) == 1
