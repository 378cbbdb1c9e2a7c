"""Shows what people see of a record at a step of a flow."""

from lowcode.services.rights import FieldRight
from lowcode.services.task_fields import StepFields, rights_at_step

NAMES = ("amount", "phone", "lines", "lines.cost", "lines.product")
SENSITIVE = frozenset({"phone"})


def test_who_may_not_see_the_record_sees_what_the_step_shows_and_nothing_sensitive() -> None:
    found = rights_at_step(NAMES, None, StepFields({"amount": "edit"}), SENSITIVE, works=True)
    assert found["amount"] == "full"
    assert found["phone"] == "masked"
    assert found["lines.cost"] == "read_only"
    assert rights_at_step(NAMES, None, StepFields({"phone": "see"}), SENSITIVE, works=True)["phone"] == "read_only"


def test_a_step_that_names_a_subtable_shows_no_inner_field_that_a_role_hides() -> None:
    role: dict[str, FieldRight] = {
        "amount": "hidden",
        "phone": "masked",
        "lines": "full",
        "lines.cost": "hidden",
        "lines.product": "full",
    }
    found = rights_at_step(NAMES, role, StepFields({"lines": "edit"}), SENSITIVE, works=True)
    assert found == {
        "amount": "hidden",
        "phone": "masked",
        "lines": "full",
        "lines.cost": "hidden",
        "lines.product": "full",
    }
    assert (
        rights_at_step(NAMES, role, StepFields({"lines": "hidden"}), SENSITIVE, works=True)["lines.product"] == "hidden"
    )
    watched = rights_at_step(NAMES, role, StepFields({"lines": "edit", "amount": "edit"}), SENSITIVE, works=False)
    assert (watched["lines"], watched["amount"]) == ("read_only", "read_only")


def test_the_start_lets_its_initiator_change_nothing_that_a_role_hides() -> None:
    role: dict[str, FieldRight] = {"amount": "read_only", "phone": "masked", "lines": "full", "lines.cost": "hidden"}
    said = StepFields(dict.fromkeys(("amount", "phone", "lines"), "edit"), begins=True)
    found = rights_at_step(NAMES, role, said, SENSITIVE, works=True)
    assert (found["amount"], found["phone"], found["lines"]) == ("full", "masked", "full")
    assert (found["lines.cost"], found["lines.product"]) == ("hidden", "hidden")
