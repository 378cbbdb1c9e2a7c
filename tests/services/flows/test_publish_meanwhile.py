"""Shows that versions come and go while flows run, and that nobody who works with them notices."""

import asyncio

from tests.services.flows.office import END, START, Office, flow, person

MOST = 6


async def test_versions_are_published_and_taken_back_while_people_decide(office: Office) -> None:
    short = flow("approval", [START, person("first", office.id("bob")), END], [("start", "first"), ("first", "end")])
    nodes = [START, person("first", office.id("bob")), person("second", office.id("cid")), END]
    long = flow("approval", nodes, [("start", "first"), ("first", "second"), ("second", "end")])
    await office.publish(short)
    publishing = await office.tools.workspace.bundles.publishing()
    (present,) = [one for one in await publishing.apps(office.admin) if one.name == "office"]
    assert present.current_version is not None
    orders = [await office.order("ann", title=f"{at}", amount=at) for at in range(2 * MOST)]
    before = [await office.start("ann", "approval", one) for one in orders[:MOST]]

    async def publish() -> None:
        await office.publish(long)
        await publishing.roll_back(office.admin, "office", int(present.current_version or 0))
        await office.tools.record_apps.refresh()
        await office.publish(long)

    async def decide(at: int) -> str:
        await asyncio.sleep(0.02 * at)
        return (await office.act("bob", before[at], "approve")).status

    async def begin(at: int) -> str:
        await asyncio.sleep(0.02 * at)
        instance = await office.start("ann", "approval", orders[MOST + at])
        return (await office.act("bob", instance, "approve")).status

    *told, _ = await asyncio.gather(*map(decide, range(MOST)), *map(begin, range(MOST)), publish())
    # What had begun is over after one decision, as its version says; what began meanwhile as its own does.
    assert told[:MOST] == ["completed"] * MOST
    assert set(told[MOST:]) <= {"completed", "running"}
    late = await office.start("ann", "approval", await office.order("ann", title="late"))
    assert (await office.act("bob", late, "approve")).status == "running"
    assert (await office.act("cid", late, "approve")).status == "completed"
    versions = await publishing.versions(office.admin, "office")
    assert [one.number for one in versions][:4] == [5, 4, 3, 2]
