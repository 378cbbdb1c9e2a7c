"""Another flow runs, once or once per row."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from msgspec.structs import replace
from pydantic import Field

from engine_flow import codes
from engine_flow.formula import Condition, Formula, ListFormula
from engine_flow.instance import Call, Token
from engine_flow.node import Node
from engine_flow.turn import Stopped, Turn
from engine_rules.values import Value, normalised
from lowcode.kernel.names import Name, Ref
from lowcode.kernel.spec import Spec

MAX_ROWS = 1_000


class Repetition(Spec):
    """Once per row of a list."""

    rows: ListFormula
    """The rows."""
    row: Name = "row"
    """What an expression of the call calls the present row."""
    one_by_one: bool = False
    """Whether the next run begins when the one before has ended."""
    until: Condition | None = None
    """When the remaining runs are not needed any more; it sees `total` and `completed`."""


class CallActivity(Node):
    """Runs another flow, and waits for its end unless told otherwise."""

    rests: ClassVar[bool] = True
    bpmn: ClassVar[str] = "callActivity"
    kind: Literal["call_activity"]
    flow: Ref
    """The flow that runs."""
    gives: Mapping[Name, Formula] = Field(default_factory=dict)
    """Its variables by name."""
    repeat: Repetition | None = None
    """Once per row instead of once."""
    result: Name | None = None
    """The variable that takes what came of it: the variables of the run, or a list of those of all runs."""
    wait: bool = True
    """Whether to go on only when it has ended."""

    def enter(self, turn: Turn, token: Token) -> None:
        rows = self._rows(turn, token)
        if not rows:
            self._done(turn, token, Call(token.id, 0, 0, ()))
            return
        together = not (self.wait and self.repeat is not None and self.repeat.one_by_one)
        started = len(rows) if together else 1
        call = Call(token.id, len(rows), started, tuple(range(started)), rows=tuple(rows))
        for position in range(started):
            self._start(turn, token, call, position)
        if self.wait:
            turn.rest(token, "child")
            turn.calls[token.id] = call
        else:
            turn.leave(token)

    def _rows(self, turn: Turn, token: Token) -> list[Value]:
        """Return the rows, one without meaning when nothing is repeated. Raises `Stopped` for what is no list."""
        if self.repeat is None:
            return [None]
        rows = turn.value(self.repeat.rows, token)
        if not isinstance(rows, list) or len(rows) > MAX_ROWS:
            raise Stopped(codes.NO_ROWS, text=self.repeat.rows)
        return rows

    def _start(self, turn: Turn, token: Token, call: Call, position: int) -> None:
        """Ask for one run to begin."""
        more = {} if self.repeat is None else {self.repeat.row: call.rows[position]}
        values = {name: turn.value(formula, token, more) for name, formula in self.gives.items()}
        turn.effect(
            "start_flow",
            token,
            {"flow": self.flow, "values": values, "visit": token.visit, "position": position, "wait": self.wait},
        )

    def ended(self, turn: Turn, token: Token, position: int, values: Mapping[str, Value], status: str) -> None:
        """Do what happens when a run has ended: begin the next one, or go on when no more are needed.

        The outcome is how the last run ended, `completed` or `rejected`.
        """
        token = turn.tokens[token.id] = replace(token, outcome=status)
        call = turn.calls[token.id]
        call = replace(
            call,
            active=tuple(each for each in call.active if each != position),
            completed=call.completed + 1,
            results={**call.results, str(position): dict(values)},
        )
        enough = False
        if self.repeat is not None and self.repeat.until is not None:
            counts: dict[str, Value] = {"total": call.total, "completed": call.completed}
            enough = turn.holds(self.repeat.until, token, normal(counts))
        if enough or call.completed == call.total:
            turn.calls[token.id] = call
            self._done(turn, token, call)
            return
        if call.started < call.total:
            call = replace(call, started=call.started + 1, active=(*call.active, call.started))
            self._start(turn, token, call, call.started - 1)
        turn.calls[token.id] = call

    def _done(self, turn: Turn, token: Token, call: Call) -> None:
        """Keep the results and go on."""
        if self.result is not None:
            found = [call.results[str(position)] for position in range(call.total) if str(position) in call.results]
            one = self.repeat is None
            turn.set(self.result, (found[0] if found else None) if one else found)
        turn.leave(token)


def normal(counts: Mapping[str, Value]) -> dict[str, Value]:
    """Return counts as numbers of the language."""
    return {name: normalised(value) for name, value in counts.items()}
