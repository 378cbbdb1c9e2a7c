"""Looks at all there is about a record on one page."""

from decimal import Decimal
from typing import Any, Final

from lowcode.bundle.scene_step import SceneStep
from lowcode.bundle.scene_steps.overview import OverviewStep
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.services.overviews import Overviews
from lowcode.services.scene_play import StepPlay
from lowcode.services.scene_stage import Stage, differs


class OverviewPlay(StepPlay):
    """Asks the use case of overviews."""

    kind = "overview"

    async def play(self, stage: Stage, step: SceneStep, about: str) -> list[Diagnostic]:
        """Return what stands otherwise on the page."""
        assert isinstance(step, OverviewStep)
        app, known = await stage.known(step.record)
        pages = Overviews(stage.tools.records.reading, stage.tools.record_apps)
        page = await pages.of_record(app, await stage.actor(step.person), known.form, known.id)
        figures = {one.name: one.value for one in page.figures}
        lists = {one.name: sorted(str(each.id) for each in one.records) for one in page.lists}
        alerts = sorted(one.name for one in page.figures if one.alert)
        pairs: list[tuple[str, Any, Any]] = [
            (f"figures/{name}", _number(figures.get(name)), _number(wanted)) for name, wanted in step.figures.items()
        ]
        for name, records in step.lists.items():
            pairs.append((f"lists/{name}", lists.get(name), sorted(str(stage.records[one].id) for one in records)))
        if step.alerts is not None:
            pairs.append(("alerts", alerts, sorted(step.alerts)))
        seen = [one for one in step.without if one in figures or one in lists]
        made = [differs(about, f"/{name}", name, a, b) for name, a, b in pairs if a != b]
        return made + ([differs(about, "/without", "seen", seen, None)] if seen else [])


def _number(value: Any) -> Any:
    """Return a figure so that 100 and 100.00 are the same."""
    return None if value is None else Decimal(str(value))


OVERVIEW: Final = OverviewPlay()
"""The kind."""
