"""Shows that sample records become records like all others, and belong to the people of the app."""

from datetime import date

import pytest

from lowcode.bundle.app import LAYOUT
from lowcode.bundle.folder import write
from lowcode.kernel.errors import Conflict, NotFound
from lowcode.services.actor import Actor
from lowcode.services.app_samples import AppSamples, Filling
from lowcode.services.roles import NewGrant
from lowcode.services.workspace import Workspace
from tests.bundle import crm
from tests.services.people import Hire

COUNTS = {"product": 6, "customer": 6, "contact": 8, "lead": 5, "opportunity": 20, "activity": 30}
TODAY = date(2026, 6, 1)


@pytest.fixture
async def samples(workspace: Workspace, admin: Actor, hire: Hire) -> AppSamples:
    """The app with few samples, and two sellers."""
    document = crm.document()
    for form, sample in document["sample"].items():
        sample["count"] = COUNTS.get(form, 0)
    await workspace.bundles.import_files(admin, write(document, LAYOUT))
    for name in ("lin", "mei"):
        await workspace.roles.grant(admin, NewGrant(role="crm.seller", account_id=await hire(name)))
    return AppSamples(workspace.database)


async def test_samples_become_records(samples: AppSamples, workspace: Workspace, admin: Actor) -> None:
    counts = await samples.fill(admin, "crm", Filling(TODAY))
    # For each customer there is a contact more, and for some opportunities leads and activities.
    assert (counts["customer"], counts["contact"], counts["opportunity"]) == (6, 14, 20)
    assert counts["lead"] > 5
    async with workspace.database.connection() as connection:
        rows = await connection.fetch(
            """
            SELECT c.open_amount, coalesce(sum(o.amount) FILTER (WHERE o.stage NOT IN ('won', 'lost')), 0) AS wanted
            FROM crm__customer c LEFT JOIN crm__opportunity o ON o.customer = c.id GROUP BY c.id
            """
        )
        assert [row["open_amount"] for row in rows] == [row["wanted"] for row in rows]
        assert await connection.fetchval("SELECT count(DISTINCT owner) FROM crm__customer") == 2
        strangers = """
            SELECT count(*) FROM crm__activity a JOIN crm__customer c ON c.id = a.customer WHERE c.owner <> a.owner
        """
        assert await connection.fetchval(strangers) == 0
        quoted = "SELECT count(*) FROM crm__quotation WHERE total > 0 AND number LIKE 'Q%'"
        assert await connection.fetchval(quoted) == counts["quotation"]
        moved = """
            SELECT count(*) FROM crm__opportunity o WHERE o.version <> (
                SELECT count(*) FROM record_change c WHERE c.record_id = o.id
            ) OR o.stage <> (
                SELECT changes -> 'stage' ->> 'after' FROM record_change c WHERE c.record_id = o.id
                ORDER BY version DESC LIMIT 1
            )
        """
        assert await connection.fetchval(moved) == 0
        assert await connection.fetchval("SELECT max(version) > 2 FROM crm__opportunity")
        assert await connection.fetchval("SELECT max(created_at) - min(created_at) > '90 days' FROM crm__opportunity")
        assert await connection.fetchval("SELECT bool_and(cause ? 'sample') FROM record_change WHERE kind = 'create'")


async def test_a_new_formula_and_search_reach_the_records_that_exist(
    samples: AppSamples, workspace: Workspace, admin: Actor
) -> None:
    await samples.fill(admin, "crm", Filling(TODAY))
    document = crm.document()
    for form, sample in document["sample"].items():
        sample["count"] = COUNTS.get(form, 0)
    customer = document["forms"]["customer"]
    customer["layout"] = []
    label = {"en": "x", "zh-CN": "x"}
    customer["fields"].append({"kind": "formula", "name": "twice", "label": label, "expression": "open_amount * 2"})
    next(each for each in customer["fields"] if each["name"] == "industry")["searchable"] = True
    contract = document["forms"]["contract"]
    next(each for each in contract["fields"] if each["name"] == "signed_on")["searchable"] = True
    done = await workspace.bundles.import_files(admin, write(document, LAYOUT))
    assert [(each.place, each.records) for each in done.plan.steps if each.kind == "compute_field"] == [
        ("crm.customer.twice", 6)
    ]
    async with workspace.database.connection() as connection:
        assert await connection.fetchval("SELECT bool_and(twice = open_amount * 2) FROM crm__customer")
        found = "SELECT bool_and(search @@ plainto_tsquery('simple', industry)) FROM crm__customer"
        assert await connection.fetchval(found)
    assert (await workspace.bundles.renew(admin, "crm"))["customer"] == 6


async def test_forms_with_records_are_left_alone(samples: AppSamples, workspace: Workspace, admin: Actor) -> None:
    async with workspace.database.connection() as connection:
        await connection.execute("INSERT INTO crm__lead (id, name) VALUES (gen_random_uuid(), 'mine')")
    with pytest.raises(Conflict) as caught:
        await samples.fill(admin, "crm", Filling(TODAY))
    assert [each.code for each in caught.value.diagnostics] == ["sample-records-there"]
    with pytest.raises(NotFound):
        await samples.fill(admin, "stock", Filling(TODAY))
