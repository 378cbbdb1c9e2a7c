"""Which token has asked for an effect."""

from engine_flow.instance import Token
from engine_flow.turn import Turn


def asker(turn: Turn, key: str) -> Token | None:
    """Return the token that waits for the effect of a key, None when it has gone on since."""
    parts = key.rsplit(":", 3)
    token = turn.tokens.get(parts[1]) if len(parts) == 4 else None
    waits = token is not None and token.waits == "effect"
    return token if token is not None and waits and str(token.visit) == parts[2] else None
