"""`Verb`: the bases of what people can do: with an instance, with a task of theirs, and as administrators."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from msgspec.structs import replace
from pydantic import Field, StringConstraints

from engine_flow import codes
from engine_flow.entries import wrong_choice, wrong_entries
from engine_flow.event import Event, TypedJson, read_values
from engine_flow.instance import Task, TaskKind, Token
from engine_flow.rounds import policies_of, settle, stand_in
from engine_flow.turn import UNFINISHED, Turn
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.names import Name

MAX_OPINION = 10_000
MAX_SIGNATURE = 200_000
Opinion = Annotated[str, StringConstraints(max_length=MAX_OPINION)]
"""What somebody says about a task, in up to 10,000 characters."""
_AGREEING = frozenset({"approve", "submit"})
People = Annotated[tuple[str, ...], Field(min_length=1, max_length=200)]
"""Some people."""


def opinion_of(task: Task, said: str | None) -> str | None:
    """Return the opinion of a decision: what is said with it, or else what was kept; nobody has an empty one."""
    opinion = task.draft if said is None else said
    return opinion if opinion is not None and opinion.strip() else None


class Verb(Event):
    """Something that a person does."""

    actor: str
    """Who does it."""

    @property
    def who(self) -> str | None:
        """Who does it."""
        return self.actor

    def unsuitable(self, turn: Turn, people: tuple[str, ...]) -> Diagnostic | None:
        """Return why people cannot be named here: the actor, or somebody who works here no more."""
        for person in people:
            if person == self.actor:
                return codes.NOT_TO_YOURSELF.report()
            if not turn.answers.active(person):
                return codes.NOT_ACTIVE.report(person=person)
        return None

    def involved(self, turn: Turn) -> bool:
        """Return whether the actor takes part: started it, was asked, or is an administrator."""
        if self.actor == turn.initiator:
            return True
        asked = any(
            self.actor in {task.person, task.principal, task.by} or self.actor in task.candidates
            for task in turn.tasks.values()
        )
        return asked or self.actor in turn.answers.administrators()


class AdminVerb(Verb):
    """Something that an administrator does."""

    def refusal(self, turn: Turn) -> Diagnostic | None:
        """Return why it may not happen: only administrators may, and then what the verb itself asks for."""
        administrators = turn.answers.administrators()
        if self.actor not in administrators:
            return codes.NOT_ADMINISTRATOR.report(people=", ".join(administrators) or "-")
        return self.wrong(turn)

    def wrong(self, turn: Turn) -> Diagnostic | None:
        """Return what is wrong besides."""
        del turn
        return None


class TaskVerb(Verb):
    """Something that a person does with an open task of theirs."""

    carries: ClassVar[bool] = False
    """Whether it carries the work of a task, so that no node can forbid it."""
    kinds: ClassVar[tuple[TaskKind, ...]] = ("approval", "work")
    """The kinds of tasks it fits."""
    delegates: ClassVar[bool] = True
    """Whether a delegate may do it."""
    task: str
    """The task."""

    @property
    def which(self) -> str | None:
        """The task."""
        return self.task

    def own(self, turn: Turn) -> Task:
        """Return the task."""
        return turn.tasks[self.task]

    def refusal(self, turn: Turn) -> Diagnostic | None:
        """Return why it may not happen: the task is not open, not the actor's, or the node does not allow it."""
        task = turn.tasks.get(self.task)
        if task is None:
            return codes.NO_TASK.report(task=self.task)
        if task.kind not in self.kinds or (task.relation == "delegate" and not self.delegates):
            return codes.WRONG_KIND.report(verb=self.word)
        return self.closed(task) or self.foreign(task) or self._forbidden(turn, task) or self.wrong(turn)

    def closed(self, task: Task) -> Diagnostic | None:
        """Return that a task is not open."""
        return None if task.state == "open" else codes.TASK_NOT_OPEN.report(state=codes.TASK_STATES[task.state])

    def foreign(self, task: Task) -> Diagnostic | None:
        """Return that a task is not the actor's."""
        if task.person is None:
            return codes.NOT_CLAIMED.report()
        return None if self.actor in {task.person, task.principal} else codes.NOT_YOURS.report(person=task.person)

    def _forbidden(self, turn: Turn, task: Task) -> Diagnostic | None:
        """Return that the node does not allow the verb."""
        allowed = policies_of(turn, task.node).verbs
        if self.carries or allowed is None or self.word in allowed:
            return None
        return codes.VERB_NOT_ALLOWED.report(verb=self.word)

    def wrong(self, turn: Turn) -> Diagnostic | None:
        """Return what is wrong besides."""
        del turn
        return None


