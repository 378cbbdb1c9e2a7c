"""The kinds of events: verbs of people, and what happens without them."""

from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

from pydantic import Field, TypeAdapter

from engine_flow import events, verbs
from engine_flow.event import Event
from engine_flow.verb import Verb
from lowcode.kernel.catalog import Catalog

VERBS: Catalog[type[Verb]] = Catalog(verbs, Verb)
"""All verbs."""
EVENTS: Catalog[type[Event]] = Catalog(events, Event)
"""All events that are no verbs."""

if TYPE_CHECKING:
    VerbKind: TypeAlias = Verb
    AnyEvent: TypeAlias = Event
else:
    VerbKind = VERBS.union()
    AnyEvent = Annotated[VERBS.union() | EVENTS.union(), Field()]

_ADAPTER: TypeAdapter[Any] = TypeAdapter(AnyEvent)


def read_event(document: Any) -> Event:
    """Return the event of a document. Raises `ValueError` when it is none."""
    found = _ADAPTER.validate_python(document)
    assert isinstance(found, Event)
    return found
