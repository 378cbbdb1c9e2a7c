"""Time limits: what happens by itself when the people of a node take too long."""

from msgspec.structs import replace

from engine_flow.instance import Task, Timer, Token
from engine_flow.people_node import PeopleNode
from engine_flow.people_policy import TimeLimit
from engine_flow.rounds import round_of, settle, stand_in
from engine_flow.turn import Turn


def reached(turn: Turn, node: PeopleNode, token: Token, timer: Timer) -> None:
    """Do what a limit says with the open tasks of a round, and set the next timer of one that repeats."""
    limit = node.policies.limits[timer.limit or 0]
    turn.note("limit", token, action=limit.do)
    for task in round_of(turn, token):
        if task.state == "open":
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
        word = "rejected" if limit.do == "reject" else "approved" if node.asks == "approval" else "submitted"
        turn.put_task(replace(task, state="done", outcome=word, closed=turn.at, reason="limit"))
        return
    person = _successor(turn, node, task, limit)
    if person is None or person == task.person:
        turn.notify(task, "overdue")
        return
    found, principal = stand_in(turn, person)
    turn.note("passed", None, task, to=found)
    turn.notify(turn.put_task(replace(task, person=found, principal=principal, candidates=())), "task")


def _successor(turn: Turn, node: PeopleNode, task: Task, limit: TimeLimit) -> str | None:
    """Return to whom a task goes: the manager of its person, or the first of those whom the limit names."""
    if limit.do == "escalate":
        return turn.answers.manager(task.person) if task.person is not None else None
    for assignee in limit.to:
        for person in assignee.people(turn, node.name, task.visit):
            if turn.answers.active(person):
                return person
    return None