class DecisionVerb(TaskVerb):
    """A verb that ends a task with an outcome."""

    carries: ClassVar[bool] = True
    delegates: ClassVar[bool] = False
    opinion: Opinion | None = None
    """What the person says about it."""
    signature: Annotated[str, StringConstraints(max_length=MAX_SIGNATURE)] | None = None
    """The hand signature: a picture as a `data:` address, or a reference to one."""
    variables: Mapping[Name, TypedJson] = Field(default_factory=dict)
    """Values of the variables that the step takes."""
    next: Mapping[Name, tuple[str, ...]] = Field(default_factory=dict)
    """Whom the person chooses for later nodes."""

    def wrong(self, turn: Turn) -> Diagnostic | None:
        """Return what is wrong besides: variables and people that are not asked for, what is missing."""
        task = self.own(turn)
        node = turn.plan.nodes[task.node]
        # Who was added to sign is not asked for what the step's own people have to fill in.
        needed = self.word in _AGREEING and task.relation not in {"before", "after"}
        wrong = wrong_entries(turn, node, self.variables, needed=needed) or wrong_choice(turn, self.next)
        if wrong is not None:
            return wrong
        policies = policies_of(turn, task.node)
        wanted = {"required": True, "required_to_reject": self.word == "reject", "optional": False}
        if wanted[policies.opinion] and opinion_of(task, self.opinion) is None:
            return codes.OPINION_NEEDED.report()
        if policies.signature and self.word == "approve" and not self.signature:
            return codes.SIGNATURE_NEEDED.report()
        return None

    def decide(self, turn: Turn, outcome: str) -> None:
        """End the task with an outcome and let its round go on."""
        task = self.own(turn)
        for name, value in read_values(self.variables).items():
            turn.set(name, value)
        turn.chosen.update(self.next)
        for each in list(turn.tasks.values()):
            if each.kind == "question" and each.parent == task.id and each.state in UNFINISHED:
                turn.cancel_task(each, "decided")
        turn.put_task(
            replace(
                task,
                state="done",
                outcome=outcome,
                opinion=opinion_of(task, self.opinion),
                signature=self.signature,
                draft=None,
                closed=turn.at,
                by=self.actor,
            )
        )
        settle(turn, task.token)


def passed_on(turn: Turn, task: Task, person: str) -> Task:
    """Return a task that goes to another person, or to the substitute who stands in, who is told when it is open."""
    found, principal = stand_in(turn, task.node, person)
    passed = turn.put_task(replace(task, person=found, principal=principal, read=None, urged=0, urged_at=None))
    turn.note("passed", None, passed, to=found)
    if passed.state == "open":
        turn.notify(passed, "task")
    return passed


def asked_in_round(turn: Turn, task: Task, person: str) -> bool:
    """Return whether a person has an unfinished task in a task's round."""
    return any(
        each.visit == task.visit and each.state in UNFINISHED and each.kind == task.kind
        and person in {each.person, each.principal}
        for each in turn.tasks.values()
    )  # fmt: skip


def token_of(turn: Turn, task: Task) -> Token | None:
    """Return the token that waits for a task, None when it has gone on."""
    token = turn.tokens.get(task.token)
    return token if token is not None and token.visit == task.visit and token.waits == "task" else None
