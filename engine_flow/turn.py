"""`Turn`: the state of an instance while one event is worked; what nodes, verbs and events change.

It begins as a copy of an instance and ends as a `Step`. Everything runs in a fixed order, so that the same event on
the same instance gives the same step.
"""

from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from msgspec.structs import replace

from engine_flow import codes
from engine_flow.calendar import Calendar
from engine_flow.context import Context
from engine_flow.edge import Edge
from engine_flow.instance import Entry, Incident, Instance, Status, Task, Timer, Token, Visit, Wait, Waiting
from engine_flow.moment import Moment
from engine_flow.organisation import Answers
from engine_flow.plan import Plan
from engine_flow.step import EffectRequest, Step
from engine_rules import types as t
from engine_rules.decision_table import DecisionTable
from engine_rules.decisions.compiled_table import compile_table
from engine_rules.expression import expression
from engine_rules.values import Value
from lowcode.kernel.diagnostics import Code, Diagnostic

MAX_MOVES: Final = 2_000
"""How many nodes one event may pass."""
MAX_VISITS: Final = 20_000
"""After how many visits an instance is looked at by an administrator, again and again."""


class Stopped(Exception):  # noqa: N818 - becomes an incident, or is caught by a boundary
    """A node cannot go on: the diagnostic says why, `error` is what an error boundary catches."""

    def __init__(self, code: Code, error: str | None = None, **values: object) -> None:
        """Take the code with the values of the case, and the error's own word."""
        super().__init__(code.code)
        self.diagnostic: Final = code.report(None, "", **values)
        self.error: Final = error or code.code


