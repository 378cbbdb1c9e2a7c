"""The statements about files: what was uploaded, and where it belongs."""

from typing import Final

from lowcode.store.statement import Statement

_COLUMNS: Final = "f.id, f.sha256, f.name, f.media_type, f.size, f.form, f.record_id, f.field, f.created_by"

ADD: Final = Statement(
    """
    INSERT INTO file (id, sha256, name, media_type, size, created_at, created_by)
    VALUES (:id, :sha256, :name, :media_type, :size, :now, :created_by)
    """
)
ONE: Final = Statement(f"SELECT {_COLUMNS} FROM file f WHERE f.id = :id")
SOME: Final = Statement(f"SELECT {_COLUMNS} FROM file f WHERE f.id = ANY (CAST(:ids AS uuid[]))")

CLAIM: Final = Statement(
    """
    UPDATE file AS f SET form = :form, record_id = x.record_id, field = x.field
    FROM unnest(CAST(:ids AS uuid[]), CAST(:records AS uuid[]), CAST(:fields AS text[])) AS x(id, record_id, field)
    WHERE f.id = x.id AND ((f.form = :form AND f.record_id = x.record_id AND f.field = x.field)
        OR (f.form IS NULL AND (CAST(:anybody AS boolean) OR f.created_by = CAST(:account_id AS uuid))))
    RETURNING f.id
    """
)
"""Let records have files that belong to nobody yet; gives those that they have now."""
COPY: Final = Statement(
    """
    INSERT INTO file (id, sha256, name, media_type, size, created_at, created_by)
    SELECT x.made, f.sha256, f.name, f.media_type, f.size, :now, :created_by
    FROM unnest(CAST(:ids AS uuid[]), CAST(:made AS uuid[])) AS x(id, made) JOIN file f ON f.id = x.id
    """
)
"""Make files with the same contents that belong to nobody yet."""
OF_COMMENTS: Final = Statement(
    f"""
    SELECT {_COLUMNS} FROM file f
    WHERE f.form = :form AND f.record_id = :record_id AND starts_with(f.field, 'comment/') ORDER BY f.id
    """
)
REMOVE_OF: Final = Statement("DELETE FROM file WHERE form = :form AND record_id = :record_id AND field = :field")
REMOVE_OF_RECORDS: Final = Statement(
    "DELETE FROM file WHERE form = :form AND record_id = ANY (CAST(:records AS uuid[]))"
)

REMOVE_UNCLAIMED: Final = Statement(
    """
    DELETE FROM file f WHERE f.form IS NULL AND f.created_at < :before
        AND NOT EXISTS (SELECT FROM import_run i WHERE i.file_id = f.id)
        AND NOT EXISTS (SELECT FROM record_draft d WHERE d.account_id = f.created_by
            AND strpos(CAST(d.content AS text), CAST(f.id AS text)) > 0)
    """
)
"""Remove what belongs to nobody since before an instant, and neither an import nor somebody's draft names."""
KNOWN: Final = Statement("SELECT DISTINCT sha256 FROM file WHERE sha256 = ANY (CAST(:some AS text[]))")
