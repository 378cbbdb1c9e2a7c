"""Rounds: a node asks its people, and their tasks come to a verdict.

A round is the tasks of one visit. Each person whom the flow asks, or who was added beside, has a seat: one vote. The
people who are added before or after share the seat of the one who added them: it is approved when all of them approve
and rejected when one of them rejects. A delegate prepares and does not vote.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from msgspec.structs import replace

from engine_flow import codes
from engine_flow.instance import ONE, Task, Token
from engine_flow.mode import Mode, Seat, SeatState
from engine_flow.modes.any import AnyMode
from engine_flow.people_node import PeopleNode
from engine_flow.people_policy import PeoplePolicies
from engine_flow.returning import go_back, people_before, straight_back
from engine_flow.turn import UNFINISHED, Stopped, Turn, decides, granted_by

_ANY = AnyMode(kind="any")
_DEFAULTS = PeoplePolicies()
_AUTOMATIC = "approved"


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who is to be asked, or the people of a pool."""

    person: str | None
    candidates: tuple[str, ...] = ()
    weight: Decimal = ONE


def policies_of(turn: Turn, name: str) -> PeoplePolicies:
    """Return what a node settles, the defaults for one that does not ask people itself."""
    node = turn.plan.nodes.get(name)
    return node.policies if isinstance(node, PeopleNode) else _DEFAULTS


def mode_of(turn: Turn, name: str) -> Mode:
    """Return how the people of a node decide."""
    node = turn.plan.nodes.get(name)
    return node.mode if isinstance(node, PeopleNode) else _ANY


# --- asking -------------------------------------------------------------------------------------------------------


def open_round(turn: Turn, node: PeopleNode, token: Token) -> None:
    """Ask the people of a node; decide at once what needs nobody. Raises `Stopped` when nobody is to be found."""
    asked = _asked(turn, node, token)
    if asked is None:
        turn.note("skipped", token)
        go_on(turn, token, "approved" if node.asks == "approval" else "submitted")
        return
    token = turn.rest(token, "task")
    waiting = False
    for each in asked:
        automatic = _automatic(turn, node, token, each.person)
        state = "planned" if waiting and node.mode.one_by_one else "open"
        task = _task(turn, node, token, each)
        if automatic is not None:
            turn.put_task(replace(task, state="done", outcome=_AUTOMATIC, closed=turn.at, reason=automatic))
            continue
        waiting = True
        turn.put_task(task if state == "open" else replace(task, state="planned"))
        if state == "open":
            turn.notify(task, "task")
    set_limits(turn, node, token)
    settle(turn, token.id)


def _task(turn: Turn, node: PeopleNode, token: Token, asked: Asked) -> Task:
    """Return the open task of somebody who is asked, or of the substitute who stands in."""
    identifier = turn.next_id("k")
    person, principal = stand_in(turn, node.name, asked.person)
    return Task(
        identifier, node.name, token.id, token.visit, node.asks, "open", turn.at,
        person, asked.candidates, principal, identifier, weight=asked.weight,
    )  # fmt: skip


def stand_in(turn: Turn, node: str, person: str | None) -> tuple[str | None, str | None]:
    """Return who is asked at a node in the place of a person, and for whom they stand in."""
    substitute = turn.answers.substitute(person, turn.plan.name, turn.at) if person is not None else None
    if substitute is None or is_barred(turn, node, substitute):
        return person, None
    return substitute, person


def is_barred(turn: Turn, name: str, person: str) -> bool:
    """Return whether a person may not decide at a node, being the initiator for whom it asks others."""
    node = turn.plan.nodes.get(name)
    if person != turn.initiator or not isinstance(node, PeopleNode) or node.asks != "approval":
        return False
    return node.policies.initiator in {"manager", "admin"}


def _asked(turn: Turn, node: PeopleNode, token: Token) -> list[Asked] | None:
    """Return who is to be asked, each person once, or None when the node is to be skipped."""
    found: dict[str | tuple[str, ...], Asked] = {}
    for assignee in node.assignees:
        people = [each for each in assignee.people(turn, node.name, token.visit) if turn.answers.active(each)]
        if assignee.claims and people:
            pool = _pool(turn, node, people)
            found.setdefault(pool, Asked(None, pool, assignee.weight))
            continue
        for person in people:
            for each in _instead_of_initiator(turn, node, person):
                found.setdefault(each, Asked(each, (), assignee.weight))
    return list(found.values()) or _when_empty(turn, node)


