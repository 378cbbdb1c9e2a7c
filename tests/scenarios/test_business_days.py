"""S10, S12, S13, S17, S30: after each of many business days, the books are what the documents come to."""

from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from bench._business_days import firm
from lowcode.services.workspace import Workspace
from lowcode.settings import Settings
from lowcode.store.database import opened
from lowcode.store.migration import migrate

DAYS = 20
SEED = 20261122


@pytest.mark.scenario("S13")
@pytest.mark.scenario("S17")
@pytest.mark.scenario("S30")
async def test_s13_s17_s30_after_each_business_day_the_books_are_what_the_documents_come_to(
    postgres_url: str, tmp_path: Path
) -> None:
    name = f"s{uuid4().hex[:12]}"
    settings = Settings(tmp_path, postgres_url, workspace=name, database_connections=12, database_seconds=60.0)
    await migrate(postgres_url, name)
    async with opened(settings) as database, firm(Workspace(database, settings), SEED) as made:
        today = date(2026, 12, 21)
        for number in range(DAYS):
            await made.day(today + timedelta(days=number))
            assert await made.differences() == [], (SEED, number)
        books = await made.kept()
        # It was no quiet time: goods, credit, commissions and rebates have moved, and something was refused.
        assert all(books[one] for one in ("stock", "credit", "due", "commission", "rebate"))
        assert made.done > 8 * DAYS
        assert made.refused > 0
