"""Rules are switched off and on, whatever their app says: by administrators, at once, for good, and with an entry."""

from typing import Any

import pytest

from lowcode.kernel.errors import Forbidden, NotFound
from lowcode.services.actor import PRODUCT, Actor
from lowcode.services.rules import Rules, RuleSwitch
from lowcode.services.workshop import workshop
from tests.services.rules.conftest import Desk, day
from tests.services.rules.test_rules import FORMS, update

OFF, ON = RuleSwitch(active=False), RuleSwitch(active=True)
BIG: dict[str, Any] = {
    "name": "big",
    "form": "deal",
    "trigger": {"kind": "became_true"},
    "condition": "amount > 100",
    "effects": [update(count="coalesce(count, 0) + 1")],
}


async def count(desk: Desk, one: Any) -> Any:
    return (await desk.read("deal", one.id)).values["count"]


async def test_a_rule_that_is_off_does_nothing_and_an_upgrade_leaves_it_off(desk: Desk, admin: Actor) -> None:
    await desk.publish(FORMS, [BIG])
    rules = Rules(desk.tools)
    view = await rules.switch(admin, "desk.big", OFF)
    assert (view.active, view.shipped, view.switched_by) == (False, True, "Ada")
    one = await desk.create("deal", name="A", amount="150")
    assert await count(desk, one) is None
    await desk.publish(FORMS, [{**BIG, "condition": "amount > 120"}])
    await desk.change("deal", one, amount="160")
    assert await count(desk, one) is None
    await rules.switch(admin, "desk.big", ON)
    await desk.change("deal", one, amount="170")
    assert await count(desk, one) == "1"
    rows = await desk.people("SELECT action, subject FROM audit_entry WHERE action LIKE 'rule.%' ORDER BY id")
    assert [tuple(row) for row in rows] == [
        ("rule.switched_off", "rule:desk.big"),
        ("rule.switched_on", "rule:desk.big"),
    ]


async def test_what_has_changed_while_a_rule_was_off_is_known_when_it_is_on_again(desk: Desk, admin: Actor) -> None:
    await desk.publish(FORMS, [BIG])
    stays, falls = [await desk.create("deal", name=name, amount="150") for name in "AB"]
    rules = Rules(desk.tools)
    await rules.switch(admin, "desk.big", OFF)
    await desk.change("deal", falls, amount="50")
    await rules.switch(admin, "desk.big", ON)
    # What is as it was is no news; what was not true meanwhile is.
    await desk.change("deal", stays, amount="151")
    await desk.change("deal", falls, amount="151")
    assert (await count(desk, stays), await count(desk, falls)) == ("1", "2")


async def test_the_clock_passes_over_a_rule_that_is_off(desk: Desk, admin: Actor) -> None:
    idle = {**BIG, "trigger": {"kind": "idle", "since": "created at", "days": 3}, "repeat": "once"}
    await desk.publish(FORMS, [idle])
    rules = Rules(desk.tools)
    with day(0):
        one = await desk.create("deal", name="A", amount="150")
        await rules.switch(admin, "desk.big", OFF)
    with day(4):
        assert await desk.sweep() == {}
        await rules.switch(admin, "desk.big", ON)
        assert await desk.sweep() == {"desk.big": 1}
    assert await count(desk, one) == "1"


async def test_what_waits_for_its_turn_is_left_out_and_says_why(desk: Desk, admin: Actor) -> None:
    await desk.publish(FORMS, [{**BIG, "timing": "after"}])
    one = await desk.create("deal", name="A", amount="150")
    await Rules(desk.tools).switch(admin, "desk.big", OFF)
    assert await desk.turns() == ["left"]
    assert await count(desk, one) is None
    (fired,) = await desk.fired("big")
    assert fired["state"] == "failed"
    assert fired["error"]["diagnostics"][0]["code"] == "rule-off"


async def test_a_rule_that_its_app_leaves_off_can_be_switched_on(desk: Desk, admin: Actor) -> None:
    await desk.publish(FORMS, [{**BIG, "active": False}])
    quiet = await desk.create("deal", name="A", amount="150")
    assert await count(desk, quiet) is None
    await Rules(desk.tools).switch(admin, "desk.big", ON)
    loud = await desk.create("deal", name="B", amount="150")
    assert await count(desk, loud) == "1"


async def test_another_process_knows_of_the_switch(desk: Desk, admin: Actor) -> None:
    await desk.publish(FORMS, [BIG])
    await Rules(desk.tools).switch(admin, "desk.big", OFF)
    async with workshop(desk.tools.workspace) as other:
        assert not other.switches.works((await other.record_app("desk")).rules.rules["big"])


async def test_only_administrators_switch_rules_that_are_there(desk: Desk, admin: Actor) -> None:
    await desk.publish(FORMS, [BIG])
    with pytest.raises(Forbidden):
        await Rules(desk.tools).switch(Actor(admin.account_id, roles=frozenset()), "desk.big", OFF)
    with pytest.raises(NotFound):
        await Rules(desk.tools).switch(PRODUCT, "desk.none", OFF)