def _pool(turn: Turn, node: PeopleNode, people: Sequence[str]) -> tuple[str, ...]:
    """Return who may claim a task of a pool: its people, and those who stand in for them.

    An initiator who is barred may not; if nobody else is left, whoever is asked instead may.
    """
    instead = [each for person in people for each in _instead_of_initiator(turn, node, person)]
    others = [each for each in people if not is_barred(turn, node.name, each)]
    found = others or instead
    away = [stand_in(turn, node.name, person)[0] for person in found]
    return tuple(dict.fromkeys([*found, *(each for each in away if each is not None and turn.answers.active(each))]))


def _instead_of_initiator(turn: Turn, node: PeopleNode, person: str) -> Sequence[str]:
    """Return who is asked when a person is to be: others in the place of an initiator who may not decide."""
    if not is_barred(turn, node.name, person):
        return [person]
    manager = turn.answers.manager(person) if node.policies.initiator == "manager" else None
    if manager is not None and manager != person and turn.answers.active(manager):
        return [manager]
    administrators = turn.answers.administrators()
    return [each for each in administrators if each != person][:1] or administrators[:1]


def _when_empty(turn: Turn, node: PeopleNode) -> list[Asked] | None:
    """Return who is asked when nobody is named; an administrator when whom the policy names is not here any more.

    Raises `Stopped`.
    """
    policy = node.policies.when_empty
    if policy.do == "skip":
        return None
    if policy.do == "person" and policy.person is not None and turn.answers.active(policy.person):
        return [Asked(each) for each in _instead_of_initiator(turn, node, policy.person)]
    administrators = turn.answers.administrators() if policy.do != "incident" else []
    if not administrators:
        raise Stopped(codes.NOBODY_FOUND)
    if len(administrators) == 1:
        return [Asked(administrators[0])]
    return [Asked(None, tuple(administrators))]


def _automatic(turn: Turn, node: PeopleNode, token: Token, person: str | None) -> str | None:
    """Return why a person's approval is taken for granted, None when they have to be asked."""
    if node.asks != "approval" or person is None:
        return None
    policies = node.policies
    if policies.initiator == "approve" and person == turn.initiator:
        return "initiator"
    if policies.same_person == "ask":
        return None
    rounds: dict[int, list[Task]] = {}
    for task in turn.tasks.values():
        if task.kind == "approval":
            rounds.setdefault(task.visit, []).append(task)
    everywhere = policies.same_person == "anywhere"
    before = list(turn.ancestors(token.visit))[1:] if everywhere else _last_rounds(turn, token.visit, rounds)
    tasks = [task for visit in before for task in rounds.get(visit, ())]
    approved = any(task.outcome == "approved" and decides(task) and person in granted_by(task) for task in tasks)
    return "same_person" if approved else None


def _last_rounds(turn: Turn, visit: int, rounds: Mapping[int, Sequence[Task]]) -> list[int]:
    """Return the visits that asked for approval last on each way to a visit: one for each branch behind a join."""
    found: dict[int, None] = {}
    pending = list(turn.visits[visit].previous)
    for each in pending:
        if each in rounds:
            found[each] = None
        else:
            pending += [one for one in turn.visits[each].previous if one not in pending]
    return list(found)


def set_limits(turn: Turn, node: PeopleNode, token: Token) -> None:
    """Set the timers of a node's time limits that are not running."""
    running = {timer.limit for timer in turn.timers.values() if timer.token == token.id}
    for position, limit in enumerate(node.policies.limits):
        if position not in running:
            turn.timer(token, node.name, turn.moment(limit.moment, token), position)


def renew_limits(turn: Turn, token: Token) -> None:
    """Set time limits anew for whoever is asked now: all of them in order, else those that have been reached."""
    node = turn.plan.nodes[token.node]
    if not isinstance(node, PeopleNode) or not node.policies.limits:
        return
    if node.mode.one_by_one:
        for timer in [each for each in turn.timers.values() if each.token == token.id and each.limit is not None]:
            del turn.timers[timer.id]
    set_limits(turn, node, token)
    for task in round_of(turn, token):
        if task.state in UNFINISHED:
            turn.put_task(task)


# --- deciding -----------------------------------------------------------------------------------------------------


def round_of(turn: Turn, token: Token) -> list[Task]:
    """Return the tasks of a token's present visit that take part in its decision, in the order they were made."""
    return [task for task in turn.tasks.values() if task.visit == token.visit and task.kind in {"approval", "work"}]


def seats_of(tasks: Iterable[Task]) -> dict[str, Seat]:
    """Return the seats of a round by the task they belong to; those whose people were all removed are gone."""
    groups: dict[str, list[Task]] = {}
    for task in tasks:
        if task.relation != "delegate" and not (task.state == "cancelled" and task.reason == "removed"):
            groups.setdefault(task.seat, []).append(task)
    return {seat: Seat(_state(group), group[0].weight) for seat, group in groups.items()}


