"""Looks at what people were told."""

from collections.abc import Iterator
from email.message import EmailMessage
from typing import Final

from lowcode.bundle.scene_step import SceneStep
from lowcode.bundle.scene_steps.told import ToldStep
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.services.scene_play import StepPlay
from lowcode.services.scene_stage import Stage, differs, mail_of
from lowcode.services.scene_steps.decide import open_tasks

_NOTICES: Final = "SELECT content::text AS text FROM notification WHERE account_id = $1"
_TODOS: Final = "SELECT title::text AS text FROM todo WHERE account_id = $1 AND done_at IS NULL"


class ToldPlay(StepPlay):
    """Reads notices, to-dos, tasks and mails."""

    kind = "told"

    async def play(self, stage: Stage, step: SceneStep, about: str) -> list[Diagnostic]:
        """Return that it was told more often or less."""
        assert isinstance(step, ToldStep)
        texts = [one for one in await _texts(stage, step) if step.text in one]
        if len(texts) == step.count:
            return []
        return [differs(about, "/count", f"{step.by} ({step.text})", len(texts), step.count)]


async def _texts(stage: Stage, step: ToldStep) -> list[str]:
    """Return what was told."""
    if step.by == "mail":
        address = step.address or mail_of(step.person or "")
        letters = [one for one in stage.rehearsal.letters if address in f"{one['To']}, {one['Cc']}"]
        return [_text(one) for one in letters if not step.attached or any(step.attached in n for n in _names(one))]
    assert step.person is not None, "somebody is told"
    if step.by == "task":
        return [
            f"{one.title} {one.label.en} {one.label.zh_cn} {one.node_label.en} {one.node_label.zh_cn}"
            for one in await open_tasks(stage, step.person)
        ]
    text = _NOTICES if step.by == "notice" else _TODOS
    return [row["text"] for row in await stage.connection.fetch(text, stage.people[step.person])]


def _text(letter: EmailMessage) -> str:
    """Return what a mail says."""
    body = letter.get_body(("plain", "html"))
    return f"{letter['Subject']}\n{body.get_content() if body is not None else ''}"


def _names(letter: EmailMessage) -> Iterator[str]:
    """Iterate over the names of the files that go with a mail."""
    for part in letter.iter_attachments():
        yield part.get_filename() or ""


TOLD: Final = ToldPlay()
"""The kind."""
