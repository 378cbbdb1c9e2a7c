"""What the tests of files share: an app with every kind of field that holds files, and people with its roles."""

import io
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest
from PIL import Image

from engine_forms.form import Form
from engine_forms.form_set import FormSet
from lowcode.bundle.role import Role
from lowcode.services.actor import Actor
from lowcode.services.files import Files
from lowcode.services.record_app import RecordApp
from lowcode.services.records import Records
from lowcode.services.rights import role_rights
from lowcode.services.stored_file import StoredFile
from lowcode.services.workspace import Workspace
from tests.services.people import Hire
from tests.services.records.shop import build, field, said

Person = Callable[..., Awaitable[Actor]]
Upload = Callable[..., Awaitable[StoredFile]]

FORMS: list[dict[str, Any]] = [
    {
        "name": "visit",
        "label": said("Visit", "拜访"),
        "fields": [
            field("text", "title"),
            field("file", "papers", extensions=["pdf", "txt"], max_megabytes=1, most=3),
            field("image", "photos"),
            field("signature", "signature"),
            field("rich_text", "report"),
            field("file", "secret"),
            field("file", "masked", sensitive=True),
            field("subtable", "stops", fields=[field("text", "place"), field("image", "photo")]),
            field("formula", "weight", expression="coalesce(sum(papers.size), 0)", result="number"),
        ],
    },
]
ROLES: list[dict[str, Any]] = [
    {
        "name": "boss",
        "label": said("Boss"),
        "grants": [{"form": "visit", "actions": ["see", "create", "edit", "delete"]}],
    },
    {
        "name": "seller",
        "label": said("Seller"),
        "grants": [
            {
                "form": "visit",
                "actions": ["see", "create", "edit", "delete"],
                "rows": "owner.id = current user.id",
                "fields": [{"fields": ["secret"], "right": "hidden"}],
            }
        ],
    },
]


def picture(size: tuple[int, int] = (40, 20), kind: str = "PNG", **more: Any) -> bytes:
    """Return a picture as a file."""
    written = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(written, kind, **more)
    return written.getvalue()


async def pieces(content: bytes, length: int = 1000) -> AsyncIterator[bytes]:
    """Iterate over a content as a network gives it."""
    for start in range(0, len(content), length):
        yield content[start : start + length]


@pytest.fixture
async def visits(workspace: Workspace) -> RecordApp:
    """The app, with its tables."""
    made = [role_rights("shop", Role.model_validate(one)) for one in ROLES]
    app = RecordApp("shop", FormSet(Form.model_validate(one) for one in FORMS), made)
    await build(workspace.database, app)
    return app


@pytest.fixture
def records(workspace: Workspace) -> Records:
    """The use cases of records."""
    return Records(workspace.database)


@pytest.fixture
def files(workspace: Workspace) -> Files:
    """The use cases of files."""
    return workspace.files


@pytest.fixture
def person(hire: Hire) -> Person:
    """A function that makes somebody with roles of the app."""

    async def make(name: str, *roles: str) -> Actor:
        account_id: UUID = await hire(name)
        return Actor(account_id=account_id, roles=frozenset(f"shop.{role}" for role in roles))

    return make


@pytest.fixture
async def boss(person: Person) -> Actor:
    """Somebody who may do everything."""
    return await person("boss", "boss")


@pytest.fixture
async def seller(person: Person) -> Actor:
    """Somebody who sees their own records, and not the secret."""
    return await person("seller", "seller")


@pytest.fixture
def upload(files: Files) -> Upload:
    """A function that uploads a file."""

    async def send(actor: Actor, content: bytes = b"%PDF-1.7 hello", name: str = "a.pdf", **more: Any) -> StoredFile:
        return await files.upload(actor, name, pieces(content), **more)

    return send