def _state(group: Sequence[Task]) -> SeatState:
    """Return what has become of the seat that tasks share."""
    outcomes = [task.outcome for task in group if task.state == "done"]
    if "rejected" in outcomes:
        return "rejected"
    if len(outcomes) < len([task for task in group if task.state != "cancelled" or task.id == task.seat]):
        return "open"
    return "abstained" if outcomes[0] == "abstained" else "approved"


def settle(turn: Turn, identifier: str) -> None:
    """Let a round go on after a task has changed: ask who is next, and close it when there is a verdict."""
    while (token := turn.tokens.get(identifier)) is not None and token.waits == "task":
        mode = mode_of(turn, token.node)
        tasks = round_of(turn, token)
        seats = seats_of(tasks)
        verdict = mode.verdict(list(seats.values()))
        if verdict is not None:
            _close(turn, token, verdict)
            return
        if not _asks_next(turn, tasks, seats, mode):
            return
        if any(turn.tasks[task.id].state == "open" and task.state != "open" for task in tasks):
            turn.guarded(token, lambda found: renew_limits(turn, found))


def _asks_next(turn: Turn, tasks: Sequence[Task], seats: dict[str, Seat], mode: Mode) -> bool:
    """Open tasks whose turn has come and cancel those of rejected seats; return whether anything changed."""
    moved = False
    for task in tasks:
        seat = seats.get(task.seat)
        if task.state not in {"planned", "held"}:
            if task.state == "open" and seat is not None and seat.state == "rejected":
                turn.cancel_task(task, "rejected")
                moved = True
            continue
        if seat is not None and seat.state == "rejected":
            turn.cancel_task(task, "rejected")
            moved = True
        elif task.relation == "after" and turn.tasks[task.parent or ""].outcome == "abstained":
            turn.cancel_task(task, "abstained")
            moved = True
        elif _turn_has_come(turn, task, tasks, seats, mode):
            since = turn.at if task.state == "planned" else task.opened
            turn.notify(turn.put_task(replace(task, state="open", opened=since)), "task")
            moved = True
    return moved


def _turn_has_come(turn: Turn, task: Task, tasks: Sequence[Task], seats: dict[str, Seat], mode: Mode) -> bool:
    """Return whether nothing that a planned or held task waits for is left."""
    if task.state == "held":
        return not any(
            each.parent == task.id and each.relation in {"before", "delegate"} and each.state in UNFINISHED
            for each in tasks
        )
    if task.relation == "after" and task.parent is not None:
        return turn.tasks[task.parent].outcome == "approved"
    if not mode.one_by_one:
        return True
    order = list(seats)
    return all(seats[each].state == "approved" for each in order[: order.index(task.seat)])


def _close(turn: Turn, token: Token, verdict: str) -> None:
    """End a round with a verdict and let the token go on."""
    for task in round_of(turn, token):
        if task.state in UNFINISHED:
            turn.cancel_task(task, "decided")
    policies = policies_of(turn, token.node)
    outcome = _outcome(turn, token, verdict)
    turn.note("decided", token, outcome=outcome)
    if verdict == "rejected":
        if policies.on_reject == "end":
            turn.finish("rejected")
            return
        if policies.on_reject in {"initiator", "previous"}:
            before = people_before(turn, token, only_start=policies.on_reject == "initiator")
            if before is not None:
                go_back(turn, token, before, straight=False)
                return
    if verdict == "rejected":
        turn.leave(token, outcome)
    else:
        go_on(turn, token, outcome)


def go_on(turn: Turn, token: Token, outcome: str | None = None) -> None:
    """Let a token go on whose node is done: straight back to where it was sent from, or else by the edges."""
    if not token.back:
        turn.leave(token, outcome)
        return
    straight_back(turn, token)
    turn.guarded(turn.tokens[token.id], lambda found: resume(turn, found))


def _outcome(turn: Turn, token: Token, verdict: str) -> str:
    """Return the outcome of a round: its verdict, or for work the word of the one who did it last."""
    done = [task for task in round_of(turn, token) if task.state == "done" and task.outcome is not None]
    if not done or done[-1].kind == "approval":
        return verdict
    last = max(done, key=lambda task: (task.closed or turn.at, int(task.id[1:])))
    return last.outcome or verdict


def resume(turn: Turn, token: Token) -> None:
    """Set the time limits of a round that goes on anew, and look whether it is decided."""
    node = turn.plan.nodes[token.node]
    turn.arm_boundaries(token)
    if isinstance(node, PeopleNode):
        set_limits(turn, node, token)
    settle(turn, token.id)
