"""Shows that a record moves between states only on the ways that are drawn, and that a refusal says what is missing."""

from decimal import Decimal

from engine_forms.submission import FormLogic, Submission
from lowcode.kernel.diagnostics import Diagnostic
from tests.engine_forms.sales import ACME, ALICE, APP, BOB, FILE, Json, Store

LOGIC = FormLogic(APP, "opportunity")
STORED: Json = {"id": FILE, "name": "Motors for ACME", "stage": "contact", "amount": None, "customer": ACME}


def move(store: Store, to: str, stored: Json = STORED, user: str = ALICE, **changes: object) -> list[Diagnostic]:
    person = store.record("user", user)
    found = LOGIC.submit(Submission("opportunity", {"stage": to, **changes}, stored, person), store)
    return list(found.diagnostics)


def test_a_new_record_begins_at_the_first_state(store: Store) -> None:
    found = LOGIC.submit(Submission("opportunity", {"name": "x"}), store)
    assert found.values["stage"] == "contact"
    wrong = LOGIC.submit(Submission("opportunity", {"name": "x", "stage": "won"}), store)
    assert [one.code for one in wrong.diagnostics] == ["not-a-first-state"]
    imported = LOGIC.submit(Submission("opportunity", {"name": "x", "stage": "won"}, any_stage=True), store)
    assert imported.diagnostics == ()


def test_a_refusal_names_everything_that_is_missing(store: Store) -> None:
    found = move(store, "proposal")
    assert {one.path: one.code for one in found} == {"/proposal": "missing-for-stage", "/amount": "missing-for-stage"}
    assert found[0].text() == "“proposal” is needed before “Proposal”. Fill in “proposal”, then change the stage."
    assert "需要填写“proposal”" in found[0].text("zh-CN")
    assert move(store, "proposal", proposal=[FILE], amount="100") == []


def test_what_is_missing_can_be_asked_before(store: Store) -> None:
    person = store.record("user", ALICE)
    asked = LOGIC.missing(Submission("opportunity", {"amount": "5"}, STORED, person), "stage", "proposal", store)
    assert [one.path for one in asked] == ["/proposal"]


def test_there_is_no_way_past_a_state(store: Store) -> None:
    (found,) = move(store, "won")
    assert found.code == "no-transition"
    assert found.hint is not None
    assert found.hint.en == "Possible next: Proposal, Lost."


def test_guards_and_roles_are_asked(store: Store) -> None:
    proposed = {**STORED, "stage": "proposal", "amount": Decimal(5)}
    assert move(store, "won", proposed) == []
    assert [one.code for one in move(store, "won", proposed, BOB)] == ["stage-role"]
    (found,) = move(store, "won", {**proposed, "customer": None})
    assert found.code == "stage-refused"
    assert found.hint is not None
    assert found.hint.en == "Amount and customer are needed"


def test_a_final_state_is_final(store: Store) -> None:
    lost = {**STORED, "stage": "lost", "lost_reason": "price"}
    assert [one.code for one in move(store, "lost", STORED)] == ["missing-for-stage"]
    assert move(store, "lost", STORED, lost_reason="price") == []
    (found,) = move(store, "contact", lost)
    assert found.code == "no-transition"
    assert found.hint is not None
    assert "final" in found.hint.en


def test_an_unknown_state_is_refused(store: Store) -> None:
    (found,) = move(store, "elsewhere")
    assert (found.code, found.path) == ("not-an-option", "/stage")
