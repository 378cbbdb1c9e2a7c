"""Asks why a rule has fired for a record, or why it has not."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from lowcode.bundle.canonical import same
from lowcode.bundle.scene_step import SceneStep
from lowcode.bundle.scene_steps.why import WhyStep
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.services.rules import ReasonView, Rules
from lowcode.services.scene_play import StepPlay
from lowcode.services.scene_stage import Stage, differs


class WhyPlay(StepPlay):
    """Asks the use cases of rules."""

    kind = "why"

    async def play(self, stage: Stage, step: SceneStep, about: str) -> list[Diagnostic]:
        """Return what is answered otherwise."""
        assert isinstance(step, WhyStep)
        app, known = await stage.known(step.record)
        told = await Rules(stage.tools).of_record(app, await stage.actor(step.person), known.form, known.id)
        name = step.rule if "." in step.rule else f"{stage.app}.{step.rule}"
        standing = next((one for one in told.rules if one.rule == name), None)
        if standing is None:
            return [differs(about, "/rule", "rules", [one.rule for one in told.rules], name)]
        made = []
        if step.holds is not None and standing.holds is not step.holds:
            made.append(differs(about, "/holds", "holds", standing.holds, step.holds))
        fired = sum(one.rule == name and one.branch == "then" and one.state == "done" for one in told.firings)
        if step.fired is not None and fired != step.fired:
            made.append(differs(about, "/fired", "fired", fired, step.fired))
        parts = dict(_parts(standing.why))
        for text, wanted in step.parts.items():
            meant = await stage.value(wanted)
            if text not in parts:
                made.append(differs(about, f"/parts/{text}", "parts", list(parts), text))
            elif not _alike(meant, parts[text]):
                made.append(differs(about, f"/parts/{text}", text, parts[text], meant))
        return made


def _alike(wanted: Any, found: Any) -> bool:
    """Return whether a value is the one that was wanted; numbers count as what they are."""
    return same(wanted, found) or str(wanted) == str(found)


def _parts(reasons: Iterable[ReasonView]) -> Iterator[tuple[str, Any]]:
    """Iterate over the parts of conditions with their values."""
    for one in reasons:
        yield one.text, one.value
        yield from _parts(one.parts)


WHY: Final = WhyPlay()
"""The kind."""
