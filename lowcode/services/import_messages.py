"""What the use cases of imports take and give."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import pydantic

from engine_forms.field import Json
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.names import Label
from lowcode.services.import_columns import Target
from lowcode.services.message import Message

Mode = Literal["insert", "update", "upsert"]
"""Add records; change those that are there; or both."""
State = Literal["waiting", "running", "done", "refused", "failed", "undone"]
"""How far a run is."""


class Column(Message):
    """A column of the file."""

    at: int
    """Its place, from 0."""
    title: str
    """What stands above it."""
    samples: tuple[str, ...] = ()
    """Some of what stands in it."""
    field: str | None = None
    """The field that it seems to be meant for."""


class Analysis(Message):
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
    columns: tuple[Column, ...]
    """The columns."""
    targets: tuple[Target, ...]
    """The fields that can be imported."""


class Mapping(Message):
    """How a file is to be imported."""

    sheet: Annotated[str, pydantic.Field(max_length=200)] = ""
    """The sheet; the one that was looked at if nothing is said."""
    header: Annotated[int, pydantic.Field(ge=1, le=1_000)] = 1
    """The row of the titles, from 1."""
    columns: Annotated[dict[int, str], pydantic.Field(max_length=500)] = pydantic.Field(default_factory=dict)
    """The field of each column, by its place from 0; the others are left out."""
    mode: Mode = "insert"
    """What is done with the rows."""
    key: Annotated[tuple[str, ...], pydantic.Field(max_length=5)] = ()
    """The fields by which records are recognised."""
    clear: bool = False
    """Whether an empty cell empties the field of a record that is there; otherwise the field stays."""


class CellProblem(Message):
    """What is wrong with a row."""

    row: int
    """The row of the file, from 1."""
    column: int | None
    """The column, from 0; None when it concerns the whole row."""
    problem: Diagnostic
    """What is wrong."""


class PreviewRow(Message):
    """A row as it would be saved."""

    row: int
    """The row of the file, from 1."""
    action: Literal["create", "update", "none", "refused"]
    """What would become of it."""
    values: dict[str, Json]
    """The fields as texts that people read, computed ones among them."""
    problems: tuple[CellProblem, ...] = ()
    """What is wrong with it, and what whoever imports should know."""


class Preview(Message):
    """The first rows as they would be saved."""

    fields: tuple[Target, ...]
    """The fields of the rows."""
    rows: tuple[PreviewRow, ...]
    """The rows."""


class Undone(Message):
    """What came of taking a run back."""

    trashed: int = 0
    """Records that went into the trash."""
    restored: int = 0
    """Records that have the values from before."""
    conflicts: tuple[Diagnostic, ...] = ()
    """What stays as it is, and why; the first of them."""
    kept: int = 0
    """How many records stay as they are."""


class Outcome(Message):
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
    problems: tuple[CellProblem, ...] = ()
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
    undo: Undone | None = None
    """What came of taking it back."""


class Run(Message):
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
    state: State
    """How far it is."""
    mapping: Mapping
    """How."""
    rows: int | None = None
    """How many rows there are."""
    done: int = 0
    """How many of them are read."""
    outcome: Outcome | None = None
    """What came of it."""
    created_at: datetime
    """When the file was handed in."""
    finished_at: datetime | None = None
    """When it ended."""
    may_undo: bool = False
    """Whether who asks may take it back."""


class Totals(Message):
    """How many problems of which kind there are in a field."""

    label: Label
    """The field."""
    count: int
    """How many."""
