"""The tables of reports: dashboards that people make, and the log of changed rows that replicas follow.

A trigger of each table that some replica keeps writes the key of every row that changes, with its transaction, into the
log. A reader takes what its snapshot sees and its last snapshot did not; so it misses nothing and takes nothing twice,
in whatever order transactions begin and end.
"""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Identity, Index, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from lowcode.store.rule_tables import METADATA as PLATFORM

METADATA: Final = PLATFORM
"""All tables of the platform, these among them."""
_TIME = DateTime(timezone=True)

report_change = Table(
    "report_change",
    METADATA,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("xid", BigInteger, nullable=False, comment="the transaction"),
    Column("name", Text, nullable=False, comment="the table"),
    Column("key", Uuid, nullable=True, comment="the row; null for all rows"),
    Index("report_change_xid_idx", "xid"),
    comment="which rows have changed that replicas for reports keep",
)

report_reader = Table(
    "report_reader",
    METADATA,
    Column("name", Text, primary_key=True, comment="the replica"),
    Column("snapshot", Text, nullable=False, comment="everything that is visible in it has been taken"),
    Column("seen_at", _TIME, nullable=False),
    comment="how far each replica for reports has come, so that the log can be forgotten up to there",
)

report_dashboard = Table(
    "report_dashboard",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("app", Text, nullable=False),
    Column("account_id", Uuid, nullable=False, comment="whose it is"),
    Column("shared", Boolean, nullable=False, comment="whether everybody who works with the app has it"),
    Column("content", JSONB, nullable=False),
    Column("version", Integer, nullable=False),
    Column("updated_at", _TIME, nullable=False),
    Index("report_dashboard_app_idx", "app"),
    comment="dashboards that people have made; what they show is still under the rights of who looks",
)

FOLLOW: Final = """
CREATE FUNCTION note_report_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        INSERT INTO report_change (xid, name)
        VALUES (CAST(CAST(pg_current_xact_id() AS text) AS bigint), TG_TABLE_NAME);
    ELSE
        INSERT INTO report_change (xid, name, key)
        SELECT CAST(CAST(pg_current_xact_id() AS text) AS bigint), TG_TABLE_NAME, c.id FROM changed AS c;
    END IF;
    RETURN NULL;
END $$
"""
"""The function of the triggers."""

STAYS: Final = """
CREATE VIEW record_stay AS
SELECT s.id, s.form, s.field, s.record_id, s.stage, s.next, s.entered_at, s.left_at,
    CAST(round(extract(epoch FROM coalesce(s.left_at, now()) - s.entered_at) / 86400, 5) AS numeric(17, 5)) AS days
FROM (
    SELECT c.id, c.form, f.key AS field, c.record_id, f.value ->> 'after' AS stage, c.at AS entered_at,
        lead(f.value ->> 'after') OVER following AS next, lead(c.at) OVER following AS left_at
    FROM record_change AS c CROSS JOIN LATERAL jsonb_each(c.changes) AS f
    WHERE c.kind IN ('create', 'update') AND jsonb_typeof(f.value) = 'object'
    WINDOW following AS (PARTITION BY c.form, f.key, c.record_id ORDER BY c.version, c.id)
) AS s
WHERE s.stage IS NOT NULL
"""
"""The stays of records in stages, each with the stage that follows; they come out of the history."""
