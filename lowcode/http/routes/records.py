"""`/api/apps/{app}/forms/{form}/records`: the records of a form, under the rights of who asks."""

from datetime import datetime
from typing import Annotated, Final, TypeAlias
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Header, Path, Query, Request
from pydantic import AfterValidator, Field, TypeAdapter, ValidationError

from engine_forms.filters import AnyFilter
from lowcode.http.dependencies import ActorOfRequest, WorkspaceOfApp
from lowcode.http.direct import DirectRoute
from lowcode.kernel.errors import Invalid
from lowcode.services.actor import Actor
from lowcode.services.message import Message
from lowcode.services.record_answers import (
    Count,
    Explanation,
    Group,
    GroupQuery,
    HistoryEntry,
    Page,
    PastRecord,
    RecordPage,
    Revealed,
)
from lowcode.services.record_app import RecordApp
from lowcode.services.record_bulk import BulkAction, BulkResult
from lowcode.services.record_codes import WRONG_QUERY
from lowcode.services.record_query import MOST_RECORDS, Sort
from lowcode.services.record_query import Query as RecordQuery
from lowcode.services.record_stale import Recomputing, recomputing
from lowcode.services.record_summary import Summary, SummaryQuery, summary
from lowcode.services.record_view import RecordView
from lowcode.services.record_writing import MOST_AT_ONCE, BulkChange, NewRecord, RecordChange
from lowcode.services.records import Records
from lowcode.services.registry import Registry

router = APIRouter(prefix="/api/apps/{app}/forms/{form}/records", tags=["records"], route_class=DirectRoute)

_FILTER: Final[TypeAdapter[AnyFilter]] = TypeAdapter(AnyFilter)


class Ids(Message):
    """Some records."""

    ids: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=MOST_AT_ONCE)]
    """Their keys."""


class Done(Message):
    """How many records were changed."""

    count: int
    """How many."""


class Batch(Message):
    """Records that are to be created together."""

    records: Annotated[tuple[NewRecord, ...], Field(min_length=1, max_length=MOST_AT_ONCE)]
    """The records; all are created, or none."""


async def records(request: Request) -> Records:
    """Return the use cases of records."""
    found: Records = request.app.state.records
    return found


async def record_app(request: Request, app: Annotated[str, Path(max_length=60)], _actor: ActorOfRequest) -> RecordApp:
    """Return what is needed to work with the records of an app, for those who are signed in. Raises `NotFound`.

    A form that is named with its app, `crm.customer`, is looked for there, whichever app the path names.
    """
    registry: Registry[RecordApp] = request.app.state.record_apps
    home, dot, _ = str(request.path_params.get("form", "")).partition(".")
    app = home if dot else app
    return (await registry.present(app)).artefact


def _own_name(form: str) -> str:
    """Return the name of a form without its app."""
    return form.rpartition(".")[2]


RecordsOfApp: TypeAlias = Annotated[Records, Depends(records)]
"""The parameter of a route that works with records."""
AppOfPath: TypeAlias = Annotated[RecordApp, Depends(record_app)]
"""The parameter of a route: the app in its path."""
FormOfPath: TypeAlias = Annotated[str, Path(max_length=100), AfterValidator(_own_name)]
"""The form in the path, by its name in its own app."""
RequestKey: TypeAlias = Annotated[str | None, Header(alias="Idempotency-Key", min_length=1, max_length=200)]
"""What the client calls the request, so that it is carried out once."""


async def _query(
    filter: Annotated[str | None, Query(max_length=20_000, description="A filter as JSON.")] = None,  # noqa: A002
    search: Annotated[str, Query(max_length=200)] = "",
    sort: Annotated[list[str] | None, Query(description="A field; with `-` before it, the greatest first.")] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_RECORDS)] = 50,
    after: Annotated[str | None, Query(max_length=4_000)] = None,
    trashed: Annotated[bool, Query()] = False,  # noqa: FBT002
) -> RecordQuery:
    """Return the query in an address. Raises `Invalid`."""
    try:
        wanted = None if filter is None else _FILTER.validate_json(filter)
        criteria = tuple(Sort(by=one.removeprefix("-"), descending=one.startswith("-")) for one in sort or ())
        return RecordQuery(filter=wanted, search=search, sort=criteria, limit=limit, after=after, trashed=trashed)
    except ValidationError as error:
        message = "the query cannot be read"
        reasons = [
            WRONG_QUERY.report(path="/" + "/".join(map(str, one["loc"])), reason=one["msg"]) for one in error.errors()
        ]
        raise Invalid(message, reasons) from error


