"""`past_of`: what people have really done at the steps of a flow, from which a simulation draws."""

from datetime import timedelta
from typing import Final

from engine_flow.flow import Flow
from engine_flow.people_node import PeopleNode
from engine_flow.simulate import Past
from lowcode.store.statement import Connection, Statement

_MOST: Final = 500
"""How many of the newest decisions of each step are looked at."""
_DONE: Final = Statement(
    """
    SELECT n.node, t.outcome, t.closed_at - t.opened_at AS span
    FROM unnest(CAST(:nodes AS text[])) AS n(node) CROSS JOIN LATERAL (
        SELECT t.outcome, t.opened_at, t.closed_at FROM flow_task t
        WHERE t.app = :app AND t.flow = :flow AND t.node = n.node AND t.state = 'done' AND t.by IS NOT NULL
            AND t.kind IN ('approval', 'work') AND t.outcome IS NOT NULL
        ORDER BY t.opened_at DESC LIMIT CAST(:most AS int)
    ) AS t
    """
)


async def past_of(connection: Connection, app: str, flow: Flow) -> dict[str, Past]:
    """Return what people did at each step of a flow that asks people; steps at which nobody has decided are left out.

    Steps of other versions count when they have the same name. What is in the archive does not.
    """
    nodes = [node.name for node in flow.nodes if isinstance(node, PeopleNode)]
    spans: dict[str, list[timedelta]] = {}
    outcomes: dict[str, list[str]] = {}
    for row in await _DONE.rows(connection, nodes=nodes, app=app, flow=flow.name, most=_MOST):
        spans.setdefault(row["node"], []).append(row["span"])
        outcomes.setdefault(row["node"], []).append(row["outcome"])
    return {node: Past(tuple(some), tuple(outcomes[node])) for node, some in spans.items()}
