"""`FiringOrder`: what a job of a rule is to do, and the jobs that are put down for rules."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from pydantic import Field

from lowcode.services.message import Message
from lowcode.services.rule_app import CompiledRule
from lowcode.store.jobs import HIGH, NORMAL, NewJob


class FiringOrder(Message):
    """What is to be done by a job for which records."""

    app: str
    """The app."""
    rule: str
    """The rule, by its name in the app."""
    records: tuple[UUID | None, ...] = Field(max_length=1_000)
    """The records; None for a call that is about none."""
    firings: tuple[UUID, ...] = ()
    """What is put down already of each, for a rule that a change has set off; otherwise it is looked at anew."""
    called: bool = False
    """Whether a button, a flow or another system has set it off, so that it is yet to be seen whether it fires."""
    branch: str = "then"
    """Whether it has become true, or has stopped being true."""
    body: Any = None
    """What another system has said."""
    cause: dict[str, Any] = Field(default_factory=dict)
    """What led to it."""
    account_id: UUID | None = None
    """Whose change it was."""

    def job(self, *, high: bool = False) -> NewJob:
        """Return the job that does it."""
        cause = {"kind": "rule", "rule": f"{self.app}.{self.rule}"}
        return NewJob("rule_fire", self.model_dump(mode="json"), priority=HIGH if high else NORMAL, cause=cause)


def batch_jobs(app: str, rule: str, branch: str, records: Sequence[UUID], size: int = 200) -> Iterator[NewJob]:
    """Iterate over the jobs for many records of a rule that the clock has found."""
    for at in range(0, len(records), size):
        yield FiringOrder(app=app, rule=rule, records=tuple(records[at : at + size]), branch=branch).job()


def call_order(
    app: str,
    rule: CompiledRule,
    records: Sequence[UUID | None],
    cause: Mapping[str, Any],
    account_id: UUID | None = None,
    *,
    body: Any = None,
) -> FiringOrder:
    """Return what is to be done for a rule that somebody has set off."""
    return FiringOrder(
        app=app,
        rule=rule.rule.name,
        records=tuple(records),
        called=True,
        body=body,
        cause=dict(cause),
        account_id=account_id,
    )
