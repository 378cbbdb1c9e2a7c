"""Shows what people see of a record at a step of a flow."""

from lowcode.services.rights import FieldRight
from lowcode.services.task_page import _rights

NAMES = ("amount", "phone", "lines", "lines.cost", "lines.product")
SENSITIVE = frozenset({"phone"})


def test_who_may_not_see_the_record_sees_what_the_step_shows_and_nothing_sensitive() -> None:
    found = _rights(NAMES, None, {"amount": "edit"}, SENSITIVE, works=True)
    assert found["amount"] == "full"
    assert found["phone"] == "masked"
    assert found["lines.cost"] == "read_only"
    assert _rights(NAMES, None, {"phone": "see"}, SENSITIVE, works=True)["phone"] == "read_only"


def test_a_step_that_names_a_subtable_shows_no_inner_field_that_a_role_hides() -> None:
    role: dict[str, FieldRight] = {
        "amount": "hidden",
        "phone": "masked",
        "lines": "full",
        "lines.cost": "hidden",
        "lines.product": "full",
    }
    found = _rights(NAMES, role, {"lines": "edit"}, SENSITIVE, works=True)
    assert found == {
        "amount": "hidden",
        "phone": "masked",
        "lines": "full",
        "lines.cost": "hidden",
        "lines.product": "full",
    }
    assert _rights(NAMES, role, {"lines": "hidden"}, SENSITIVE, works=True)["lines.product"] == "hidden"
    watched = _rights(NAMES, role, {"lines": "edit", "amount": "edit"}, SENSITIVE, works=False)
    assert (watched["lines"], watched["amount"]) == ("read_only", "read_only")