QueryOfAddress: TypeAlias = Annotated[RecordQuery, Depends(_query)]
"""The parameter of a route: the query in its address."""


# --- many records -----------------------------------------------------------------------------------------------------


@router.get("")
async def list_records(
    app: AppOfPath, form: FormOfPath, query: QueryOfAddress, actor: ActorOfRequest, records: RecordsOfApp
) -> Page:
    """Return records in pages, as the query in the address wants."""
    return await records.reading.page(app, actor, form, query)


@router.post("/query")
async def query_records(
    app: AppOfPath, form: FormOfPath, query: RecordQuery, actor: ActorOfRequest, records: RecordsOfApp
) -> Page:
    """Return records in pages, as a query wants that is too long for an address."""
    return await records.reading.page(app, actor, form, query)


@router.get("/count")
async def count_records(
    app: AppOfPath, form: FormOfPath, query: QueryOfAddress, actor: ActorOfRequest, records: RecordsOfApp
) -> Count:
    """Return how many records a query wants, exactly up to a limit."""
    return await records.reading.count(app, actor, form, query)


@router.get("/recomputing")
async def recomputing_records(
    app: AppOfPath, form: FormOfPath, actor: ActorOfRequest, records: RecordsOfApp
) -> Recomputing:
    """Return how far the records of a form are computed anew, because they depend on something that changed."""
    return await recomputing(records.reading, app, actor, form)


@router.post("/groups")
async def group_records(
    app: AppOfPath, form: FormOfPath, asked: GroupQuery, actor: ActorOfRequest, records: RecordsOfApp
) -> list[Group]:
    """Return how many records have which value of a field."""
    return await records.reading.groups(app, actor, form, asked)


@router.post("/summary")
async def summarise_records(
    app: AppOfPath, form: FormOfPath, asked: SummaryQuery, actor: ActorOfRequest, records: RecordsOfApp
) -> Summary:
    """Return records in groups, with figures of their columns."""
    return await summary(records.reading, app, actor, form, asked)


@router.post("/bulk")
async def change_records(
    app: AppOfPath, form: FormOfPath, wanted: BulkAction, actor: ActorOfRequest, records: RecordsOfApp
) -> BulkResult:
    """Change as many of some records as can be, and return which could not, and why."""
    return await records.bulk.carry_out(app, actor, form, wanted)


@router.post("")
async def create_record(
    app: AppOfPath,
    form: FormOfPath,
    new: NewRecord,
    actor: ActorOfRequest,
    records: RecordsOfApp,
    key: RequestKey = None,
) -> RecordView:
    """Return a new record with its rows."""
    return await records.writing.create(app, actor, form, new, key=key)


@router.post("/batch")
async def create_records(
    app: AppOfPath, form: FormOfPath, batch: Batch, actor: ActorOfRequest, records: RecordsOfApp
) -> list[RecordView]:
    """Return new records; all are created, or none."""
    return await records.writing.create_many(app, actor, form, batch.records)


@router.patch("")
async def edit_records(
    app: AppOfPath, form: FormOfPath, change: BulkChange, actor: ActorOfRequest, records: RecordsOfApp
) -> Done:
    """Change many records alike; all are changed, or none."""
    return Done(count=await records.writing.edit(app, actor, form, change))


@router.post("/trash")
async def trash_records(
    app: AppOfPath, form: FormOfPath, some: Ids, actor: ActorOfRequest, records: RecordsOfApp
) -> Done:
    """Put records into the trash; all go, or none."""
    return Done(count=await records.removal.trash(app, actor, form, some.ids))


@router.post("/restore")
async def restore_records(
    app: AppOfPath, form: FormOfPath, some: Ids, actor: ActorOfRequest, records: RecordsOfApp
) -> Done:
    """Take records out of the trash; all come back, or none."""
    return Done(count=await records.removal.restore(app, actor, form, some.ids))


@router.post("/purge")
async def purge_records(
    app: AppOfPath, form: FormOfPath, some: Ids, actor: ActorOfRequest, records: RecordsOfApp
) -> Done:
    """Remove records in the trash for good."""
    return Done(count=await records.removal.purge(app, actor, form, some.ids))


# --- one record -------------------------------------------------------------------------------------------------------


@router.get("/{id}")
async def get_record(
    app: AppOfPath,
    form: FormOfPath,
    id: UUID,  # noqa: A002 - the name in the path
    actor: ActorOfRequest,
    records: RecordsOfApp,
    trashed: Annotated[bool, Query()] = False,  # noqa: FBT002
) -> RecordView:
    """Return a record with its rows; with `trashed`, one in the trash."""
    return await records.reading.get(app, actor, form, id, trashed=trashed)


