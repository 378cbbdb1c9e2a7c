"""`shared`: parts that several measures have in common are gathered once."""

from dataclasses import replace

from engine_reports.plan import PartStep, Plan


def rewrite(plan: Plan) -> Plan:
    """Return the plan in which no part is there twice."""
    kept: list[PartStep] = []
    places: dict[tuple[object, ...], int] = {}
    moved: list[int] = []
    for part in plan.parts:
        if part.same not in places:
            places[part.same] = len(kept)
            kept.append(part)
        moved.append(places[part.same])
    measures = tuple(replace(one, parts=tuple(moved[at] for at in one.parts)) for one in plan.measures)
    return replace(plan, parts=tuple(kept), measures=measures)
