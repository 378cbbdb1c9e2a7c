"""What the use cases of imports take and give."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import pydantic

from engine_forms.field import Json
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.services.import_columns import ImportTarget
from lowcode.services.message import Message

ImportMode = Literal["insert", "update", "upsert"]
"""Add records; change those that are there; or both."""
ImportState = Literal["waiting", "running", "done", "refused", "failed", "undone"]
"""How far a run is."""


class ImportColumn(Message):
    """A column of the file."""

    at: int
    """Its place, from 0."""
    title: str
    """What stands above it."""
    samples: tuple[str, ...] = ()
    """Some of what stands in it."""
    field: str | None = None
    """The field that it seems to be meant for."""


class ImportAnalysis(Message):
    """What a file holds, and what its columns seem to be meant for."""

    id: UUID
    """The run that waits for the mapping."""
    file: str
    """The name of the file."""
    sheets: tuple[str, ...]
    """The sheets of a workbook."""
    sheet: str
    """The sheet that was looked at."""
    header: int
    """The row of the titles, from 1."""
    rows: int
    """How many rows there are below the titles."""
    encoding: str = ""
    """How the text is written; empty for a workbook."""
    columns: tuple[ImportColumn, ...]
    """The columns."""
    targets: tuple[ImportTarget, ...]
    """The fields that can be imported."""


class ImportMapping(Message):
    """How a file is to be imported."""

    sheet: Annotated[str, pydantic.Field(max_length=200)] = ""
    """The sheet; the one that was looked at if nothing is said."""
    header: Annotated[int, pydantic.Field(ge=1, le=1_000)] = 1
    """The row of the titles, from 1."""
    columns: Annotated[dict[int, str], pydantic.Field(max_length=500)] = pydantic.Field(default_factory=dict)
    """The field of each column, by its place from 0; the others are left out."""
    mode: ImportMode = "insert"
    """What is done with the rows."""
    key: Annotated[tuple[str, ...], pydantic.Field(max_length=5)] = ()
    """The fields by which records are recognised."""
    clear: bool = False
    """Whether an empty cell empties the field of a record that is there; otherwise the field stays."""


class ImportProblem(Message):
    """What is wrong with a row."""

    row: int
    """The row of the file, from 1."""
    column: int | None
    """The column, from 0; None when it concerns the whole row."""
    problem: Diagnostic
    """What is wrong."""


class ImportPreviewRow(Message):
    """A row as it would be saved."""

    row: int
    """The row of the file, from 1."""
    action: Literal["create", "update", "none", "refused"]
    """What would become of it."""
    values: dict[str, Json]
    """The fields as texts that people read, computed ones among them."""
    problems: tuple[ImportProblem, ...] = ()
    """What is wrong with it, and what whoever imports should know."""


class ImportPreview(Message):
    """The first rows as they would be saved."""

    fields: tuple[ImportTarget, ...]
    """The fields of the rows."""
    rows: tuple[ImportPreviewRow, ...]
    """The rows."""


class ImportUndone(Message):
    """What came of taking a run back."""

    trashed: int = 0
    """Records that went into the trash."""
    restored: int = 0
    """Records that have the values from before."""
    conflicts: tuple[Diagnostic, ...] = ()
    """What stays as it is, and why; the first of them."""
    kept: int = 0
    """How many records stay as they are."""


class ImportOutcome(Message):
    """What came of a run."""

    checked: bool = False
    """Whether the rows were only checked."""
    created: int = 0
    """Records that were added."""
    updated: int = 0
    """Records that were changed."""
    unchanged: int = 0
    """Records that had all values already."""
    refused: int = 0
    """Rows with mistakes."""
    problems: tuple[ImportProblem, ...] = ()
    """The mistakes; the first of them."""
    more: int = 0
    """How many more there are."""
    cancelled: bool = False
    """Whether somebody stopped it."""
    error: Diagnostic | None = None
    """What broke it off."""
    seconds: float = 0
    """How long it took."""
    first: UUID | None = None
    """The history of the run begins behind this entry."""
    last: UUID | None = None
    """And ends before this one."""
    undo: ImportUndone | None = None
    """What came of taking it back."""


class ImportRun(Message):
    """An import."""

    id: UUID
    """The key."""
    form: str
    """The form, with its app."""
    file: str
    """The name of the file."""
    account_id: UUID | None
    """Who imports."""
    account_name: str | None = None
    """What they are called."""
    state: ImportState
    """How far it is."""
    mapping: ImportMapping
    """How."""
    rows: int | None = None
    """How many rows there are."""
    done: int = 0
    """How many of them are read."""
    outcome: ImportOutcome | None = None
    """What came of it."""
    created_at: datetime
    """When the file was handed in."""
    finished_at: datetime | None = None
    """When it ended."""
    may_undo: bool = False
    """Whether who asks may take it back."""
