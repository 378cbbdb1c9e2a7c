"""What reports send by themselves: schedules with their deliveries, and alerts with their history."""

from typing import Final, Literal

from lowcode.store.accounts import ROLES_OF_ACCOUNT
from lowcode.store.statement import Statement

What = Literal["report_schedule", "report_alert"]
"""The tables of what somebody has asked for."""


class Kept:
    """The statements over what people have asked for, alike for schedules and alerts."""

    def __init__(self, table: What) -> None:
        """Take the table."""
        mine = "account_id = :account_id AND app = :app"
        self.list = Statement(f"SELECT * FROM {table} WHERE {mine} ORDER BY id DESC")
        self.one = Statement(f"SELECT * FROM {table} WHERE id = :id AND {mine}")
        self.any = Statement(f"SELECT * FROM {table} WHERE id = :id")
        self.count = Statement(f"SELECT count(*) FROM {table} WHERE account_id = :account_id")
        self.add = Statement(
            f"INSERT INTO {table} (id, app, account_id, content, paused, next_at, version, updated_at) "
            "VALUES (:id, :app, :account_id, :content, :paused, :next_at, 1, :at)"
        )
        self.change = Statement(
            f"UPDATE {table} SET content = :content, paused = :paused, next_at = :next_at, "
            "version = version + 1, updated_at = :at WHERE id = :id AND version = :version"
        )
        self.remove = Statement(f"DELETE FROM {table} WHERE id = :id AND {mine}")
        self.due = Statement(
            f"SELECT * FROM {table} WHERE next_at <= :now AND NOT paused ORDER BY next_at LIMIT 200 "
            "FOR UPDATE SKIP LOCKED"
        )
        self.done = Statement(f"UPDATE {table} SET last_at = :at, next_at = :next_at WHERE id = :id")
        self.pause = Statement(f"UPDATE {table} SET paused = true WHERE id = :id")


SCHEDULES: Final = Kept("report_schedule")
"""The schedules."""
ALERTS: Final = Kept("report_alert")
"""The alerts."""

DELIVER: Final = Statement(
    """
    INSERT INTO report_delivery (id, schedule_id, due_at, account_id, state)
    SELECT w.id, :schedule_id, CAST(:due_at AS timestamptz), w.account_id, 'waiting'
    FROM unnest(CAST(:ids AS uuid[]), CAST(:accounts AS uuid[])) AS w(id, account_id)
    ON CONFLICT DO NOTHING RETURNING id
    """
)
"""Put down what is to be sent; what was put down for the same time and person stays as it is."""
DELIVERY: Final = Statement("SELECT * FROM report_delivery WHERE id = :id")
"""One delivery."""
# What a robot is to write goes out by a job of its own: only its end says what came of it.
_OUTCOME: Final = """
    SELECT d.id, d.schedule_id, d.due_at, d.account_id,
        CASE WHEN d.account_id IS NOT NULL OR d.state <> 'sent' THEN d.state
            WHEN e.state = 'done' THEN 'sent' WHEN e.state = 'failed' THEN 'failed' ELSE 'waiting' END AS state,
        CASE WHEN d.account_id IS NOT NULL OR d.state <> 'sent' THEN d.sent_at
            WHEN e.state = 'done' THEN e.finished_at END AS sent_at,
        coalesce(d.error, e.error #> '{problems,0,message}') AS error
    FROM report_delivery d LEFT JOIN effect_run e ON d.account_id IS NULL AND e.key = 'report/' || CAST(d.id AS text)
"""
DELIVERIES: Final = Statement(
    f"""
    SELECT d.due_at, d.state, d.sent_at, d.error, a.display_name AS name
    FROM ({_OUTCOME} WHERE d.schedule_id = :schedule_id ORDER BY d.due_at DESC, d.id LIMIT 200) AS d
    LEFT JOIN account a ON a.id = d.account_id ORDER BY d.due_at DESC, d.id
    """
)
"""The last deliveries of a schedule."""
LAST_DELIVERIES: Final = Statement(
    f"""
    SELECT schedule_id, count(*) FILTER (WHERE state = 'sent') AS sent,
        count(*) FILTER (WHERE state = 'failed') AS failed, count(*) FILTER (WHERE state = 'waiting') AS waiting
    FROM ({_OUTCOME} WHERE d.schedule_id = ANY (CAST(:ids AS uuid[])) AND d.due_at =
        (SELECT max(due_at) FROM report_delivery WHERE schedule_id = d.schedule_id)) AS o
    GROUP BY schedule_id
    """
)
"""What came of the last time of each of some schedules."""
DELIVERED: Final = Statement(
    "UPDATE report_delivery SET state = :state, error = :error, sent_at = :at WHERE id = :id AND state <> 'sent'"
)
"""Note what came of a delivery."""

FAILED_LOOK: Final = Statement("UPDATE report_alert SET error = :error WHERE id = :id")
"""Note why a look failed, or that it did not."""
STATES: Final = Statement("SELECT * FROM report_alert_state WHERE alert_id = ANY (CAST(:ids AS uuid[]))")
"""For whom alerts hold."""
PUT_STATE: Final = Statement(
    """
    INSERT INTO report_alert_state (alert_id, account_id, firing, value, since)
    VALUES (:alert_id, :account_id, :firing, :value, :at)
    ON CONFLICT (alert_id, account_id) DO UPDATE SET value = excluded.value, firing = excluded.firing,
        since = CASE WHEN report_alert_state.firing = excluded.firing THEN report_alert_state.since
            ELSE excluded.since END
    """
)
"""Note what somebody saw."""
HOLD: Final = Statement("SELECT id FROM report_alert WHERE id = :id FOR UPDATE")
"""Keep others from looking at the same alert meanwhile."""
ADD_EVENT: Final = Statement(
    "INSERT INTO report_alert_event (id, alert_id, account_id, at, value, kind) "
    "VALUES (:id, :alert_id, :account_id, :at, :value, :kind)"
)
"""Note that an alert began to hold for somebody, or stopped."""
EVENTS: Final = Statement(
    "SELECT e.at, e.value, e.kind, a.display_name AS name FROM report_alert_event e "
    "LEFT JOIN account a ON a.id = e.account_id "
    "WHERE e.alert_id = :alert_id ORDER BY e.id DESC LIMIT 200"
)
"""The history of an alert."""
FORGET: Final = Statement("DELETE FROM report_alert_state WHERE alert_id = :alert_id")
"""Begin anew after an alert was changed."""

ROLES: Final = Statement("SELECT app || '.' || name AS name, label FROM role WHERE app = :app ORDER BY name")
"""The roles of an app."""
GROUPS: Final = Statement("SELECT name FROM connection WHERE kind = 'robot' ORDER BY name")
"""The robots of groups that chat."""
PEOPLE: Final = Statement(
    f"""
    SELECT a.id, a.email, a.language, a.time_zone, a.display_name AS name FROM account a
    WHERE a.status = 'active' AND (a.id = ANY (CAST(:accounts AS uuid[]))
        OR (cardinality(CAST(:roles AS text[])) > 0 AND {ROLES_OF_ACCOUNT} && CAST(:roles AS text[])))
    ORDER BY a.id
    """
)
"""People by name or by role."""
