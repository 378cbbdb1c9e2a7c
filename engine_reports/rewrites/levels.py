"""`levels`: totals and subtotals become sets of dimensions that are grouped by."""

from dataclasses import replace

from engine_reports.plan import Plan


def rewrite(plan: Plan) -> Plan:
    """Return the plan with its levels, the details first: of rows each beginning, of pivoted columns each beginning."""
    everything = tuple(range(len(plan.dimensions)))
    totals = plan.query.totals
    if totals == "none" or not everything:
        return replace(plan, levels=(everything,))
    if totals == "grand":
        return replace(plan, levels=(everything, ()))
    across = [plan.dimension(name) for name in plan.query.pivot]
    down = [at for at in everything if at not in across]
    levels = [
        tuple(sorted((*down[:rows], *across[:columns])))
        for rows in range(len(down), -1, -1)
        for columns in range(len(across), -1, -1)
    ]
    return replace(plan, levels=tuple(dict.fromkeys(levels)))
