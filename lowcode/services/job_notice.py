"""`tell_given_up`: administrators are told that a job was given up for which nobody waits."""

from typing import Final
from uuid import UUID

from lowcode.kernel.names import Label, label
from lowcode.services.actor import ADMINISTRATOR
from lowcode.services.notifications import tell
from lowcode.store.statement import Connection, Statement

_GIVEN_UP: Final = label("A job was given up: {name}", "后台任务已放弃：{name}")
_UNTOLD: Final = Statement(
    """
    SELECT DISTINCT coalesce(g.account_id, m.account_id) AS account_id
    FROM role_grant g JOIN role r ON r.id = g.role_id AND r.app || '.' || r.name = :role
    LEFT JOIN department top ON top.id = g.department_id
    LEFT JOIN department d ON starts_with(d.path, top.path)
    LEFT JOIN department_member m ON m.department_id = d.id
    WHERE coalesce(g.account_id, m.account_id) IS NOT NULL AND NOT EXISTS (
        SELECT FROM notification n
        WHERE n.account_id = coalesce(g.account_id, m.account_id) AND n.read_at IS NULL AND n.content->>'job' = :job
    )
    """
)
"""The administrators who have no unread notice of the same."""


async def tell_given_up(connection: Connection, job: UUID, what: str, name: Label, cause: Label) -> None:
    """Tell administrators of a job, unless they have not read yet that another of the same was given up.

    `what` names what jobs are the same in this: a mail server that is down must not fill their list.
    """
    rows = await _UNTOLD.rows(connection, role=ADMINISTRATOR, job=what)
    content = {
        "title": _GIVEN_UP.filled(name=name).model_dump(mode="json", by_alias=True),
        "text": cause.model_dump(mode="json", by_alias=True),
        "job": what,
    }
    await tell(connection, [row["account_id"] for row in rows], "notice", content, f"/admin/jobs/{job}")
