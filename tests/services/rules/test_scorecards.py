"""S27 and S28: scorecards out of weighted measures, computed, explained down to the records, set with history."""

from decimal import Decimal
from typing import Any

import pytest

from engine_rules.scorecard import Standard, points, score
from lowcode.bundle.app import LAYOUT
from lowcode.bundle.folder import write
from lowcode.kernel.errors import Conflict, Forbidden
from lowcode.services.actor import PRODUCT, Actor
from lowcode.services.scorecards import Scorecards, Setting
from tests.services.rules.conftest import Desk, day, said
from tests.services.rules.test_rules import CALL, DEAL

CARD: dict[str, Any] = {
    "name": "care",
    "label": said("Care"),
    "form": "deal",
    "measures": [
        {
            "name": "calls",
            "label": said("Calls in a week"),
            "metric": {"name": "calls", "form": "call", "belongs": "deal.id", "at": "at", "days": 7},
            "standard": {"weight": 3, "target": 4},
        },
        {
            "name": "recent",
            "label": said("Share of late calls"),
            "metric": {
                "name": "recent",
                "form": "call",
                "belongs": "deal.id",
                "at": "at",
                "aggregate": "share",
                "value": "at.hour >= 18",
                "empty": None,
            },
            "standard": {"weight": 1, "target": 0, "threshold": 1},
        },
    ],
}


def test_points_grow_evenly_from_the_threshold_to_the_target() -> None:
    more = Standard(target=Decimal(10), threshold=Decimal(2))
    assert [points(Decimal(one), more) for one in (1, 2, 6, 10, 12)] == [0, 0, 50, 100, 100]
    less = Standard(target=Decimal(2), threshold=Decimal(10))
    assert [points(Decimal(one), less) for one in (1, 2, 6, 10, 12)] == [100, 100, 50, 0, 0]


def test_what_has_no_value_does_not_count() -> None:
    counting = {"a": Standard(weight=Decimal(3), target=Decimal(10)), "b": Standard(target=Decimal(10))}
    assert score(counting, {"a": Decimal(5), "b": None}).total == 50
    assert score(counting, {"a": Decimal(5), "b": Decimal(10)}).total == Decimal("62.5")
    assert score(counting, {}).total is None


async def test_s28_a_scorecard_is_computed_explained_and_set(desk: Desk, admin: Actor) -> None:
    label = said("Desk")
    document = {
        "app": {"format": 1, "name": "desk", "label": label},
        "forms": {name: {"name": name, "label": label, **one} for name, one in (("deal", DEAL), ("call", CALL))},
        "scorecards": {"care": CARD},
    }
    await desk.tools.workspace.bundles.import_files(PRODUCT, write(document, LAYOUT))
    await desk.tools.record_apps.refresh()
    app, cards = await desk.tools.record_app("desk"), Scorecards(desk.tools)
    with day(0):
        one, other = await desk.create("deal", name="A"), await desk.create("deal", name="B")
        calls = [
            await desk.create("call", deal=str(one.id), at=f"2026-03-0{3 + at}T{10 + 9 * at}:00:00Z") for at in range(2)
        ]
    with day(4):
        async with desk.tools.database.transaction() as connection:
            assert await cards.compute(connection, app, "care") == 2
            # Nothing has changed: nothing is written.
            assert await cards.compute(connection, app, "care") == 0
        found = await cards.of_record(app, PRODUCT, "care", one.id)
        # Two of four calls: 50 of 100 points three times; half of them late: 50 once.
        assert [found.total, *(part.points for part in found.parts)] == [50, 50, 50]
        assert [part.mean for part in found.parts] == [25, 50]
        assert [part.share for part in found.parts] == [Decimal("37.5"), Decimal("12.5")]
        none = await cards.of_record(app, PRODUCT, "care", other.id)
        assert [none.total, *(part.points for part in none.parts)] == [0, 0, None]
        behind = await cards.behind(app, PRODUCT, "care", one.id, "calls")
        assert (set(behind.ids), behind.count) == ({each.id for each in calls}, 2)
        wanted = Setting(revision=0, measures={"calls": Standard(weight=Decimal(1), target=Decimal(2))})
        with pytest.raises(Forbidden):
            await cards.set(app, Actor(admin.account_id, roles=frozenset()), "care", wanted)
        history = await cards.set(app, admin, "care", wanted)
        assert [past.revision for past in history.items] == [1, 0]
        assert history.items[0].by == "Ada"
        assert (await cards.of_record(app, PRODUCT, "care", one.id)).total == 75
        with pytest.raises(Conflict):
            await cards.set(app, admin, "care", wanted)
    with day(20):
        async with desk.tools.database.transaction() as connection:
            await cards.compute(connection, app, "care")
        later = await cards.of_record(app, PRODUCT, "care", one.id)
        assert [each.total for each in later.history] == [75, 25]
