"""What is known of rules: for which records each is true, and what has fired."""

from typing import Final

from lowcode.store.statement import Statement

BECOME: Final = Statement(
    """
    INSERT INTO rule_state AS s (rule, record_id, since, fired_at)
    SELECT found.rule, found.record_id, CAST(:now AS timestamptz), CAST(:now AS timestamptz)
    FROM unnest(CAST(:rules AS text[]), CAST(:records AS uuid[])) AS found (rule, record_id)
    ON CONFLICT (rule, record_id) DO UPDATE SET fired_at = excluded.fired_at
        WHERE s.rule = ANY (CAST(:daily AS text[])) AND s.fired_at < CAST(:today AS timestamptz)
    RETURNING rule, record_id
    """
)
"""Note that rules are true for records, and return those for which they fire: for the first time, or on a new day."""

CEASE: Final = Statement(
    """
    DELETE FROM rule_state AS s
    USING unnest(CAST(:rules AS text[]), CAST(:records AS uuid[])) AS found (rule, record_id)
    WHERE s.rule = found.rule AND s.record_id = found.record_id
    RETURNING s.rule, s.record_id
    """
)
"""Note that rules are true for records no more, and return those for which they were."""

RECALL: Final = Statement(
    "DELETE FROM rule_state WHERE rule = :rule AND NOT record_id = ANY (CAST(:records AS uuid[]))"
)
"""Note that a rule is true for some records only."""

DROP_OTHERS: Final = Statement(
    """
    DELETE FROM rule_state WHERE starts_with(rule, CAST(:prefix AS text)) AND NOT rule = ANY (CAST(:rules AS text[]))
    """
)
"""Forget what is known of the rules of an app that there are no more."""

FIRE: Final = Statement(
    """
    INSERT INTO rule_firing (id, rule, form, record_id, at, branch, state, why, read, effects, cause, account_id)
    VALUES (:id, :rule, :form, :record_id, :at, :branch, :state, CAST(:why AS jsonb), CAST(:read AS jsonb),
        CAST(:effects AS jsonb), CAST(:cause AS jsonb), :account_id)
    ON CONFLICT (id) DO NOTHING
    """
)
"""Put down that a rule has fired; once for its key."""

ENDED: Final = Statement(
    """
    UPDATE rule_firing SET state = :state, effects = CAST(:effects AS jsonb), error = CAST(:error AS jsonb)
    WHERE id = :id
    """
)
"""Put down what came of a firing."""

FIRING: Final = Statement("SELECT * FROM rule_firing WHERE id = :id")
"""A firing."""

FIRINGS: Final = Statement(
    """
    SELECT * FROM rule_firing
    WHERE (CAST(:rule AS text) IS NULL OR rule = :rule) AND (CAST(:record_id AS uuid) IS NULL OR record_id = :record_id)
        AND (CAST(:before AS uuid) IS NULL OR id < :before)
    ORDER BY id DESC LIMIT CAST(:most AS int)
    """
)
"""What has fired, the newest first."""

COUNTS: Final = Statement(
    """
    SELECT rule, count(*) AS count, count(*) FILTER (WHERE state = 'failed') AS failed,
        count(*) FILTER (WHERE branch = 'cut') AS cut, max(at) AS last_at
    FROM rule_firing WHERE starts_with(rule, CAST(:prefix AS text)) AND at >= :since GROUP BY rule
    """
)
"""How often the rules of an app have fired since an instant."""

STATES: Final = Statement(
    "SELECT rule, count(*) AS count FROM rule_state WHERE starts_with(rule, CAST(:prefix AS text)) GROUP BY rule"
)
"""For how many records each rule of an app is true now."""

STATE_OF: Final = Statement("SELECT rule, since, fired_at FROM rule_state WHERE record_id = :record_id")
"""Which rules are true for a record, and since when."""

FORGET: Final = Statement(
    """
    DELETE FROM rule_firing WHERE id IN (SELECT id FROM rule_firing WHERE at < :before ORDER BY at LIMIT 5000)
    """
)
"""Forget what fired long ago, a little at a time."""

SWITCHES: Final = Statement(
    """
    SELECT s.rule, s.active, s.at, a.display_name AS name
    FROM rule_switch s LEFT JOIN account a ON a.id = s.account_id
    """
)
"""Which rules were switched, and by whom."""

SWITCH: Final = Statement(
    """
    INSERT INTO rule_switch (rule, active, account_id, at) VALUES (:rule, :active, :account_id, :now)
    ON CONFLICT (rule) DO UPDATE SET active = excluded.active, account_id = excluded.account_id, at = excluded.at
        WHERE rule_switch.active <> excluded.active
    """
)
"""Switch a rule; nothing is changed when it is so already."""

PUT_SCORES: Final = Statement(
    """
    INSERT INTO score AS s (scorecard, record_id, day, total, parts, computed_at)
    SELECT :scorecard, found.id, CAST(:day AS date), CAST(found.total AS numeric), CAST(found.parts AS jsonb), :now
    FROM unnest(CAST(:ids AS uuid[]), CAST(:totals AS text[]), CAST(:parts AS text[])) AS found (id, total, parts)
    ON CONFLICT (scorecard, record_id, day) DO UPDATE
        SET total = excluded.total, parts = excluded.parts, computed_at = excluded.computed_at
        WHERE s.parts IS DISTINCT FROM excluded.parts
    """
)
"""Keep the scores of a day; those that are as they were stay untouched."""

SCORES: Final = Statement(
    """
    SELECT day, total, parts, computed_at FROM score
    WHERE scorecard = :scorecard AND record_id = :record_id ORDER BY day DESC LIMIT CAST(:most AS int)
    """
)
"""The scores of a record, the newest first."""

LATEST: Final = Statement(
    """
    SELECT DISTINCT ON (record_id) record_id, day, total, parts, computed_at FROM score
    WHERE scorecard = :scorecard AND day >= CAST(:since AS date) ORDER BY record_id, day DESC
    """
)
"""The newest score of each record since a day."""

MEANS: Final = Statement(
    """
    SELECT part.key AS name, avg(CAST(part.value ->> 'points' AS numeric)) AS points,
        count(part.value ->> 'points') AS count
    FROM score CROSS JOIN LATERAL jsonb_each(parts) AS part
    WHERE scorecard = :scorecard AND day = :day GROUP BY part.key
    """
)
"""The mean points of each measure over all records of a day, and how many those are."""

SETTING: Final = Statement(
    "SELECT revision, measures FROM score_setting WHERE scorecard = :scorecard ORDER BY revision DESC LIMIT 1"
)
"""How the measures count now, as managers have set it."""

SETTINGS: Final = Statement(
    """
    SELECT s.revision, s.measures, s.account_id, a.display_name AS name, s.at
    FROM score_setting s LEFT JOIN account a ON a.id = s.account_id
    WHERE scorecard = :scorecard ORDER BY revision DESC LIMIT 100
    """
)
"""How the measures have counted, the newest first."""

SET: Final = Statement(
    """
    INSERT INTO score_setting (scorecard, revision, measures, account_id, at)
    VALUES (:scorecard, :revision, CAST(:measures AS jsonb), :account_id, :now)
    ON CONFLICT (scorecard, revision) DO NOTHING
    """
)
"""Set how the measures count, unless somebody else has meanwhile."""