class Turn:
    """An instance while one event is worked."""

    def __init__(self, plan: Plan, instance: Instance, at: datetime, context: Context, answers: Answers) -> None:
        """Copy the instance. `at` is the instant of the event."""
        self.plan: Final = plan
        self.at: Final = at
        self.context: Final = context
        self.answers: Final = answers
        self.before: Final = instance
        self.initiator = instance.initiator
        self.status: Status = instance.status
        self.error: str | None = instance.error
        self.started = instance.started
        self.ended = instance.ended
        self.variables = dict(instance.variables)
        self.tokens = dict(instance.tokens)
        self.tasks = dict(instance.tasks)
        self.timers = dict(instance.timers)
        self.waits = dict(instance.waits)
        self.calls = dict(instance.calls)
        self.incidents = dict(instance.incidents)
        self.chosen = dict(instance.chosen)
        self.visits = list(instance.visits)
        self.suspended = instance.suspended
        self.paused = dict(instance.paused)
        self.kept = instance.kept
        self.moving: deque[str] = deque()
        self.effects: list[EffectRequest] = []
        self.entries: list[Entry] = []
        self.touched: dict[str, None] = {}
        self._last = instance.last
        self._created = instance.created
        self._consumed = instance.consumed
        self.number = instance.lines + 1
        """The number of the event's own line in the journal."""
        self._values: dict[str, Value] | None = None
        self._scope, self.reads = plan.scoped(context.scope, context.record)

    # --- values -----------------------------------------------------------------------------------------------

    def values(self, token: Token | None = None) -> dict[str, Value]:
        """Return the values of the names that expressions see; variables hide fields of the record."""
        found = self._values
        if found is None:
            found = self._values = {**self.context.record, **self.variables, "initiator": self.initiator}
        found["outcome"] = None if token is None else token.outcome
        found["last opinion"] = self._last_opinion() if self.plan.reads_opinion else None
        return found

    def _last_opinion(self) -> str | None:
        """Return the opinion of whoever decided last, None when they gave none."""
        decided = [task for task in self.tasks.values() if task.closed is not None and decides(task)]
        return max(decided, key=lambda task: (task.closed, int(task.id[1:]))).opinion if decided else None

    def value(self, text: str, token: Token | None = None, more: Mapping[str, Value] | None = None) -> Value:
        """Return the value of an expression, `more` giving further names."""
        scope = self._scope
        values = self.values(token)
        if more:
            scope = scope.extended(dict.fromkeys(more, t.ANY))
            values = {**values, **more}
        return expression(text, scope).evaluate(values)

    def text(self, text: str) -> str | None:
        """Return the value of an expression that gives a text, None for another value."""
        found = self.value(text)
        return found if isinstance(found, str) else None

    def holds(self, text: str, token: Token | None = None, more: Mapping[str, Value] | None = None) -> bool:
        """Return whether a condition is true."""
        return self.value(text, token, more) is True

    def table(self, table: DecisionTable, values: Mapping[str, Value], more: Mapping[str, Value]) -> Value:
        """Return the result of a decision table, `more` being names that only it knows."""
        scope = self._scope.extended(dict.fromkeys(more, t.ANY)) if more else self._scope
        key = (f"table {id(table)}", bool(more))
        compiled = self._scope.kept.get(key)
        if compiled is None:
            compiled = self._scope.kept[key] = (compile_table(table, scope), table)
        return compiled[0].evaluate(values)

    def set(self, name: str, value: Value) -> None:
        """Give a variable a value."""
        self.variables[name] = value
        self._values = None

    def moment(self, moment: Moment, token: Token | None = None) -> datetime:
        """Return the instant of a moment. Raises `Stopped` when it has none."""
        try:
            found = moment.instant(
                self.at.astimezone(self.context.zone), lambda text: self.value(text, token), self._calendar
            )
        except LookupError:
            raise Stopped(codes.NO_CALENDAR, name=moment.calendar) from None
        if found is None:
            raise Stopped(codes.BAD_MOMENT, text=moment.after or moment.until)
        return found

    def _calendar(self, name: str) -> Calendar:
        """Return a calendar by name. Raises `LookupError`."""
        return self.context.calendars[name]

    # --- tokens -----------------------------------------------------------------------------------------------

    def next_id(self, prefix: str) -> str:
        """Return an identifier that the instance has not used yet."""
        self._last += 1
        return f"{prefix}{self._last}"

    def visit(self, node: str, previous: tuple[int, ...]) -> int:
        """Begin a visit and return its number."""
        self.visits.append(Visit(node, previous))
        return len(self.visits) - 1

    def spawn(self, node: str, previous: tuple[int, ...], edge: str | None = None, outcome: str | None = None) -> Token:
        """Return a new token that has come to a node and is about to enter it."""
        token = Token(self.next_id("t"), node, self.visit(node, previous), edge, "", outcome)
        self._created += 1
        self.tokens[token.id] = token
        self.moving.append(token.id)
        self.note("entered", token, edge=edge)
        return token

    def go(
        self,
        token: Token,
        node: str,
        previous: tuple[int, ...] | None = None,
        edge: str | None = None,
        *,
        enters: bool = True,
    ) -> Token:
        """Return the same token at another node, which it is about to enter unless told otherwise."""
        visit = self.visit(node, (token.visit,) if previous is None else previous)
        moved = Token(token.id, node, visit, edge, "", token.outcome)
        self.tokens[token.id] = moved
        if enters:
            self.moving.append(token.id)
        self.note("entered", moved, edge=edge)
        return moved

    def rest(self, token: Token, waits: Waiting) -> Token:
        """Let a token stay where it is and wait."""
        resting = Token(token.id, token.node, token.visit, token.edge, waits, token.outcome, token.back)
        self.tokens[token.id] = resting
        return resting

    def consume(self, token: Token) -> None:
        """Take a token away."""
        self.release(token)
        if self.tokens.pop(token.id, None) is not None:
            self._consumed += 1

    def leave(self, token: Token, outcome: str | None = None, edges: list[Edge] | None = None) -> None:
        """Let a token go on by the edges that are to be taken; it ends where none leaves."""
        self.release(token)
        self.forsake(token)
        if outcome is not None:
            token = Token(token.id, token.node, token.visit, token.edge, token.waits, outcome, token.back)
        taken = self.taken(token) if edges is None else edges
        if not taken:
            if self.plan.outgoing[token.node]:
                self.tokens[token.id] = token
                self.fail(token, codes.NO_WAY_ON.code, codes.NO_WAY_ON.report(None))
            else:
                self.consume(token)
            return
        first, *others = taken
        self.go(token, first.target, edge=first.name)
        for edge in others:
            self.spawn(edge.target, (token.visit,), edge.name, token.outcome)

    def taken(self, token: Token) -> list[Edge]:
        """Return the edges that a token takes: all without a condition or with a true one, else the default."""
        found, default = [], []
        for edge in self.plan.outgoing[token.node]:
            if edge.default:
                default.append(edge)
            elif edge.condition is None or self.value(edge.condition, token) is True:
                found.append(edge)
        return found or default

    def release(self, token: Token) -> None:
        """Stop whatever runs for a token: timers, waits, tasks, calls and its incident."""
        identifier = token.id
        if self.timers:
            for timer in [each for each in self.timers.values() if each.token == identifier]:
                del self.timers[timer.id]
        if self.paused:
            self.paused = {key: each for key, each in self.paused.items() if each.token != identifier}
        if self.waits:
            for wait in [each for each in self.waits.values() if each.token == identifier]:
                del self.waits[wait.id]
        call = self.calls.pop(identifier, None) if self.calls else None
        if call is not None:
            for position in call.active:
                self.effect("cancel_flow", token, {"position": position})
        if self.incidents:
            for incident in [each for each in self.incidents.values() if each.token == identifier]:
                del self.incidents[incident.id]
        for task in list(self.tasks.values()):
            same = task.token == identifier and task.visit == token.visit
            if same and task.state in UNFINISHED and task.kind != "copy":
                self.cancel_task(task, "released")

    def interrupt(self, token: Token, boundary: str) -> None:
        """Stop what a token does and let it go on at a boundary of its node."""
        self.note("interrupted", token, boundary=boundary)
        self.release(token)
        self.forsake(token)
        self.go(token, boundary)

    def forsake(self, token: Token) -> None:
        """Undo what came of the visit to which a token was sent back, since it does not come straight back after all.

        It goes on from there another way, so that what it had left open would be worked twice, or wait for it for ever.
        """
        if not token.back:
            return
        home = next((one for one in self.ancestors(token.back[0]) if self.visits[one].node == token.node), None)
        for other in list(self.tokens.values()):
            if home is not None and other.id != token.id and self.stems(other, home):
                self.consume(other)

    # --- tasks ------------------------------------------------------------------------------------------------

    def put_task(self, task: Task) -> Task:
        """Keep a task that is new or has changed."""
        self.tasks[task.id] = task
        self.touched[task.id] = None
        return task

    def cancel_task(self, task: Task, reason: str) -> None:
        """Cancel a task that is not needed any more."""
        self.put_task(replace(task, state="cancelled", was=task.state, closed=self.at, reason=reason))

    def put_back(self, task: Task) -> None:
        """Let the token of a task wait for it again, at the same visit; it is made anew when it is gone."""
        outcome = None
        token = Token(task.token, task.node, task.visit, None, "task", outcome)
        if token.id not in self.tokens:
            self._created += 1
        self.tokens[token.id] = token
        self.note("came_back", token)

    def whereabouts(self, task: Task) -> Token:
        """Return the token of a task, as it was when the task was made."""
        return Token(task.token, task.node, task.visit)

    def ancestors(self, visit: int) -> dict[int, None]:
        """Return the visits that led to `visit`, itself first, the nearer before the farther."""
        return ancestors(self.visits, visit)

    def stems(self, token: Token, visit: int) -> bool:
        """Return whether a token came of a visit: by its own visit, or by one that it will go straight back to."""
        return any(visit in self.ancestors(each) for each in (token.visit, *token.back))

    # --- timers, waits, effects, notes ------------------------------------------------------------------------

    def timer(self, token: Token, node: str, due: datetime, limit: int | None = None, count: int = 0) -> None:
        """Set a timer that tells a node about a token."""
        timer = Timer(self.next_id("m"), token.id, node, due, limit, count)
        self.timers[timer.id] = timer

    def wait(self, token: Token, node: str, message: str, key: str | None) -> None:
        """Let a node be told about a token when a message comes."""
        wait = Wait(self.next_id("w"), token.id, node, message, key)
        self.waits[wait.id] = wait

    def effect(self, kind: str, token: Token, arguments: Mapping[str, Any]) -> str:
        """Ask for something to be done and return its key."""
        key = f"{self.before.id}:{token.id}:{token.visit}:{self.next_id('e')}"
        self.effects.append(EffectRequest(key, kind, token.node, token.id, dict(arguments)))
        return key

    def notify(self, task: Task, reason: str, people: list[str] | None = None) -> None:
        """Ask for people to be told about a task, its own person or those who may claim it by default."""
        if not self.plan.policies.notify:
            return
        told = people if people is not None else [task.person] if task.person else list(task.candidates)
        key = f"{self.before.id}:{task.id}:{self.next_id('e')}"
        arguments = {"people": told, "reason": reason, "task": task.id}
        self.effects.append(EffectRequest(key, "notify", task.node, task.token, arguments))

    def tell(self, reason: str, people: list[str]) -> None:
        """Ask for people to be told something about the instance."""
        if self.plan.policies.notify:
            key = f"{self.before.id}:{self.next_id('e')}"
            self.effects.append(
                EffectRequest(key, "notify", "", "", {"people": people, "reason": reason, "task": None})
            )

    def note(self, kind: str, token: Token | None = None, task: Task | None = None, **detail: Any) -> None:
        """Write a line into the journal."""
        node = token.node if token is not None else task.node if task is not None else None
        identifier = token.id if token is not None else task.token if task is not None else None
        task_id = task.id if task is not None else None
        number = self.number + 1 + len(self.entries)
        self.entries.append(Entry(number, self.at, kind, None, node, identifier, task_id, detail))

    # --- going on ---------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Move tokens until all of them wait or are gone."""
        moves, told = 0, False
        while True:
            while self.moving:
                token = self.tokens.get(self.moving.popleft())
                if token is None or token.waits:
                    continue
                moves += 1
                found = self._runaway(moves)
                if found is None:
                    self.guarded(token, self.enter)
                else:
                    self.incident(token, found, told=not told)
                    told = True
            if not (self.plan.joins and self.tokens and any(map(self._joined, self.plan.joins))):
                break
        self._conclude()

    def _runaway(self, moves: int) -> Diagnostic | None:
        """Return that tokens move without end: in this event, or over so many that somebody should look at it.

        The latter is said once for every so many visits: whoever retries lets it go on.
        """
        if moves > MAX_MOVES:
            return codes.RUNAWAY.report(None, limit=MAX_MOVES)
        if len(self.visits) // MAX_VISITS > len(self.before.visits) // MAX_VISITS:
            return codes.WITHOUT_END.report(None, count=len(self.visits))
        return None

    def enter(self, token: Token) -> None:
        """Let a token enter its node, whose boundaries begin to watch."""
        self.arm_boundaries(token)
        self.plan.nodes[token.node].enter(self, token)

    def arm_boundaries(self, token: Token) -> None:
        """Let the boundaries of a token's node begin to watch."""
        for boundary in self.plan.boundaries.get(token.node, ()):
            boundary.arm(self, token)

    def guarded(self, token: Token, action: Callable[[Token], None]) -> None:
        """Do something with a token; what stops it becomes an error boundary's work, or an incident."""
        try:
            action(token)
        except Stopped as stopped:
            found = self.tokens.get(token.id)
            if found is not None:
                self.fail(found, stopped.error, stopped.diagnostic)

    def _joined(self, name: str) -> bool:
        """Let an inclusive gateway join if it can; return whether it did."""
        return self.plan.nodes[name].join(self)

    def fail(self, token: Token, error: str, diagnostic: Diagnostic) -> None:
        """Let an error boundary of the node catch an error, the one that names it first; else it is an incident."""
        found = [each for each in self.plan.boundaries.get(token.node, ()) if each.catches(error)]
        if found:
            self.interrupt(token, min(found, key=lambda each: getattr(each, "error", None) is None).name)
        else:
            self.incident(token, diagnostic)

    def incident(self, token: Token, diagnostic: Diagnostic, *, told: bool = True) -> None:
        """Let a token wait for an administrator, who is told; whatever it had begun is stopped."""
        self.release(token)
        self.rest(token, "incident")
        identifier = self.next_id("i")
        self.incidents[identifier] = Incident(
            identifier, token.id, token.node, self.at, diagnostic.code, diagnostic.message, diagnostic.hint
        )
        self.note("incident", token, code=diagnostic.code)
        if told:
            self.tell("incident", self.answers.administrators())

    def _conclude(self) -> None:
        """End the instance when no token is left; report joins that wait for what never comes."""
        if self.status != "running":
            return
        if not self.tokens:
            self.finish("completed")
        elif all(token.waits == "join" for token in self.tokens.values()):
            self.incident(next(iter(self.tokens.values())), codes.STUCK_JOIN.report(None))

    def finish(self, status: Status, error: str | None = None) -> None:
        """End the instance: nothing of it goes on."""
        for token in list(self.tokens.values()):
            self.consume(token)
        self.moving.clear()
        for task in list(self.tasks.values()):
            if task.state in UNFINISHED and task.kind != "copy":
                self.cancel_task(task, status)
        self.status, self.error, self.ended = status, error, self.at
        self.suspended, self.kept = None, ()
        self.note("ended", status=status)
        caller = self.before.caller
        if caller is not None:
            token = Token("", "", 0)
            self.effect("child_ended", token, {**caller, "status": status, "error": error, "values": self.variables})
        if self.initiator is not None:
            self.tell(status, [self.initiator])

    # --- the end ----------------------------------------------------------------------------------------------

    def step(self, first: Entry) -> Step:
        """Return what came of the event, `first` being its own line of the journal."""
        before = self.before
        journal = (first, *self.entries)
        instance = Instance(
            before.id, before.flow, before.version, self.initiator, self.status, self.error, before.caller,
            self.started, self.ended, self._last, self._created, self._consumed, before.lines + len(journal),
            self.variables, self.tokens, tuple(self.visits), self.tasks, self.timers, self.waits, self.calls,
            self.incidents, self.chosen, before.journal + journal if self.context.keeps_journal else before.journal,
            self.suspended, self.paused, self.kept,
        )  # fmt: skip
        timers = tuple(timer for key, timer in self.timers.items() if key not in before.timers)
        stopped = tuple(key for key in before.timers if key not in self.timers)
        tasks = tuple(self.tasks[key] for key in self.touched if key in self.tasks)
        return Step(instance, tuple(self.effects), tasks, timers, stopped, journal)


