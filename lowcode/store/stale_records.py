"""Marks of records whose stored values are not up to date, until a job has computed them anew."""

from typing import Final
from uuid import UUID

from lowcode.store.statement import Statement

ALL: Final = UUID(int=0)
"""The record of a mark that stands for all records of a form."""

MARK: Final = Statement(
    """
    INSERT INTO record_stale (job_id, form, record_id, fields, later)
    SELECT CAST(:job_id AS uuid), :form, id, CAST(:fields AS text[]), CAST(:later AS boolean)
    FROM unnest(CAST(:ids AS uuid[])) AS id
    ON CONFLICT (job_id, form, record_id) DO NOTHING
    """
)
"""Mark records; each job has marks of its own, so that none is taken for another's that is being removed."""

NEXT: Final = Statement(
    """
    SELECT record_id FROM record_stale
    WHERE job_id = :job_id AND form = :form AND later = CAST(:later AS boolean)
    ORDER BY record_id LIMIT CAST(:most AS int)
    """
)
"""The next records that a job has to compute."""

WAITING: Final = Statement(
    """
    SELECT record_id FROM record_stale
    WHERE job_id = :job_id AND form = :form AND later AND record_id = ANY (CAST(:ids AS uuid[]))
    """
)
"""The records of some that a job computes at its end."""

ANY: Final = Statement("SELECT EXISTS (SELECT FROM record_stale WHERE form = :form)")
"""Whether any records of a form are not up to date."""

LEFT: Final = Statement("SELECT count(*) FROM record_stale WHERE job_id = :job_id AND NOT later")
"""How many records a job has still to compute."""

FRESH: Final = Statement(
    "DELETE FROM record_stale WHERE job_id = :job_id AND form = :form AND record_id = ANY (CAST(:ids AS uuid[]))"
)
"""Records that a job has computed."""

END: Final = Statement("DELETE FROM record_stale WHERE job_id = :job_id")
"""All that is left of a job, as records that are gone."""

DROP_ENDED: Final = Statement(
    """
    DELETE FROM record_stale AS s WHERE s.form = :form AND NOT EXISTS (
        SELECT FROM job AS j WHERE j.id = s.job_id AND j.finished_at IS NULL)
    """
)
"""The marks of a form whose jobs have failed, once somebody else has computed all its records."""

ANY_OF: Final = Statement(
    """
    SELECT x.form, x.field FROM unnest(CAST(:forms AS text[]), CAST(:fields AS text[])) AS x (form, field)
    WHERE EXISTS (SELECT FROM record_stale AS s WHERE s.form = x.form AND x.field = ANY (s.fields))
    """
)
"""Those of some values, each of a form, that are not up to date in some record."""

OF_FORM: Final = Statement(
    """
    SELECT s.job_id, s.count, s.whole, s.fields, j.state, CAST(j.arguments ->> 'total' AS bigint) AS total,
        CAST(j.progress ->> 'done' AS bigint) AS done
    FROM (
        SELECT job_id, count(*) AS count, min(fields) AS fields,
            bool_or(record_id = '00000000-0000-0000-0000-000000000000') AS whole
        FROM record_stale WHERE form = :form GROUP BY job_id
    ) AS s LEFT JOIN job AS j ON j.id = s.job_id
    ORDER BY s.job_id
    """
)
"""The jobs that compute records of a form anew, with how many marks are left."""
