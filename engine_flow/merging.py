"""Merging: several tokens that wait at a join become one."""

from collections.abc import Callable

from msgspec.structs import replace

from engine_flow.instance import Token
from engine_flow.turn import Turn


def waiting_at(turn: Turn, gateway: str) -> dict[str | None, Token]:
    """Return the first token that waits at a join for each edge by which one came.

    Tokens whose join was reported as an incident wait there as well.
    """
    found: dict[str | None, Token] = {}
    for token in turn.tokens.values():
        if token.node == gateway and token.waits in {"join", "incident"}:
            found.setdefault(token.edge, token)
    return found


def merge(turn: Turn, waiting: dict[str | None, Token], then: Callable[[Turn, Token], None]) -> None:
    """Let tokens become the first of them, whose visit has all of theirs behind it, and go on with it."""
    first, *others = waiting.values()
    for other in others:
        turn.consume(other)
    previous = tuple(before for token in (first, *others) for before in turn.visits[token.visit].previous)
    merged = replace(first, visit=turn.visit(first.node, tuple(dict.fromkeys(previous))), waits="")
    turn.release(first)
    turn.tokens[first.id] = merged
    turn.note("joined", merged, tokens=[token.id for token in (first, *others)])
    then(turn, merged)
