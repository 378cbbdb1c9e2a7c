"""Take an own decision back (拿回)."""

from typing import Literal

from msgspec.structs import replace

from engine_flow import codes
from engine_flow.instance import Task
from engine_flow.returning import revived
from engine_flow.rounds import mode_of, policies_of, renew_limits, resume, round_of, settle
from engine_flow.turn import Turn, decides
from engine_flow.verb import Verb, token_of
from lowcode.kernel.diagnostics import Diagnostic

_OUTSIDE = frozenset({"service_task", "message_throw", "call_activity"})
"""The kinds of nodes that have asked for something outside, which cannot be undone."""


class TakeBack(Verb):
    """Takes a decision back, as long as nobody has worked what came of it."""

    kind: Literal["take_back"]
    task: str
    """The task that was decided."""

    @property
    def which(self) -> str | None:
        return self.task

    def refusal(self, turn: Turn) -> Diagnostic | None:
        task = turn.tasks.get(self.task)
        if task is None:
            return codes.NO_TASK.report(task=self.task)
        if task.state != "done" or task.by != self.actor or not decides(task) or task.outcome == "returned":
            return codes.NOT_DECIDED.report()
        if task.node not in turn.plan.nodes:
            return codes.GONE_ON.report(node=task.node)
        allowed = policies_of(turn, task.node).verbs
        if allowed is not None and self.kind not in allowed:
            return codes.VERB_NOT_ALLOWED.report(verb=self.kind)
        touched = self._touched(turn, task)
        return None if touched is None else codes.GONE_ON.report(node=touched)

    def _touched(self, turn: Turn, task: Task) -> str | None:
        """Return the node that has been worked since, None when the decision can be taken back."""
        signers = {each.id for each in turn.tasks.values() if each.parent == task.id and each.relation == "after"}
        if any(
            (each.parent == task.id and each.by is not None) or each.parent in signers for each in turn.tasks.values()
        ):
            return task.node
        if token_of(turn, task) is not None:
            return None
        away = [token.node for token in turn.tokens.values() if task.visit in token.back]
        if away:
            # Somebody of the round has sent it back; it is open again when it has come straight back here.
            return away[0]
        if any(
            each.visit == task.visit and each.kind == task.kind and each.reason == "released"
            for each in turn.tasks.values()
        ):
            # It was not their decision that let it go on: a boundary, or an administrator, has led away from here.
            return task.node
        later = [
            visit for visit in range(len(turn.visits)) if visit != task.visit and task.visit in turn.ancestors(visit)
        ]
        for visit in later:
            name = turn.visits[visit].node
            worked = any(each.visit == visit and each.by is not None for each in turn.tasks.values())
            if (
                worked
                or getattr(turn.plan.nodes.get(name), "kind", "") in _OUTSIDE
                or len(turn.visits[visit].previous) > 1
            ):
                return name
        left = any(turn.stems(token, task.visit) for token in turn.tokens.values())
        return None if left else task.node

    def apply(self, turn: Turn) -> bool:
        task = self.own(turn)
        reopened = replace(
            task, state="open", outcome=None, opinion=None, signature=None, draft=task.opinion, closed=None, by=None
        )
        if token_of(turn, task) is None:
            self._undo(turn, task)
            turn.put_task(reopened)
            turn.guarded(turn.tokens[task.token], lambda token: resume(turn, token))
            return True
        turn.put_task(reopened)
        self._wait_again(turn, task)
        turn.guarded(turn.tokens[task.token], lambda token: renew_limits(turn, token))
        settle(turn, task.token)
        return True

    def own(self, turn: Turn) -> Task:
        """Return the task."""
        return turn.tasks[self.task]

    def _undo(self, turn: Turn, task: Task) -> None:
        """Take away what came of the round, and let its token wait there again."""
        for token in list(turn.tokens.values()):
            if turn.stems(token, task.visit):
                turn.consume(token)
        turn.put_back(task)
        for each in round_of(turn, turn.tokens[task.token]):
            if each.state == "cancelled" and each.reason == "decided":
                turn.put_task(revived(each))

    def _wait_again(self, turn: Turn, task: Task) -> None:
        """Let those wait again whose turn came with the decision."""
        one_by_one = mode_of(turn, task.node).one_by_one
        for each in round_of(turn, turn.tokens[task.token]):
            after = each.relation == "after" and each.parent == task.id
            next_seat = one_by_one and each.seat != task.seat and int(each.id[1:]) > int(task.id[1:])
            if each.state == "open" and (after or next_seat):
                turn.put_task(replace(each, state="planned"))
