"""Shows what rules do with records: at once, before saving, after, by the clock, and not in circles."""

from datetime import timedelta
from typing import Any

import pytest

from lowcode.kernel.errors import Invalid
from lowcode.services.actor import PRODUCT
from lowcode.services.job_kind import Running
from lowcode.services.jobs.rule_replay import RULE_REPLAY
from lowcode.services.rule_calls import call_rules
from lowcode.services.rule_replay import ReplayRequest, ReplayResult
from lowcode.store.ids import new_id
from lowcode.store.jobs import NewJob, enqueue
from lowcode.store.jobs import claim as claimed
from tests.services.rules.conftest import START, Desk, day, said

DEAL: dict[str, Any] = {
    "title": "name",
    "fields": [
        {"kind": "text", "name": "name", "label": said("Name")},
        {"kind": "number", "name": "amount", "label": said("Amount"), "digits": 2},
        {"kind": "text", "name": "mark", "label": said("Mark")},
        {"kind": "number", "name": "count", "label": said("Count"), "digits": 0},
        {"kind": "date_time", "name": "last", "label": said("Last")},
    ],
}
CALL: dict[str, Any] = {
    "fields": [
        {"kind": "reference", "name": "deal", "label": said("Deal"), "to": "deal", "inverse": "calls"},
        {"kind": "date_time", "name": "at", "label": said("At")},
    ],
}
FORMS = {"deal": DEAL, "call": CALL}


def update(**values: str) -> dict[str, Any]:
    """Return an effect that changes the record."""
    return {"kind": "update_records", "values": values}


async def test_a_rule_fires_when_its_condition_becomes_true_and_not_again_while_it_is(desk: Desk) -> None:
    rule = {
        "name": "big",
        "form": "deal",
        "trigger": {"kind": "became_true"},
        "condition": "amount > 100",
        "effects": [update(count="coalesce(count, 0) + 1")],
        "ended": [update(mark='"small again"')],
    }
    await desk.publish(FORMS, [rule])
    one = await desk.create("deal", name="A", amount="50")
    assert (await desk.read("deal", one.id)).values["count"] is None
    await desk.change("deal", one, amount="150")
    assert (await desk.read("deal", one.id)).values["count"] == "1"
    await desk.change("deal", one, amount="200")
    assert (await desk.read("deal", one.id)).values["count"] == "1"
    await desk.change("deal", one, amount="60")
    assert (await desk.read("deal", one.id)).values["mark"] == "small again"
    await desk.change("deal", one, amount="160")
    assert (await desk.read("deal", one.id)).values["count"] == "2"
    assert [row["branch"] for row in await desk.fired("big")] == ["then", "ended", "then"]


async def test_what_a_rule_does_stands_in_the_history_with_the_rule_as_its_cause(desk: Desk) -> None:
    rule = {"name": "new", "form": "deal", "trigger": {"kind": "record_created"}, "effects": [update(mark='"new"')]}
    await desk.publish(FORMS, [rule])
    await desk.create("deal", name="A")
    (row,) = await desk.people("SELECT cause FROM record_change WHERE kind = 'update'")
    assert (row["cause"]["kind"], row["cause"]["rule"]) == ("rule", "desk.new")


async def test_a_rule_before_saving_refuses_with_its_message(desk: Desk) -> None:
    rule = {
        "name": "cheap",
        "form": "deal",
        "trigger": {"kind": "record_changed", "fields": ["amount"]},
        "timing": "before",
        "condition": "before.amount != null and amount < before.amount",
        "refuse": {"en": "It never gets cheaper.", "zh-CN": "金额不能减少。"},
        "field": "amount",
    }
    await desk.publish(FORMS, [rule])
    one = await desk.create("deal", name="A", amount="50")
    await desk.change("deal", one, amount="60")
    with pytest.raises(Invalid) as refused:
        await desk.change("deal", one, amount="40")
    (found,) = refused.value.diagnostics
    assert (found.path, found.message.zh_cn) == ("/amount", "金额不能减少。")
    assert (await desk.read("deal", one.id)).values["amount"] == "60"


async def test_a_rule_before_saving_computes_fields(desk: Desk) -> None:
    rule = {
        "name": "grade",
        "form": "deal",
        "trigger": {"kind": "became_true"},
        "timing": "before",
        "condition": "amount >= 100",
        "values": {"mark": '"A " + name'},
    }
    await desk.publish(FORMS, [rule])
    one = await desk.create("deal", name="X", amount="500")
    assert one.values["mark"] == "A X"
    (row,) = await desk.people("SELECT changes FROM record_change")
    assert row["changes"]["mark"]["after"] == "A X"


