"""Notices: copies that people take note of (抄送)."""

from collections.abc import Iterable

from engine_flow.instance import Task, Token
from engine_flow.turn import Turn


def give_notice(turn: Turn, node: str, token: Token, people: Iterable[str], parent: str | None = None) -> None:
    """Give each person a copy, once."""
    for person in dict.fromkeys(people):
        task = Task(turn.next_id("k"), node, token.id, token.visit, "copy", "open", turn.at, person, parent=parent)
        turn.notify(turn.put_task(task), "copy")
