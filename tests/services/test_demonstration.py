"""Shows that the demonstration comes once, goes on where it was broken off, and spares what people have made."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from lowcode.bundle.app import LAYOUT
from lowcode.bundle.folder import save, write
from lowcode.bundle.sampling import Extent
from lowcode.kernel.errors import Conflict
from lowcode.services.actor import PRODUCT, Actor
from lowcode.services.demonstration import Demonstration
from lowcode.services.record_writing import NewRecord
from lowcode.services.records import Records
from lowcode.services.workspace import Workspace
from tests.bundle import crm

FORMS = ("customer", "contact", "opportunity", "lead")
FEW = Extent(few=True)


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    """The app `crm` with few samples."""
    document = crm.document()
    document["sample"] = {name: one for name, one in document["sample"].items() if name in {*FORMS, "price_level"}}
    for sample in document["sample"].values():
        sample["count"] = min(sample.get("count", 0), 4)
    save(write(document, LAYOUT), tmp_path / "catalog" / "crm")
    return tmp_path / "catalog"


class Killed(BaseException):
    """What nothing in the product catches, as nothing catches the end of its process."""


async def ids(workspace: Workspace) -> dict[str, list[str]]:
    """Return the ids of records by form."""
    async with workspace.database.connection() as connection:
        return {
            form: [str(row["id"]) for row in await connection.fetch(f"SELECT id FROM crm__{form} ORDER BY id")]
            for form in FORMS
        }


async def work(workspace: Workspace, admin: Actor) -> None:
    """Let somebody make a customer."""
    app = await workspace.bundles.record_app("crm")
    somebody = replace(admin, product=True)
    await Records(workspace.database).writing.create(app, somebody, "customer", NewRecord(values={"name": "Mine"}))


async def test_it_goes_on_where_it_was_broken_off_and_spares_what_people_have_made(
    workspace: Workspace, admin: Actor, catalog: Path
) -> None:
    told: Counter[str] = Counter()

    def progress(form: str, done: int, count: int) -> None:
        assert 0 < done <= count
        told[form] += 1
        if form == "crm.opportunity" and told[form] == 1:
            raise Killed

    demonstration = Demonstration(workspace, lambda _: None, progress, catalog=catalog)
    with pytest.raises(Killed):
        await demonstration.run(FEW)
    begun = await ids(workspace)
    assert begun["customer"]
    assert not begun["lead"]
    found = await demonstration.run(FEW)
    assert found.fresh
    assert {each.name for each in found.logins} >= {"director", "seller", "seller6"}
    whole = await ids(workspace)
    assert (whole["customer"], len(whole["opportunity"])) == (begun["customer"], 4)
    assert whole["lead"]
    assert not (await demonstration.run(FEW)).fresh
    with pytest.raises(Conflict) as caught:
        await demonstration.run(Extent(seed=7, few=True))
    assert [each.code for each in caught.value.diagnostics] == ["demo-other-extent"]
    await work(workspace, admin)
    await demonstration.run(Extent(seed=7, few=True), replace=True)
    other = await ids(workspace)
    assert len(other["customer"]) == len(whole["customer"])
    assert set(other["customer"]).isdisjoint(whole["customer"])


async def test_where_people_have_worked_it_is_refused(workspace: Workspace, admin: Actor, catalog: Path) -> None:
    await workspace.bundles.import_files(PRODUCT, write(crm.document(), LAYOUT))
    await work(workspace, admin)
    with pytest.raises(Conflict) as caught:
        await Demonstration(workspace, lambda _: None, lambda *_: None, catalog=catalog).run(FEW)
    assert [each.code for each in caught.value.diagnostics] == ["demo-other-data"]