UNFINISHED: Final = frozenset({"planned", "open", "held"})
"""The states of tasks that are not over."""
AUTOMATIC: Final = frozenset({"initiator", "same_person"})
"""The reasons for which an approval is taken for granted."""


def decides(task: Task) -> bool:
    """Return whether a task is done by a decision or by work handed in: not by advice, an answer or a look."""
    return task.outcome is not None and task.kind in {"approval", "work"} and task.relation != "delegate"


def granted_by(task: Task) -> tuple[str | None, ...]:
    """Return the people who are taken to have decided a task: who did, for whom, or whose approval was granted."""
    return (task.person, task.principal) if task.reason in AUTOMATIC else (task.by, task.principal)


def ancestors(visits: list[Visit] | tuple[Visit, ...], visit: int) -> dict[int, None]:
    """Return the visits that led to `visit`, itself first, the nearer before the farther."""
    found: dict[int, None] = {visit: None}
    pending = [visit]
    while pending:
        pending = sorted({each for one in pending for each in visits[one].previous} - found.keys(), reverse=True)
        found.update(dict.fromkeys(pending))
    return found


def people_of(value: Value) -> list[str]:
    """Return the people that a value names: a person, a list of them, or contexts with an `id`."""
    if isinstance(value, str):
        return [value] if value else []
    if isinstance(value, list):
        return [person for each in value for person in people_of(each)]
    if isinstance(value, dict):
        return people_of(value.get("id"))
    return []