async def test_rules_that_set_each_other_off_are_cut_and_the_circle_is_told(desk: Desk) -> None:
    rules = [
        {
            "name": "ping",
            "form": "deal",
            "trigger": {"kind": "record_changed", "fields": ["amount"]},
            "effects": [update(count="coalesce(count, 0) + 1")],
        },
        {
            "name": "pong",
            "form": "deal",
            "trigger": {"kind": "record_changed", "fields": ["count"]},
            "effects": [update(amount="amount + 1")],
        },
    ]
    await desk.publish(FORMS, rules)
    one = await desk.create("deal", name="A", amount="1")
    await desk.change("deal", one, amount="10")
    now = await desk.read("deal", one.id)
    assert (now.values["amount"], now.values["count"]) == ("11", "1")
    (cut,) = [row for row in await desk.fired() if row["branch"] == "cut"]
    assert cut["error"]["cycle"] == ["desk.ping", "desk.pong", "desk.ping"]


async def test_a_rule_after_saving_is_done_by_a_job_once(desk: Desk) -> None:
    rule = {
        "name": "later",
        "form": "deal",
        "timing": "after",
        "trigger": {"kind": "record_created"},
        "effects": [update(mark='"later"')],
    }
    await desk.publish(FORMS, [rule])
    one = await desk.create("deal", name="A")
    assert (await desk.read("deal", one.id)).values["mark"] is None
    (row,) = await desk.fired()
    assert row["state"] == "queued"
    assert await desk.turns() == ["fired"]
    assert (await desk.read("deal", one.id)).values["mark"] == "later"
    (row,) = await desk.fired()
    assert (row["state"], row["effects"]) == ("done", [{"kind": "update_records", "state": "done"}])


async def test_an_effect_that_is_refused_refuses_the_whole_change(desk: Desk) -> None:
    rule = {
        "name": "bad",
        "form": "deal",
        "trigger": {"kind": "record_created"},
        "effects": [{"kind": "create_record", "form": "call", "values": {"at": '"no time at all"'}}],
    }
    await desk.publish(FORMS, [rule])
    with pytest.raises(Invalid):
        await desk.create("deal", name="A")
    assert not await desk.people("SELECT FROM desk__deal")


async def test_s15_an_alarm_comes_once_a_day_until_it_is_resolved(desk: Desk) -> None:
    rule = {
        "name": "late",
        "form": "deal",
        "trigger": {"kind": "idle", "since": "coalesce(last, created at)", "days": 3},
        "repeat": "daily",
        "effects": [update(count="coalesce(count, 0) + 1")],
    }
    await desk.publish(FORMS, [rule])
    with day(0):
        one = await desk.create("deal", name="A")
        await desk.sweep()
    counts = []
    for at in (2.9, 3.01, 3.02, 4.0, 4.1, 5.0):
        with day(at):
            await desk.sweep()
            counts.append((await desk.read("deal", one.id)).values["count"])
    assert counts == [None, "1", "1", "2", "2", "3"]
    with day(5.1):
        await desk.change("deal", one, last="2026-03-07T09:00:00Z")
        await desk.sweep()
    with day(6):
        await desk.sweep()
        assert (await desk.read("deal", one.id)).values["count"] == "3"


async def test_a_change_elsewhere_ends_what_the_clock_has_found(desk: Desk) -> None:
    rule = {
        "name": "quiet",
        "form": "deal",
        "trigger": {"kind": "idle", "since": "coalesce(max(calls.at), created at)", "days": 10},
        "condition": "amount > 100",
        "effects": [update(mark='"stalled"')],
        "ended": [update(mark='"moving"')],
    }
    await desk.publish(FORMS, [rule])
    with day(0):
        one, small = await desk.create("deal", name="A", amount="500"), await desk.create("deal", name="B", amount="5")
    with day(11):
        assert await desk.sweep() == {"desk.quiet": 1}
        assert (await desk.read("deal", one.id)).values["mark"] == "stalled"
        assert (await desk.read("deal", small.id)).values["mark"] is None
        assert await desk.sweep() == {}
        await desk.create("call", deal=str(one.id), at="2026-03-13T07:00:00Z")
        assert await desk.sweep() == {"desk.quiet": 1}
        assert (await desk.read("deal", one.id)).values["mark"] == "moving"


async def test_s24_figures_are_compared_with_those_of_the_peers(desk: Desk) -> None:
    metrics = [
        {"name": f"week{at}", "form": "call", "belongs": "deal.id", "at": "at", "days": 7, "ago": 7 * at}
        for at in (0, 1)
    ]
    rule = {
        "name": "star",
        "form": "deal",
        "trigger": {"kind": "became_true"},
        "metrics": metrics,
        "condition": "week0 > 1.3 * average_week0 and week1 > 1.3 * average_week1",
        "effects": [update(mark='"star " + string(week0)')],
    }
    await desk.publish(FORMS, [rule])
    with day(0):
        busy, lazy = await desk.create("deal", name="busy"), await desk.create("deal", name="lazy")
        for at, times in ((busy, 5), (lazy, 1)):
            for week in ("2026-03-03", "2026-03-10"):
                for _ in range(times):
                    await desk.create("call", deal=str(at.id), at=f"{week}T10:00:00Z")
    with day(8):
        assert await desk.sweep() == {}
    with day(13):
        assert await desk.sweep() == {"desk.star": 1}
        assert (await desk.read("deal", busy.id)).values["mark"] == "star 5"
        (row,) = await desk.fired("star")
        assert row["why"][0]["parts"][0]["text"] == "week0 > 1.3 * average_week0"