@router.patch("/{id}")
async def update_record(  # noqa: PLR0917 - the parts of a request
    app: AppOfPath,
    form: FormOfPath,
    id: UUID,  # noqa: A002
    change: RecordChange,
    actor: ActorOfRequest,
    records: RecordsOfApp,
    key: RequestKey = None,
) -> RecordView:
    """Return a record after a change; fields that somebody else changed meanwhile are a conflict with all values."""
    return await records.writing.update(app, actor, form, id, change, key=key)


@router.delete("/{id}")
async def trash_record(
    app: AppOfPath,
    form: FormOfPath,
    id: UUID,  # noqa: A002
    actor: ActorOfRequest,
    records: RecordsOfApp,
) -> None:
    """Put a record into the trash."""
    await records.removal.trash(app, actor, form, [id])


@router.post("/{id}/duplicate")
async def duplicate_record(
    app: AppOfPath,
    form: FormOfPath,
    id: UUID,  # noqa: A002
    actor: ActorOfRequest,
    records: RecordsOfApp,
) -> RecordView:
    """Return a copy of a record."""
    return await records.writing.duplicate(app, actor, form, id)


@router.post("/{id}/reveal")
async def reveal_field(
    app: AppOfPath,
    form: FormOfPath,
    id: UUID,  # noqa: A002
    field: Annotated[str, Body(embed=True, max_length=100)],
    actor: ActorOfRequest,
    records: RecordsOfApp,
) -> Revealed:
    """Return a sensitive value whole, which is recorded."""
    return await records.reading.reveal(app, actor, form, id, field)


@router.get("/{id}/related/{name}")
async def list_related(  # noqa: PLR0917 - the parts of a request
    app: AppOfPath,
    form: FormOfPath,
    id: UUID,  # noqa: A002
    name: Annotated[str, Path(max_length=60)],
    query: QueryOfAddress,
    actor: ActorOfRequest,
    records: RecordsOfApp,
) -> Page:
    """Return the records that refer to one, by what they are called there."""
    return await records.reading.related(app, actor, form, id, name, query)


@router.get("/{id}/whole")
async def get_whole_record(  # noqa: PLR0917 - the parts of a request
    app: AppOfPath,
    form: FormOfPath,
    id: UUID,  # noqa: A002
    actor: ActorOfRequest,
    records: RecordsOfApp,
    related: Annotated[list[str] | None, Query(max_length=20)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> RecordPage:
    """Return a record with the first of the records that refer to it, by what they are called there."""
    return await records.reading.whole(app, actor, form, id, related or (), most=limit)


@router.get("/{id}/history")
async def list_history(  # noqa: PLR0917 - the parts of a request
    app: AppOfPath,
    form: FormOfPath,
    id: UUID,  # noqa: A002
    actor: ActorOfRequest,
    records: RecordsOfApp,
    before: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> list[HistoryEntry]:
    """Return what happened to a record, the newest first."""
    return await records.reading.history(app, actor, form, id, before=before, most=limit)


@router.get("/{id}/past")
async def get_past_record(  # noqa: PLR0917 - the parts of a request
    app: AppOfPath,
    form: FormOfPath,
    id: UUID,  # noqa: A002
    actor: ActorOfRequest,
    records: RecordsOfApp,
    at: datetime | None = None,
    version: Annotated[int | None, Query(ge=1)] = None,
) -> PastRecord:
    """Return a record as it was at an instant, or in a version."""
    if at is not None and at.tzinfo is None:
        message = "the instant has no time zone"
        raise Invalid(message, [WRONG_QUERY.report(path="/at", reason=message)])
    return await records.reading.as_of(app, actor, form, id, at=at, version=version)


@router.get("/{id}/access")
async def explain_access(  # noqa: PLR0917 - the parts of a request
    app: AppOfPath,
    form: FormOfPath,
    id: UUID,  # noqa: A002
    actor: ActorOfRequest,
    records: RecordsOfApp,
    workspace: WorkspaceOfApp,
    account: UUID | None = None,
) -> Explanation:
    """Return which grants let oneself, or, for administrators, somebody else, do what with a record."""
    whom = actor
    if account is not None and account != actor.account_id:
        known = await workspace.accounts.get(actor, account)
        whom = Actor(account_id=known.id, roles=frozenset(known.roles))
    return await records.reading.explain(app, actor, whom, form, id)
