"""What the tests of verbs share: approvals in short form."""

from typing import Any

from engine_flow.flow import Flow
from engine_flow.staff import Staff
from engine_flow.substitution import Substitution
from tests.engine_flow.drive import COMPANY, Drive, approval, flow_of, node

VOTE = {"kind": "vote", "ratio": "0.6"}
PARALLEL = [
    approval("first", "bob"), node("parallel_gateway", "split"), approval("left", "cid"), approval("inner", "fay"),
    approval("right", "dan"), node("parallel_gateway", "join"), approval("last", "eva"),
]  # fmt: skip
PARALLEL_WAYS = "start > first > split > left > inner > join > last > end; split > right > join"


def alone(*persons: str, mode: Any = "all", **settings: Any) -> Drive:
    """Start a flow with one approval."""
    return Drive(flow_of([approval("check", *persons, mode=mode, **settings)], "start > check > end")).start()


def chain(*persons: str, **policies: Any) -> Flow:
    """Return a flow of one approval after the other, called after their people."""
    nodes = [approval(f"by_{person}", person) for person in persons]
    return flow_of(nodes, " > ".join(["start", *(f"by_{person}" for person in persons), "end"]), policies=policies)


def outcomes(drive: Drive) -> dict[str | None, str | None]:
    """Return the last outcome of each person's tasks."""
    return {task.person: task.outcome for task in drive.instance.tasks.values()}


def held(drive: Drive, person: str) -> str:
    """Return the task of a person that waits for others."""
    return next(task.id for task in drive.instance.tasks.values() if task.person == person and task.state == "held")


def substituted(**fields: Any) -> Staff:
    return COMPANY.model_copy(update={"substitutions": (Substitution(person="bob", substitute="eva", **fields),)})


def limit(do: str, after: str = '"P1D"', **fields: Any) -> dict[str, Any]:
    return {"moment": {"after": after}, "do": do, **fields}
