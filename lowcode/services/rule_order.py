"""`rule_job`: the job that lets a rule fire after what has set it off is kept."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from pydantic import Field

from lowcode.services.message import Message
from lowcode.services.rule_firing import Firing
from lowcode.store.jobs import HIGH, NewJob


class FiringOrder(Message):
    """What is to be done by a job for which records."""

    app: str
    """The app."""
    rule: str
    """The rule, by its name in the app."""
    records: tuple[UUID, ...] = Field(max_length=1_000)
    """The records."""
    firings: tuple[UUID, ...] = ()
    """What is put down already of each, for a rule that a change has set off; otherwise it is looked at anew."""
    branch: str = "then"
    """Whether it has become true, or has stopped being true."""
    cause: dict[str, Any] = Field(default_factory=dict)
    """What led to it."""
    account_id: UUID | None = None
    """Whose change it was."""


def rule_job(app: str, firing: Firing) -> NewJob:
    """Return the job for a firing that is put down."""
    assert firing.record_id is not None
    order = FiringOrder(
        app=app,
        rule=firing.rule.rule.name,
        records=(firing.record_id,),
        firings=(firing.id,),
        branch=firing.branch,
        cause=dict(firing.occasion.cause),
        account_id=firing.occasion.account_id,
    )
    cause = {"kind": "rule", "rule": firing.rule.name}
    return NewJob("rule_fire", order.model_dump(mode="json"), priority=HIGH, cause=cause)


def batch_jobs(app: str, rule: str, branch: str, records: Sequence[UUID], size: int = 200) -> list[NewJob]:
    """Return the jobs for many records of a rule that the clock has found."""
    cause = {"kind": "rule", "rule": f"{app}.{rule}"}
    return [
        NewJob(
            "rule_fire",
            FiringOrder(app=app, rule=rule, records=tuple(records[at : at + size]), branch=branch).model_dump(
                mode="json"
            ),
            cause=cause,
        )
        for at in range(0, len(records), size)
    ]
