"""Prints a record."""

import html
import re
from typing import Final

from lowcode.bundle.scene_step import SceneStep
from lowcode.bundle.scene_steps.print_record import PrintRecordStep
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.services.print_document import printed
from lowcode.services.scene_play import StepPlay
from lowcode.services.scene_stage import Stage, differs

_TAG: Final = re.compile(r"<[^>]*>")


class PrintRecordPlay(StepPlay):
    """Prints it as its page does."""

    kind = "print_record"

    async def play(self, stage: Stage, step: SceneStep, about: str) -> list[Diagnostic]:
        """Return which texts are not on the page."""
        assert isinstance(step, PrintRecordStep)
        app, known = await stage.known(step.record)
        document = await printed(
            stage.connection,
            stage.tools.records.reading,
            stage.tools.workspace.settings,
            app,
            actor=await stage.actor(step.person),
            template=step.template,
            record_id=known.id,
        )
        if not document.content.startswith(b"%PDF-"):
            return [differs(about, "", "document", document.content[:5], "%PDF-")]
        page = html.unescape(_TAG.sub(" ", document.body))
        return [
            differs(about, f"/contains/{at}", "page", "without it", one)
            for at, one in enumerate(step.contains)
            if one not in page
        ]


PRINT_RECORD: Final = PrintRecordPlay()
"""The kind."""
