"""`advance`: one event, one step. The same flow, instance, event and answers give the same step."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from engine_flow import codes
from engine_flow.context import Context
from engine_flow.event import Event
from engine_flow.flow import Flow
from engine_flow.happening import read_event
from engine_flow.instance import Entry, Instance
from engine_flow.organisation import Answers
from engine_flow.step import Step
from engine_flow.turn import Turn
from engine_flow.verb import Verb
from lowcode.kernel import clock


def fresh(
    flow: Flow, identifier: str, initiator: str | None = None, caller: Mapping[str, Any] | None = None
) -> Instance:
    """Return an instance of a flow that has not begun; the event `start` begins it.

    `caller` is what the effect `start_flow` said about who is told of the end.
    """
    return Instance(identifier, flow.name, flow.version, initiator, caller=caller)


def advance(
    flow: Flow, instance: Instance, event: Event, context: Context, known: Mapping[str, Any] | None = None
) -> Step:
    """Return what comes of an event.

    `known` gives the answers of the organisation and of decisions when they are known already, as in a replay.
    A refused event, and one that has nothing to do, leaves the instance as it is and writes nothing. What happens
    without people to an instance that is suspended is kept and happens when it is resumed.
    """
    if instance.over and not event.after_end:
        refused = (
            codes.INSTANCE_OVER.report(status=codes.ENDS.get(instance.status, instance.status))
            if isinstance(event, Verb)
            else None
        )
        return Step(instance, refused=refused)
    if instance.status == "new" and event.word != "start":
        return Step(instance, refused=codes.NOT_STARTED.report())
    rests = instance.status == "suspended" and not event.at_rest
    if rests and isinstance(event, Verb):
        return Step(instance, refused=codes.SUSPENDED.report())
    answers = Answers(context.organisation, context.decide, known)
    with clock.zoned(context.zone), clock.held(event.at):
        turn = Turn(flow.plan, instance, event.at, context, answers)
        refusal = event.refusal(turn)
        if refusal is not None:
            return Step(instance, refused=refusal)
        if not event.apply(turn):
            return Step(instance)
        if rests:
            turn = Turn(flow.plan, instance, event.at, context, answers)
            turn.kept = (*turn.kept, event.document())
            return turn.step(_line(turn, event))
        turn.run()
        if turn.kept:
            _catch_up(turn)
        return turn.step(_line(turn, event))


def _catch_up(turn: Turn) -> None:
    """Let what came while an instance was suspended happen in order, now that it is not any more."""
    while turn.kept and turn.status == "running":
        first, turn.kept = turn.kept[0], turn.kept[1:]
        if read_event({**first, "at": turn.at}).apply(turn):
            turn.run()


def _line(turn: Turn, event: Event) -> Entry:
    """Return the journal's line of an event, with what was learnt from outside while it was worked."""
    task = turn.tasks.get(event.which) if event.which is not None else None
    record = turn.context.record
    seen = {name: record[name] for name in turn.reads if name in record}
    return Entry(
        turn.number,
        event.at,
        event.word,
        event.who,
        task.node if task is not None else None,
        task.token if task is not None else None,
        event.which,
        {},
        event.document(),
        seen,
        turn.answers.given,
    )


def replay(flow: Flow, beginning: Instance, journal: Iterable[Entry], context: Context) -> Instance:
    """Return the instance that the events of a journal lead to from a beginning.

    The answers and the values of the record are those of the journal; `context` gives calendars, scope and zone.
    """
    instance = beginning
    for entry in journal:
        if entry.event is not None:
            seen = replace(context, record=entry.record)
            instance = advance(flow, instance, read_event(entry.event), seen, entry.answers).instance
    return instance
