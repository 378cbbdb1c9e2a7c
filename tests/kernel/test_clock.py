"""Shows that there is one source of time, which can be held still and speaks the zone of the work."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lowcode.kernel import clock

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_now_is_the_present_in_utc() -> None:
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
    assert clock.now().tzinfo is UTC


def test_the_clock_stands_still_inside_the_block_only() -> None:
    with clock.held(NOON):
        assert clock.now() == clock.now() == NOON
        with clock.held(NOON + timedelta(days=1)):
            assert clock.now() == NOON + timedelta(days=1)
        assert clock.now() == NOON
    assert clock.now() != NOON


def test_a_zone_changes_the_wall_clock_and_not_the_instant() -> None:
    with clock.held(NOON), clock.zoned(SHANGHAI):
        assert clock.zone() is SHANGHAI
        assert clock.now() == NOON
        assert clock.now().hour == 20
    assert clock.zone() is UTC


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="give the datetime a time zone"), clock.held(datetime(2026, 3, 1)):  # noqa: DTZ001
        pass


async def test_each_task_has_its_own_clock() -> None:
    async def held_at(instant: datetime) -> datetime:
        with clock.held(instant):
            await asyncio.sleep(0)
            return clock.now()

    later = NOON + timedelta(hours=1)
    assert list(await asyncio.gather(held_at(NOON), held_at(later))) == [NOON, later]
