"""What a record lacks before it may be moved to another state."""

from collections.abc import Iterator
from typing import Final

from engine_forms import codes
from engine_forms.field_types.stage import StageField, State, Transition
from engine_forms.sheet import Sheet, is_empty
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.names import Label, label

PRODUCT: Final = "platform.product"
"""The role in which flows and rules write, and which nobody has."""


def missing_for(sheet: Sheet, stage: StageField, to: str) -> list[Diagnostic]:
    """Return what stands against moving a record to the state `to`, by the easiest of the ways that lead there.

    Nothing stands against it where the list is empty. Paths are those of the fields to fill in, from the sheet on.
    """
    before, after = stage.state(sheet.before(stage.name)), stage.state(to)
    if after is None:
        names = [state.name for state in stage.states]
        return [codes.NOT_AN_OPTION.report(path=f"/{stage.name}", found=to, options=", ".join(names))]
    if before is None or not stage.transitions or before.name == to:
        return []
    ways = stage.ways(before.name, to)
    if not ways:
        by_hand = [
            state.label
            for state in stage.targets(before.name)
            if _is_product(sheet) or not all(way.automatic for way in stage.ways(before.name, state.name))
        ]
        possible = _listed(by_hand)
        found = codes.NO_TRANSITION.report(
            path=f"/{stage.name}", before=before.label, after=after.label, possible=possible
        )
        return [found]
    found_by_way = [list(_missing(sheet, stage, way, after)) for way in ways]
    return min(found_by_way, key=len)


def _missing(sheet: Sheet, stage: StageField, way: Transition, after: State) -> Iterator[Diagnostic]:
    """Iterate over what stands against one way."""
    if way.automatic and not _is_product(sheet):
        yield codes.STAGE_AUTOMATIC.report(path=f"/{stage.name}", after=after.label)
    if way.roles and not set(way.roles) & set((sheet.situation.user or {}).get("roles") or []):
        roles = label(", ".join(way.roles), "、".join(way.roles))
        yield codes.STAGE_ROLE.report(path=f"/{stage.name}", roles=roles, after=after.label)
    for name in way.required:
        value = sheet.seen.get(name)
        if is_empty(value):
            field = sheet.vocabulary.sibling(name)
            title = field.label if field else label(name, name)
            yield codes.MISSING_FOR_STAGE.report(path=f"/{name}", field=title, after=after.label)
    if way.guard is not None and sheet.evaluate(way.guard) is not True:
        wanted = way.message or label(f"It has to hold: {way.guard}", f"须满足：{way.guard}")
        yield codes.STAGE_REFUSED.report(path=f"/{stage.name}", after=after.label, wanted=wanted)


def _is_product(sheet: Sheet) -> bool:
    """Return whether a flow or a rule writes."""
    return PRODUCT in ((sheet.situation.user or {}).get("roles") or [])


def _listed(labels: list[Label]) -> Label:
    """Return labels as one text."""
    if not labels:
        return label("nothing, it is final", "无，已是终态")
    return label(", ".join(one.en for one in labels), "、".join(one.zh_cn for one in labels))
