"""Time limits: what happens by itself when the people of a node take too long."""

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from engine_flow.instance import Task, Timer, Token
from engine_flow.people_node import PeopleNode
from engine_flow.people_policy import TimeLimit
from engine_flow.rounds import is_barred, round_of, settle, stand_in
from engine_flow.turn import Turn


def reached(turn: Turn, node: PeopleNode, token: Token, timer: Timer) -> None:
    """Do what a limit says with the open tasks of a round, and set the next timer of one that repeats."""
    limit = node.policies.limits[timer.limit or 0]
    turn.note("limit", token, action=limit.do)
    for task in [each for each in round_of(turn, token) if each.state == "open"]:
        _apply(turn, node, task, limit)
    if limit.do == "remind" and limit.every is not None and timer.count + 1 < limit.most:
        turn.timer(token, node.name, turn.moment(limit.every, token), timer.limit, timer.count + 1)
    settle(turn, token.id)


def _apply(turn: Turn, node: PeopleNode, task: Task, limit: TimeLimit) -> None:
    """Do what a limit says with one task."""
    if limit.do == "remind":
        turn.notify(task, "overdue")
        return
    if limit.do in {"approve", "reject"}:
        if task.relation == "delegate" and task.parent is not None:
            # A delegate only advises: what is decided is the task that waits for the advice.
            turn.cancel_task(task, "limit")
            task = turn.tasks[task.parent]
        word = "rejected" if limit.do == "reject" else "approved" if node.asks == "approval" else "submitted"
        turn.put_task(replace(task, state="done", outcome=word, closed=turn.at, reason="limit"))
        return
    person = _successor(turn, node, task, limit)
    if person is None or person == task.person:
        turn.notify(task, "overdue")
        return
    found, principal = stand_in(turn, node.name, person)
    turn.note("passed", None, task, to=found)
    turn.notify(turn.put_task(replace(task, person=found, principal=principal, candidates=())), "task")


def _successor(turn: Turn, node: PeopleNode, task: Task, limit: TimeLimit) -> str | None:
    """Return to whom a task goes: the manager of its person, or the first of those whom the limit names.

    Whoever has left, or may not decide here, is passed over: then the next manager above is asked.
    """
    people: Iterable[str] = (each for one in limit.to for each in one.people(turn, node.name, task.visit))
    if limit.do == "escalate":
        people = _above(turn, task.person)
    return next((each for each in people if turn.answers.active(each) and not is_barred(turn, node.name, each)), None)


def _above(turn: Turn, person: str | None) -> Iterator[str]:
    """Iterate over the managers above a person, the nearest first."""
    seen = {person}
    while person is not None:
        person = turn.answers.manager(person)
        if person is None or person in seen:
            return
        seen.add(person)
        yield person