async def test_a_rule_that_the_database_cannot_compute_is_refused_when_it_is_published(desk: Desk) -> None:
    rule = {
        "name": "old",
        "form": "deal",
        "trigger": {"kind": "idle", "since": "last", "days": 1},
        "condition": 'matches(name, "(?<=a)b")',
        "effects": [update(mark='"old"')],
    }
    with pytest.raises(Invalid) as refused:
        await desk.publish(FORMS, [rule])
    assert any(one.path.startswith("rules/old.json") for one in refused.value.diagnostics)


async def test_a_call_of_another_system_sets_a_rule_off_for_the_records_that_it_names(desk: Desk) -> None:
    rule = {
        "name": "paid",
        "form": "deal",
        "trigger": {"kind": "webhook", "name": "bank", "records": "body.deals"},
        "condition": "body.amount > 10",
        "effects": [update(mark='"paid " + string(body.amount)')],
    }
    await desk.publish(FORMS, [rule])
    one, other = await desk.create("deal", name="A"), await desk.create("deal", name="B")
    async with desk.tools.database.transaction() as connection:
        body = {"deals": [str(one.id)], "amount": 12}
        assert await call_rules(desk.tools, connection, "desk", "bank", body) == ["desk.paid"]
        assert await call_rules(desk.tools, connection, "desk", "other", body) == []
    assert await desk.turns() == ["fired"]
    assert (await desk.read("deal", one.id)).values["mark"] == "paid 12"
    assert (await desk.read("deal", other.id)).values["mark"] is None


async def test_a_record_that_goes_into_the_trash_sets_a_rule_off(desk: Desk) -> None:
    rule = {
        "name": "gone",
        "form": "deal",
        "trigger": {"kind": "record_deleted"},
        "effects": [{"kind": "create_record", "form": "deal", "values": {"name": '"was " + name'}}],
    }
    await desk.publish(FORMS, [rule])
    one = await desk.create("deal", name="A")
    await desk.tools.records.removal.trash(await desk.tools.record_app("desk"), PRODUCT, "deal", [one.id])
    rows = await desk.people("SELECT name FROM desk__deal WHERE trashed_at IS NULL")
    assert [row["name"] for row in rows] == ["was A"]


async def test_s32_a_rule_is_tried_on_history_beside_the_live_one_and_nothing_is_written(desk: Desk) -> None:
    live = {
        "name": "big",
        "form": "deal",
        "trigger": {"kind": "became_true"},
        "condition": "amount > 100",
        "effects": [update(mark='"big"')],
    }
    await desk.publish(FORMS, [live])
    for number in range(5):
        with day(number):
            one = await desk.create("deal", name=f"N{number}", amount=str(40 * number))
        with day(number + 0.5):
            await desk.change("deal", one, amount=str(50 * number))
    app = await desk.tools.record_app("desk")
    before = await desk.people("SELECT count(*) FROM rule_firing")
    asked = ReplayRequest(app="desk", rule="big", since=START, until=START + timedelta(days=30))
    same = await replayed(desk, asked)
    # 120, 160 at once, and 150 for what began with 120: N3 and N4 were big from the beginning.
    assert (same.hits, same.live, same.added_count, same.removed_count) == (2, 2, 0, 0)
    wider = {**live, "condition": "amount > 70", "label": said("big")}
    other = await replayed(desk, asked.model_copy(update={"changed": wider}))
    assert (other.hits, other.live, other.added_count, other.removed_count) == (3, 2, 1, 0)
    (added,) = other.added
    assert (added.title, added.read, added.at) == ("N2", {"amount": 80}, START + timedelta(days=2))
    assert other.effects == {"update_records": 3}
    idle = {
        "name": "quiet",
        "form": "deal",
        "trigger": {"kind": "idle", "since": "coalesce(last, created at)", "days": 3},
        "effects": [update(mark='"quiet"')],
    }
    found = await replayed(desk, asked.model_copy(update={"changed": idle, "rule": "quiet"}))
    assert [one.at for one in found.shown] == [START + timedelta(days=3 + number) for number in range(5)]
    assert await desk.people("SELECT count(*) FROM rule_firing") == before
    assert app.rules.rules["big"].rule.condition == "amount > 100"


async def replayed(desk: Desk, asked: ReplayRequest) -> ReplayResult:
    """Return what comes of a dry run, done as the worker does it."""
    async with desk.tools.database.transaction() as connection:
        job = NewJob("rule_replay", asked.model_dump(mode="json"))
        await enqueue(connection, job)
        (claim,) = await claimed(connection, new_id(), 1, ["rule_replay"])
    return ReplayResult.model_validate(await RULE_REPLAY.run(Running(claim, desk.tools), asked))
