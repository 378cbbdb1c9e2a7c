"""What a timer or message does to the token that waits for it."""

from engine_flow.instance import Token
from engine_flow.turn import Turn


def chosen_way(turn: Turn, token: Token, node: str) -> Token:
    """Return the token that an event tells a node about: behind an event gateway it has come to that node by now."""
    if token.waits != "race":
        return token
    turn.release(token)
    return turn.go(token, node, enters=False)
