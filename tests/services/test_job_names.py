"""What people call the kinds of jobs."""

from engine_rules.effect_kinds import EFFECTS
from lowcode.services.job_kinds import JOB_KINDS
from lowcode.services.job_names import EFFECT_NAMES, JOB_NAMES, job_name


def test_every_kind_of_job_has_a_name() -> None:
    assert set(JOB_NAMES) == set(JOB_KINDS)
    assert set(EFFECT_NAMES) == {name for name, kind in EFFECTS.items() if not kind.inside}
    assert job_name("effect", "send_mail").en == "Mail"
    assert job_name("gone").en == "gone"
