"""Going back: to an earlier visit to do everything since anew, or to come straight back from there."""

from msgspec.structs import replace

from engine_flow.instance import Task, Token
from engine_flow.turn import AUTOMATIC, UNFINISHED, Turn


def targets(turn: Turn, token: Token, *, straight: bool = False) -> dict[str, int]:
    """Return the nodes that a token can be sent back to, nearest first, with the last visit of each on its way.

    They are the nodes on the way here where people were really asked, and the start: one where an approval was only
    taken for granted would come back at once. From behind a join, one inside a branch is none of them unless the token
    comes straight back: the join would wait for the other branches, whose tokens it has taken already. So every way
    here has to pass through the visit. What is still going on is not behind, as the activity for a way beside it.
    """
    found: dict[str, int] = {}
    asked = {task.visit for task in turn.tasks.values() if task.reason not in AUTOMATIC and task.kind != "copy"}
    asked -= {other.visit for other in turn.tokens.values() if other.id != token.id}
    for visit in list(turn.ancestors(token.visit))[1:]:
        node = turn.plan.nodes.get(turn.visits[visit].node)
        if node is None:
            continue
        asks = node.role == "start" or (visit in asked and bool(getattr(node, "assignees", ())))
        if asks and node.name != token.node and (straight or _on_every_way(turn, token.visit, visit)):
            found.setdefault(node.name, visit)
    return found


def _on_every_way(turn: Turn, visit: int, before: int) -> bool:
    """Return whether every way that led to a visit passes through an earlier one."""
    seen: set[int] = set()
    pending = [visit]
    while pending:
        each = pending.pop()
        if each in seen or each == before:
            continue
        seen.add(each)
        if not turn.visits[each].previous:
            return False
        pending += turn.visits[each].previous
    return True


def people_before(turn: Turn, token: Token, *, only_start: bool, straight: bool = False) -> int | None:
    """Return the visit of the nearest node that a token can be sent back to, or of the start."""
    found = targets(turn, token, straight=straight)
    if only_start:
        return next((visit for name, visit in found.items() if turn.plan.nodes[name].role == "start"), None)
    return next(iter(found.values()), None)


def go_back(turn: Turn, token: Token, visit: int, *, straight: bool) -> None:
    """Let a token go back to an earlier visit's node.

    Otherwise everything that came of that visit is undone: the other tokens that descend from it are taken away with
    their tasks, timers and calls, so that nothing is worked twice when they set out again. Straight back, they stay,
    because the token will come back here and not pass the nodes between again.
    """
    target = turn.visits[visit]
    turn.note("returned", token, to=target.node, straight=straight)
    if straight:
        _suspend(turn, token)
    else:
        for other in list(turn.tokens.values()):
            if other.id != token.id and turn.stems(other, visit):
                turn.consume(other)
    turn.release(token)
    back = (token.visit, *token.back) if straight else ()
    moved = turn.go(token, target.node, target.previous)
    turn.tokens[token.id] = replace(moved, back=back)


def _suspend(turn: Turn, token: Token) -> None:
    """Put the open tasks of a token's round aside until it comes back."""
    for task in list(turn.tasks.values()):
        if task.visit == token.visit and task.state in UNFINISHED and task.kind != "copy":
            turn.cancel_task(task, "suspended")


def straight_back(turn: Turn, token: Token) -> None:
    """Let a token go back to the round that sent it away, whose tasks that were not decided are open again."""
    visit, *rest = token.back
    left = turn.visits[visit]
    turn.release(token)
    number = turn.visit(left.node, left.previous)
    edge = None
    turn.tokens[token.id] = Token(token.id, left.node, number, edge, "task", token.outcome, tuple(rest))
    turn.note("came_back", turn.tokens[token.id])
    for task in list(turn.tasks.values()):
        if task.visit == visit and task.token == token.id:
            _reopen(turn, replace(task, visit=number))


def _reopen(turn: Turn, task: Task) -> None:
    """Keep a task of a round that goes on: as it was decided, or open again."""
    if task.outcome == "returned":
        task = replace(task, state="open", outcome=None, closed=None, by=None, reason=None)
    elif task.state == "cancelled" and task.reason == "suspended":
        task = revived(task)
    else:
        turn.put_task(task)
        return
    turn.put_task(task)
    if task.state == "open":
        turn.notify(task, "task")


def revived(task: Task) -> Task:
    """Return a cancelled task as it stood before."""
    return replace(task, state=task.was or "open", was=None, closed=None, reason=None)
