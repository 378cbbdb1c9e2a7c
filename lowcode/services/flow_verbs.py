"""`AskedVerb`: what people ask of flows: each verb of the engine without who asks and when, which the product knows."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, TypeAlias, Union
from uuid import UUID

from pydantic import Field, create_model

from engine_flow import codes
from engine_flow.happening import VERBS
from engine_flow.instance import Instance
from engine_flow.verb import Verb
from lowcode.kernel import clock
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.errors import Conflict, Forbidden, Invalid, LowcodeError, NotFound
from lowcode.kernel.names import Label, label
from lowcode.services.flow_codes import DECIDED_BY, DECIDED_SELF, TASK_GONE
from lowcode.services.flow_organisation import Company
from lowcode.services.message import Message


class Asked(Message):
    """What somebody asks of a flow."""

    verb: ClassVar[type[Verb]] = Verb
    """The verb of the engine, which says what its settings are."""

    @classmethod
    def said(cls) -> Mapping[str, str]:
        """Return what is said of each field, by its name."""
        return {**cls.verb.said(), **super().said()}


def _asked(verb: type[Verb]) -> type[Asked]:
    """Return a verb as it is asked for: without who asks and when; its task may be left to the address."""
    fields: dict[str, Any] = {}
    for name, one in verb.model_fields.items():
        if name == "task":
            fields[name] = (str | None, Field(default=None, description="The task, by the engine's name."))
        elif name not in {"actor", "at"}:
            fields[name] = (one.annotation, one)
    name = "".join(part.title() for part in str(verb.__module__.rpartition(".")[2]).split("_"))
    made: type[Asked] = create_model(f"Asked{name}", __base__=Asked, __module__=__name__, **fields)
    made.__doc__ = verb.__doc__
    made.verb = verb
    return made


ASKED: Final[Mapping[str, type[Asked]]] = {kind: _asked(verb) for kind, verb in VERBS.items()}
"""Each verb as it is asked for, by its kind."""

if TYPE_CHECKING:
    AskedVerb: TypeAlias = Asked
else:
    AskedVerb = Annotated[Union[tuple(ASKED.values())], Field(discriminator="kind")]  # noqa: UP007 - made at run time

_OUTCOMES: Final[Mapping[str, Label]] = {
    "approved": label("approved", "已同意"),
    "rejected": label("rejected", "已拒绝"),
    "abstained": label("abstained", "已弃权"),
    "submitted": label("submitted", "已提交"),
    "returned": label("sent back", "已退回"),
    "read": label("read", "已阅"),
    "answered": label("answered", "已回复"),
    "advised": label("advised", "已给出意见"),
}
_REASONS: Final[Mapping[str, Label]] = {
    "withdrawn": label("the flow was withdrawn", "流程已撤回"),
    "terminated": label("the flow was terminated", "流程已终止"),
    "rejected": label("the flow was rejected", "流程已被拒绝"),
    "completed": label("the flow has ended", "流程已结束"),
}
_FORBIDDEN: Final = frozenset(
    one.code for one in (codes.NOT_YOURS, codes.NOT_INITIATOR, codes.NOT_ADMINISTRATOR, codes.NOT_INVOLVED)
)
_MISSING: Final = frozenset(one.code for one in (codes.NO_TASK, codes.NO_TOKEN, codes.NO_INCIDENT))
_LATE: Final = frozenset(
    {
        codes.INSTANCE_OVER.code,
        codes.SUSPENDED.code,
        codes.TASK_NOT_OPEN.code,
        codes.DECIDED_ALREADY.code,
        "task-claimed",
        "flow-has-gone-on",
        "instance-already-started",
    }
)


def refused(
    found: Diagnostic, instance: Instance, company: Company, task: str | None, actor: str | None
) -> LowcodeError:
    """Return the error of a verb that the engine refuses, in words of people: who was faster, and what to do next."""
    diagnostics = [_named(found, company)]
    if found.code in {codes.TASK_NOT_OPEN.code, codes.INSTANCE_OVER.code}:
        diagnostics = [*_late(instance, company, task, actor), *diagnostics]
    kind: type[LowcodeError] = Invalid
    if found.code in _FORBIDDEN:
        kind = Forbidden
    elif found.code in _MISSING:
        kind = NotFound
    elif found.code in _LATE:
        kind = Conflict
    return kind(diagnostics[0].message.en, diagnostics)


def _late(instance: Instance, company: Company, task: str | None, actor: str | None) -> list[Diagnostic]:
    """Return who was faster."""
    found = instance.tasks.get(task or "")
    if found is None:
        return []
    decided = found if found.by else _decider(instance, found.visit)
    if decided is not None and decided.by is not None and decided.closed is not None:
        outcome = _OUTCOMES.get(decided.outcome or "", label(str(decided.outcome), str(decided.outcome)))
        at = decided.closed.astimezone(clock.zone()).strftime("%Y-%m-%d %H:%M %Z")
        if decided.by == actor:
            return [DECIDED_SELF.report(outcome=outcome, at=at)]
        return [DECIDED_BY.report(person=company.names.get(decided.by, "–"), outcome=outcome, at=at)]
    reason = _REASONS.get(instance.status if instance.over else found.reason or "")
    return [] if reason is None else [TASK_GONE.report(reason=reason)]


def _decider(instance: Instance, visit: int) -> Any:
    """Return the task of a visit that was decided last."""
    done = [one for one in instance.tasks.values() if one.visit == visit and one.state == "done" and one.closed]
    return max(done, key=lambda one: one.closed or one.opened, default=None)


def _named(found: Diagnostic, company: Company) -> Diagnostic:
    """Return a diagnostic in which people have names instead of ids."""
    message, hint = _with_names(found.message, company), found.hint and _with_names(found.hint, company)
    return Diagnostic(found.code, message, hint, found.severity, found.path, found.span)


def _with_names(text: Label, company: Company) -> Label:
    """Return a text in which people have names instead of ids."""
    texts = [text.en, text.zh_cn]
    for key in _ids(texts[0]):
        if key in company.names:
            texts = [each.replace(key, company.names[key]) for each in texts]
    return label(*texts)


def _ids(text: str) -> list[str]:
    """Return the ids in a text."""
    found = []
    for word in text.replace(",", " ").replace(".", " ").split():
        try:
            found.append(str(UUID(word.strip("`“”:;"))))
        except ValueError:
            continue
    return found
