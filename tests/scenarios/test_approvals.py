"""S34 to S38: approvals of all kinds, over HTTP, in an app that is made for trying them."""

from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from lowcode.bundle.app import LAYOUT
from lowcode.bundle.folder import files_of, read
from lowcode.kernel import clock
from tests.scenarios.company import Company, create, record, tasks, verb

HERE: Final = Path(__file__).parent
EXPERTS: Final = ("cid", "dan", "eve")


class Play:
    """The people of the playground, and what they do with one expense."""

    def __init__(self, company: Company) -> None:
        """Take the company."""
        self.company = company

    def __getitem__(self, name: str) -> httpx.AsyncClient:
        """Return somebody's browser."""
        return self.company.browsers.get(name, self.company.administrator)

    def id(self, name: str) -> str:
        """Return somebody's id."""
        return self.company.ids[name]

    async def start(self, flow: str, by: str = "ann", **values: Any) -> str:
        """Return an instance that somebody has begun for a new expense."""
        made = await create(self[by], "expense", "playground", **{"title": f"{flow} {by}", **values})
        answer = await self[by].post(f"/api/apps/playground/flows/{flow}/start", json={"record": made["id"]})
        assert answer.status_code == 200, answer.text
        return str(answer.json()["id"])

    async def task(self, name: str, instance: str, kind: str = "mine") -> str:
        """Return the task that somebody has in an instance."""
        found = [one["id"] for one in await tasks(self[name], kind) if one["instance"] == instance]
        assert len(found) == 1, (name, found)
        return str(found[0])

    async def has(self, name: str, instance: str, kind: str = "mine") -> bool:
        """Return whether somebody has a task in an instance."""
        return any(one["instance"] == instance for one in await tasks(self[name], kind))

    async def tried(self, name: str, instance: str, word: str, **more: Any) -> httpx.Response:
        """Return the answer to what somebody does with their task."""
        return await verb(self[name], await self.task(name, instance), word, **more)

    async def act(self, name: str, instance: str, word: str, **more: Any) -> str:
        """Let somebody do something with their task, and return where the instance stands."""
        answer = await self.tried(name, instance, word, **more)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["status"])

    async def do(self, name: str, instance: str, word: str, **more: Any) -> httpx.Response:
        """Return the answer to what somebody does with an instance as a whole."""
        return await self[name].post(f"/api/instances/{instance}/verbs", json={"verb": {"kind": word, **more}})

    async def view(self, instance: str, by: str = "admin") -> dict[str, Any]:
        """Return an instance as somebody sees it."""
        answer = await self[by].get(f"/api/instances/{instance}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def status(self, instance: str) -> str:
        """Return where an instance stands."""
        return str((await self.view(instance))["status"])


@pytest.fixture
async def play(company: Company) -> Play:
    """The playground: Ann asks, Bob heads her department, Gus the company; three experts, and Fay with the money."""
    await company.install("playground", HERE)
    await company.department("company")
    await company.department("office", "company")
    await company.hire("gus", "playground.clerk", department="company", head=True)
    await company.hire("bob", "playground.boss", "playground.clerk", department="office", head=True)
    await company.hire("ann", "playground.clerk", department="office")
    for name in EXPERTS:
        await company.hire(name, "playground.expert", department="company")
    await company.hire("fay", "playground.cashier", department="company")
    return Play(company)


# --- S34 --------------------------------------------------------------------------------------------------------------


@pytest.mark.scenario("S34")
async def test_s34_countersign_any_one_in_order_and_ballot(play: Play) -> None:
    every = await play.start("countersign")
    assert [await play.act(name, every, "approve") for name in EXPERTS] == ["running", "running", "completed"]
    refused = await play.start("countersign")
    assert await play.act("cid", refused, "approve") == "running"
    assert await play.act("dan", refused, "reject") == "rejected"
    first = await play.start("any_one")
    assert await play.act("eve", first, "approve") == "completed"
    assert not await play.has("cid", first)
    order = await play.start("in_order")
    asked = []
    for _ in EXPERTS:
        (name,) = [one for one in EXPERTS if await play.has(one, order)]
        asked.append(name)
        await play.act(name, order, "approve")
    assert sorted(asked) == sorted(EXPERTS)
    assert await play.status(order) == "completed"
    ballot = await play.start("ballot")
    assert await play.act("cid", ballot, "approve") == "running"
    # Two of three are more than 60 %: the third vote cannot change it.
    assert await play.act("dan", ballot, "approve") == "completed"
    lost = await play.start("ballot")
    assert await play.act("cid", lost, "reject") == "running"
    assert await play.act("dan", lost, "reject") == "rejected"


@pytest.mark.scenario("S34")
async def test_s34_conditions_parallel_branches_a_called_flow_and_a_timer(play: Play) -> None:
    small = await play.start("branches", amount="50")
    assert await play.act("bob", small, "approve") == "completed"
    large = await play.start("branches", amount="5000")
    assert not await play.has("bob", large)
    await play.act("fay", large, "approve")
    assert not await play.company.rows("SELECT 1 FROM flow_instance WHERE flow = 'archive'")
    await play.act("dan", large, "approve")
    (archive,) = await play.company.rows("SELECT id, caller FROM flow_instance WHERE flow = 'archive'")
    assert str(archive["caller"]) == large
    assert await play.act("fay", str(archive["id"]), "submit") == "completed"
    await play.company.work()
    assert not await play.has("bob", large)
    await later(play, hours=3)
    assert await play.act("bob", large, "approve") == "completed"


async def later(play: Play, **more: float) -> None:
    """Let happen what is due within some time."""
    at = clock.now() + timedelta(**more)
    text = "UPDATE job SET run_at = now() WHERE run_at <= $1 AND finished_at IS NULL AND kind = 'flow_event'"
    async with play.company.tools.database.connection() as connection:
        await connection.execute(text, at)
    await play.company.work()


# --- S35 --------------------------------------------------------------------------------------------------------------


@pytest.mark.scenario("S35")
async def test_s35_signers_before_and_after(play: Play) -> None:
    instance = await play.start("approval")
    await play.act("bob", instance, "add_signer", where="before", people=[play.id("gus")])
    assert not await play.has("bob", instance)
    await play.act("gus", instance, "approve")
    await play.act("bob", instance, "add_signer", where="after", people=[play.id("cid")])
    await play.act("bob", instance, "approve")
    assert not await play.has("dan", instance)
    await play.act("cid", instance, "approve")
    assert await play.has("dan", instance)
    journal = [line["kind"] for line in (await play.view(instance))["journal"]]
    assert journal.count("add_signer") == 2


@pytest.mark.scenario("S35")
async def test_s35_transfer_delegate_copy_and_urge(play: Play) -> None:
    instance = await play.start("approval")
    answer = await play.do("ann", instance, "urge", opinion="急")
    assert answer.status_code == 200, answer.text
    again = await play.do("ann", instance, "urge", opinion="急")
    assert again.status_code == 422
    assert again.json()["diagnostics"][0]["hint"]["zh-CN"]
    await play.act("bob", instance, "copy", people=[play.id("eve")])
    assert await play.has("eve", instance, "copies")
    await play.act("bob", instance, "delegate", to=play.id("cid"), opinion="请核对")
    assert not await play.has("bob", instance)
    await play.act("cid", instance, "resolve", opinion="没有问题")
    await play.act("bob", instance, "transfer", to=play.id("gus"))
    assert not await play.has("bob", instance)
    await play.act("gus", instance, "approve")
    assert await play.has("dan", instance)


@pytest.mark.scenario("S35")
async def test_s35_back_to_an_earlier_step_and_to_the_initiator(play: Play) -> None:
    instance = await play.start("approval")
    await play.act("bob", instance, "approve")
    for name in EXPERTS:
        await play.act(name, instance, "approve")
    # Straight back: the experts are not asked again.
    await play.act("fay", instance, "send_back", to="first", then="straight", opinion="补充说明")
    await play.act("bob", instance, "approve")
    assert not await play.has("cid", instance)
    await play.act("fay", instance, "send_back", to="start", opinion="金额有误")
    assert await play.has("ann", instance)
    await play.act("ann", instance, "submit")
    await play.act("bob", instance, "approve")
    for name in EXPERTS:
        await play.act(name, instance, "approve")
    assert await play.act("fay", instance, "approve") == "completed"


@pytest.mark.scenario("S35")
async def test_s35_withdraw_while_nobody_has_decided(play: Play) -> None:
    early = await play.start("approval")
    assert (await play.do("ann", early, "withdraw")).json()["status"] == "withdrawn"
    assert not await play.has("bob", early)
    late = await play.start("approval")
    await play.act("bob", late, "approve")
    refused = await play.do("ann", late, "withdraw")
    assert refused.status_code == 409
    assert refused.json()["diagnostics"][0]["hint"]["en"]


@pytest.mark.scenario("S35")
async def test_s35_a_substitute_is_asked_while_somebody_is_away(play: Play) -> None:
    arranged = {"person": play.id("bob"), "substitute": play.id("gus"), "flows": ["playground.approval"]}
    answer = await play["bob"].post("/api/substitutions", json=arranged)
    assert answer.is_success, answer.text
    instance = await play.start("approval")
    assert await play.has("gus", instance)
    other = await play.start("own")
    assert await play.has("bob", other)
    await play.act("gus", instance, "approve")
    seat = (await play.view(instance))["tasks"][0]
    assert (seat["outcome"], seat["by"] or seat["person"]) != ("", "")


# --- S36 --------------------------------------------------------------------------------------------------------------


@pytest.mark.scenario("S36")
async def test_s36_people_by_place_field_expression_and_earlier_decision(play: Play) -> None:
    instance = await play.start("people", amount="5000", reviewer=play.id("eve"))
    await play.act("bob", instance, "approve")
    # Bob is in the chain of managers too, and has approved already: Gus is asked next.
    assert not await play.has("bob", instance)
    await play.act("gus", instance, "approve")
    await play.act("eve", instance, "approve")
    await play.act("eve", instance, "approve")
    await play.act("bob", instance, "approve")
    # Nobody has the role: the administrator is asked.
    assert await play.act("admin", instance, "approve") == "completed"


@pytest.mark.scenario("S36")
async def test_s36_without_a_reviewer_the_step_is_left_out_and_the_own_one_counts_as_approved(play: Play) -> None:
    instance = await play.start("people", amount="5")
    await play.act("bob", instance, "approve")
    await play.act("gus", instance, "approve")
    assert await play.has("bob", instance)


@pytest.mark.scenario("S36")
async def test_s36_whoever_asks_does_not_approve_it(play: Play) -> None:
    instance = await play.start("own", by="bob")
    assert not await play.has("bob", instance)
    assert await play.act("gus", instance, "approve") == "completed"


@pytest.mark.scenario("S36")
async def test_s36_one_of_a_pool_claims_the_work_and_fills_in_what_is_wanted(play: Play) -> None:
    instance = await play.start("pool")
    task = await play.task("fay", instance, "pool")
    assert (await verb(play["fay"], task, "claim")).status_code == 200
    assert (await verb(play["fay"], task, "submit")).status_code == 422
    assert await play.act("fay", instance, "submit", values={"note": "已付款"}) == "completed"
    made = (await play.view(instance))["record"]
    assert (await record(play["ann"], "expense", made, "playground"))["values"]["note"] == "已付款"


# --- S37 --------------------------------------------------------------------------------------------------------------


@pytest.mark.scenario("S37")
@pytest.mark.parametrize(("do", "status"), [("approve", "completed"), ("reject", "rejected")])
async def test_s37_a_limit_decides_in_working_hours(play: Play, do: str, status: str) -> None:
    instance = await play.start(f"limit_{do}")
    await later(play, minutes=30)
    assert await play.status(instance) == "running"
    await later(play, days=14)
    assert await play.status(instance) == status


@pytest.mark.scenario("S37")
async def test_s37_a_limit_reminds_and_escalates(play: Play) -> None:
    reminded, raised = await play.start("limit_remind"), await play.start("limit_escalate")
    await later(play, days=14)
    told = (await play["bob"].get("/api/notifications")).json()["notifications"]
    assert "overdue" in {one["content"].get("reason") for one in told}
    assert await play.has("bob", reminded)
    assert not await play.has("bob", raised)
    assert await play.act("gus", raised, "approve") == "completed"


# --- S38 --------------------------------------------------------------------------------------------------------------


@pytest.mark.scenario("S38")
async def test_s38_running_instances_stay_on_their_version_and_can_be_moved(play: Play) -> None:
    free, stuck = await play.start("approval"), await play.start("approval")
    await play.act("bob", stuck, "approve")
    flow = read(files_of(HERE / "playground"), LAYOUT)["flows"]["approval"]
    flow["nodes"] = [one for one in flow["nodes"] if one["name"] != "second"]
    flow["edges"] = [one for one in flow["edges"] if "second" not in {one["source"], one["target"]}]
    flow["edges"].append({"name": "short", "source": "first", "target": "third"})
    await play.company.install("playground", HERE, flows={"approval": flow})
    assert await play.has("cid", stuck)
    versions = (await play["admin"].get("/api/flow-admin/playground/approval/versions")).json()
    (old,) = [one["version"] for one in versions if one.get("count", one.get("running", 0))]
    asked = {"source": old, "target": old + 1, "dry": True}
    tried = await play["admin"].post("/api/flow-admin/playground/approval/migrations", json=asked)
    assert tried.status_code == 200, tried.text
    assert (tried.json()["moved"], tried.json()["stuck"]) == (1, 1)
    moved = (
        await play["admin"].post("/api/flow-admin/playground/approval/migrations", json=asked | {"dry": False})
    ).json()
    assert (moved["moved"], moved["stuck"]) == (1, 1)
    await play.act("bob", free, "approve")
    assert await play.has("fay", free)
    assert not await play.has("cid", free)
    for name in EXPERTS:
        await play.act(name, stuck, "approve")
    assert await play.act("fay", stuck, "approve") == "completed"
