"""Files: what is taken, who may have it, and what is left over."""

import asyncio
import io
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from PIL import Image

from engine_rules.values import Value
from lowcode.kernel import clock
from lowcode.kernel.errors import Forbidden, Invalid, NotFound
from lowcode.services import files as files_module
from lowcode.services.actor import PRODUCT, Actor
from lowcode.services.comments import NewComment
from lowcode.services.file_types import clean_name, media_type
from lowcode.services.files import Apps, Files, Place
from lowcode.services.record_app import RecordApp
from lowcode.services.record_view import RecordView
from lowcode.services.record_writing import NewRecord, RecordChange
from lowcode.services.records import Records
from lowcode.services.workspace import Workspace
from lowcode.settings import Settings
from lowcode.store.file_storage import FileStorage
from tests.services.files.conftest import Person, Upload, picture, pieces


def codes(error: pytest.ExceptionInfo[Any]) -> list[tuple[str, str]]:
    return [(one.path, one.code) for one in error.value.diagnostics]


def apps(app: RecordApp) -> Apps:
    async def found(_: str) -> RecordApp:
        return app

    return found


async def saved(records: Records, app: RecordApp, actor: Actor, **values: Value) -> RecordView:
    return await records.writing.create(app, actor, "visit", NewRecord(values=values))


async def readable(files: Files, app: RecordApp, actor: Actor, id_: UUID) -> str:
    return (await files.readable(apps(app), actor, id_)).file.name


def stored(workspace: Workspace) -> list[Path]:
    folder = workspace.settings.home / "files" / workspace.settings.workspace
    return sorted(one for one in folder.rglob("*") if one.is_file())


# --- names and types --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system.ini", "system.ini"),
        ("/absolute/方案.pdf", "方案.pdf"),
        ("..", "file"),
        ("", "file"),
        ("a\x00b\r\n.pdf", "ab.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        (" .hidden ", "hidden"),
        ("x" * 300 + ".docx", "x" * 195 + ".docx"),
    ],
)
def test_names_are_no_paths(told: str, kept: str) -> None:
    assert clean_name(told) == kept


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("a.pdf", b"%PDF-1.7", "application/pdf"),
        ("a.PNG", b"\x89PNG\r\n\x1a\n", "image/png"),
        ("a.txt", "报价".encode("gb18030"), "text/plain"),
        ("a.svg", b"<svg onload=alert(1)>", "image/svg+xml"),
        ("a.docx", b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.dwg", b"AC1032", "application/octet-stream"),
        ("a", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("empty.pdf", b"", "application/pdf"),
    ],
)
def test_the_first_bytes_tell_the_type(name: str, head: bytes, kind: str) -> None:
    assert media_type(name, head) == kind


@pytest.mark.parametrize(
    ("name", "head"),
    [("a.png", b"MZ\x90\x00"), ("a.pdf", b"<html>"), ("a.txt", b"\x89PNG\r\n\x1a\n"), ("a.csv", b"a\x00b")],
)
def test_a_name_that_says_something_else_is_refused(name: str, head: bytes) -> None:
    with pytest.raises(Invalid) as error:
        media_type(name, head)
    assert codes(error) == [("", "file-not-what-it-says")]


# --- uploading --------------------------------------------------------------------------------------------------------


async def test_the_same_content_is_kept_once(workspace: Workspace, boss: Actor, seller: Actor, upload: Upload) -> None:
    one, other = await asyncio.gather(upload(boss, name="a.pdf"), upload(seller, name="b.pdf"))
    assert one.id != other.id
    assert (one.name, one.size, one.type) == ("a.pdf", 14, "application/pdf")
    assert len(stored(workspace)) == 1


async def test_a_large_file_is_refused_while_it_arrives(workspace: Workspace, visits: RecordApp, boss: Actor) -> None:
    place = Place(visits, "visit", "papers")
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 100_000
            yield b"%PDF-" + bytes(99_995)

    with pytest.raises(Invalid) as error:
        await workspace.files.upload(boss, "a.pdf", endless(), place=place)
    assert codes(error) == [("", "file-too-large")]
    assert sent == 1_100_000
    with pytest.raises(Invalid, match="too large"):
        await workspace.files.upload(boss, "a.pdf", pieces(b"%PDF-"), size=200_000_000)
    assert stored(workspace) == []


async def test_what_breaks_off_leaves_nothing(workspace: Workspace, boss: Actor, upload: Upload) -> None:
    with pytest.raises(Invalid) as error:
        await upload(boss, size=15)
    assert codes(error) == [("", "file-broken-off")]

    async def broken() -> AsyncIterator[bytes]:
        yield b"%PDF-"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await workspace.files.upload(boss, "a.pdf", broken())
    assert stored(workspace) == []


async def test_a_field_says_at_once_what_it_does_not_take(visits: RecordApp, boss: Actor, upload: Upload) -> None:
    with pytest.raises(Invalid) as error:
        await upload(boss, picture(), "a.png", place=Place(visits, "visit", "papers"))
    assert codes(error) == [("", "file-type-refused")]
    with pytest.raises(Invalid) as error:
        await upload(boss, place=Place(visits, "visit", "stops.photo"))
    assert codes(error) == [("", "file-type-refused")]


async def test_the_setting_says_which_endings_are_taken(workspace: Workspace, boss: Actor, tmp_path: Path) -> None:
    settings = Settings(tmp_path, workspace=workspace.settings.workspace, file_endings=".PDF, png")
    files = Files(workspace.database, settings)
    with pytest.raises(Invalid) as error:
        await files.upload(boss, "a.exe", pieces(b"MZ"))
    assert codes(error) == [("", "file-type-refused")]
    assert (await files.upload(boss, "a.pdf", pieces(b"%PDF-"))).size == 5


# --- owning -----------------------------------------------------------------------------------------------------------


async def test_a_record_owns_what_it_names(
    files: Files, records: Records, visits: RecordApp, seller: Actor, boss: Actor, upload: Upload
) -> None:
    paper, photo = await upload(seller), await upload(seller, picture(), "photo.png")
    drawn, pasted = await upload(seller, picture((9, 9)), "s.png"), await upload(seller, picture((8, 8)), "p.png")
    with pytest.raises(NotFound):
        await readable(files, visits, boss, paper.id)
    made = await saved(
        records,
        visits,
        seller,
        papers=[str(paper.id)],
        signature=str(drawn.id),
        report=f'<p>see <img src="/api/files/{pasted.id}"></p>',
        stops=[{"place": "Ulm", "photo": [str(photo.id)]}],
    )
    for one in (paper, photo, drawn, pasted):
        assert await readable(files, visits, boss, one.id) == one.name
    seen = await records.reading.get(visits, seller, "visit", made.id)
    assert {one.name for one in seen.files} == {"a.pdf", "photo.png", "s.png"}
    assert seen.titles[str(paper.id)] == "a.pdf"
    assert seen.values["weight"] == "14"


async def test_a_foreign_file_is_refused(
    records: Records, visits: RecordApp, seller: Actor, boss: Actor, upload: Upload
) -> None:
    foreign = str((await upload(boss)).id)
    with pytest.raises(Invalid) as error:
        await saved(records, visits, seller, papers=[foreign])
    assert codes(error) == [("/papers", "file-not-yours")]
    owned = str((await upload(seller)).id)
    first = await saved(records, visits, seller, papers=[owned])
    for values in ({"papers": [owned]}, {"secret": [owned]}, {"papers": [str(uuid4())]}):
        with pytest.raises(Invalid) as error:
            await saved(records, visits, boss, **values)
        assert [code for _, code in codes(error)] == ["file-not-yours"]
    inside = {"report": f'<img src="/api/files/{foreign}">', "stops": [{"photo": [foreign]}]}
    with pytest.raises(Invalid) as error:
        await records.writing.update(visits, seller, "visit", first.id, RecordChange(version=1, values=inside))
    assert set(codes(error)) == {("/report", "file-not-yours"), ("/stops/0/photo", "file-not-yours")}


async def test_one_file_cannot_go_into_two_records(
    records: Records, visits: RecordApp, seller: Actor, upload: Upload
) -> None:
    one = str((await upload(seller)).id)
    new = [NewRecord(values={"papers": [one]}), NewRecord(values={"papers": [one]})]
    with pytest.raises(Invalid) as error:
        await records.writing.create_many(visits, seller, "visit", new)
    assert codes(error) == [("/1/papers", "file-not-yours")]
    race = await asyncio.gather(
        *(saved(records, visits, seller, papers=[one]) for _ in range(3)), return_exceptions=True
    )
    assert sum(isinstance(each, RecordView) for each in race) == 1
    assert [code for each in race if isinstance(each, Invalid) for code in [each.diagnostics[0].code]] == [
        "file-not-yours",
        "file-not-yours",
    ]


async def test_a_file_that_was_taken_out_can_come_back(
    files: Files, records: Records, visits: RecordApp, seller: Actor, upload: Upload
) -> None:
    one = str((await upload(seller)).id)
    made = await saved(records, visits, seller, papers=[one])
    for version, value in ((1, []), (2, [one])):
        change = RecordChange(version=version, values={"papers": value})
        await records.writing.update(visits, seller, "visit", made.id, change)
        # The history still shows it.
        assert await readable(files, visits, seller, UUID(one)) == "a.pdf"


async def test_types_and_sizes_are_checked_again_when_it_is_saved(
    records: Records, visits: RecordApp, seller: Actor, upload: Upload
) -> None:
    large = await upload(seller, b"%PDF-" + bytes(1_000_000))
    wrong, no_picture = await upload(seller, b"x", "a.csv"), await upload(seller)
    values: dict[str, Value] = {"papers": [str(large.id), str(wrong.id)], "photos": [str(no_picture.id)]}
    with pytest.raises(Invalid) as error:
        await saved(records, visits, seller, **values)
    assert codes(error) == [
        ("/papers", "file-too-large"),
        ("/papers", "file-type-refused"),
        ("/photos", "file-type-refused"),
    ]


async def test_a_copy_of_a_record_has_files_of_its_own(
    workspace: Workspace, files: Files, records: Records, visits: RecordApp, seller: Actor, upload: Upload
) -> None:
    paper, photo = await upload(seller), await upload(seller, picture(), "photo.png")
    report = f'<p><img src="/api/files/{photo.id}"></p>'
    made = await saved(records, visits, seller, papers=[str(paper.id)], report=report)
    copy = await records.writing.duplicate(visits, seller, "visit", made.id)
    assert copy.values["papers"] not in (None, [], [str(paper.id)])
    assert str(photo.id) not in str(copy.values["report"])
    await records.removal.trash(visits, seller, "visit", [made.id])
    await records.removal.purge(visits, seller, "visit", [made.id])
    assert await readable(files, visits, seller, UUID(copy.values["papers"][0])) == "a.pdf"
    assert len(stored(workspace)) == 2


# --- seeing -----------------------------------------------------------------------------------------------------------


async def test_who_may_not_see_the_field_or_the_record_gets_nothing(  # noqa: PLR0917 - fixtures
    files: Files, records: Records, visits: RecordApp, boss: Actor, seller: Actor, person: Person, upload: Upload
) -> None:
    one, hidden, masked = [str((await upload(boss)).id) for _ in range(3)]
    new = NewRecord(values={"papers": [one], "secret": [hidden], "masked": [masked]}, owner=seller.account_id)
    made = await records.writing.create(visits, boss, "visit", new)
    assert await readable(files, visits, seller, UUID(one)) == "a.pdf"
    with pytest.raises(Forbidden) as error:
        await readable(files, visits, seller, UUID(hidden))
    assert codes(error) == [("", "file-not-shown")]
    with pytest.raises(Forbidden):
        await readable(files, visits, boss, UUID(masked))
    other, nobody = await person("other", "seller"), await person("nobody")
    for stranger in (other, nobody):
        for id_ in (one, hidden, str(uuid4())):
            with pytest.raises(NotFound):
                await readable(files, visits, stranger, UUID(id_))
    await records.removal.trash(visits, boss, "visit", [made.id])
    with pytest.raises(NotFound):
        await readable(files, visits, seller, UUID(one))


async def test_comments_have_files(  # noqa: PLR0917 - fixtures
    files: Files, records: Records, visits: RecordApp, boss: Actor, seller: Actor, person: Person, upload: Upload
) -> None:
    made = await saved(records, visits, seller, title="a")
    one = await upload(seller)
    said = NewComment(body="", files=(one.id,))
    comment = await records.comments.add(visits, seller, "visit", made.id, said)
    page = await records.comments.page(visits, boss, "visit", made.id)
    assert [[each.name for each in told.files] for told in page] == [["a.pdf"]]
    assert await readable(files, visits, boss, one.id) == "a.pdf"
    with pytest.raises(NotFound):
        await readable(files, visits, await person("other", "seller"), one.id)
    with pytest.raises(Invalid) as error:
        await records.comments.add(visits, boss, "visit", made.id, NewComment(body="mine", files=(one.id,)))
    assert codes(error) == [("/files/0", "file-not-yours")]
    await records.comments.remove(visits, seller, "visit", made.id, comment)
    with pytest.raises(NotFound):
        await readable(files, visits, seller, one.id)


def test_a_comment_says_something_or_has_a_file() -> None:
    with pytest.raises(ValueError, match="body"):
        NewComment(body=" ")


# --- thumbnails -------------------------------------------------------------------------------------------------------


async def small(files: Files, app: RecordApp, actor: Actor, id_: UUID, size: int) -> Image.Image:
    content = await files.small(await files.readable(apps(app), actor, id_), size)
    return Image.open(io.BytesIO(content))


async def test_thumbnails_are_small_upright_and_tell_nothing(
    workspace: Workspace, files: Files, visits: RecordApp, boss: Actor, upload: Upload
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # it was held upright: the left side of the pixels is the top
    exif[0x010F] = "Secret Camera"
    one = await upload(boss, picture((400, 200), "JPEG", exif=exif.tobytes()), "a.jpg")
    seen = await small(files, visits, boss, one.id, 100)
    assert (seen.format, seen.size) == ("WEBP", (80, 160))
    assert dict(seen.getexif()) == {}
    kept = stored(workspace)
    assert [path.name.partition("-")[2] for path in kept] == ["", "160"]
    assert (await small(files, visits, boss, one.id, 160)).size == (80, 160)
    assert stored(workspace) == kept


async def test_what_is_no_picture_has_no_thumbnail(
    files: Files, visits: RecordApp, boss: Actor, upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    torn, paper = await upload(boss, b"\x89PNG\r\n\x1a\nnothing", "a.png"), await upload(boss)
    large = await upload(boss, picture((400, 400)), "b.png")
    monkeypatch.setattr("lowcode.services.file_thumbnails._MOST_PIXELS", 100_000)
    for one in (torn, paper, large):
        with pytest.raises(NotFound) as error:
            await small(files, visits, boss, one.id, 64)
        assert codes(error) == [("", "file-not-a-picture")]


# --- what is left over ------------------------------------------------------------------------------------------------


async def test_what_nobody_names_is_removed_after_a_day(
    workspace: Workspace, records: Records, visits: RecordApp, boss: Actor, upload: Upload
) -> None:
    kept = await upload(boss, b"%PDF-kept")
    await saved(records, visits, boss, papers=[str(kept.id)])
    await upload(boss, b"%PDF-kept", "same.pdf")
    left = await upload(boss, b"%PDF-left")
    drafted = await upload(boss, b"%PDF-drafted")
    async with workspace.database.connection() as connection:
        await connection.execute(
            "INSERT INTO record_draft (id, account_id, form, content, created_at, updated_at) "
            "VALUES ($1, $2, 'shop.visit', $3, now(), now())",
            uuid4(), boss.account_id, {"papers": [str(drafted.id)]},
        )  # fmt: skip
    torn = workspace.files.storage.begin()
    assert (await files_module.tidy(workspace.database, workspace.settings)).files == 0
    assert len(stored(workspace)) == 4
    with clock.held(clock.now() + timedelta(hours=25)):
        done = await workspace.files.tidy()
    assert (done.files, done.contents) == (2, 1)
    assert not torn.exists()
    assert len(stored(workspace)) == 2
    with pytest.raises(NotFound):
        await workspace.files.readable(apps(visits), PRODUCT, left.id)


async def test_a_crash_between_storage_and_database_leaves_no_broken_file(
    workspace: Workspace, visits: RecordApp, boss: Actor, upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """The process ends here."""

    async def killed(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("lowcode.services.files.files.ADD.run", killed)
        with pytest.raises(Killed):
            await upload(boss)
    assert len(stored(workspace)) == 1
    async with workspace.database.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM file") == 0
    # The next upload of the same content finds it, and is whole.
    again = await upload(boss)
    content = await workspace.files.readable(apps(visits), boss, again.id)
    with await workspace.files.opened(content.sha256) as source:
        assert source.read() == b"%PDF-1.7 hello"


async def test_a_content_is_not_removed_while_its_file_is_made(workspace: Workspace, boss: Actor) -> None:
    first = await workspace.files.upload(boss, "a.pdf", pieces(b"%PDF-x"))
    async with workspace.database.connection() as connection:
        sha256 = await connection.fetchval("SELECT sha256 FROM file WHERE id = $1", first.id)
        await connection.execute("DELETE FROM file")
    removing = asyncio.create_task(workspace.files._remove_content(sha256))
    again = asyncio.create_task(workspace.files.upload(boss, "a.pdf", pieces(b"%PDF-x")))
    await asyncio.gather(removing, again)
    assert workspace.files.storage.has(sha256)


def test_an_object_store_keeps_files_too(tmp_path: Path) -> None:
    storage = FileStorage(Settings(tmp_path, workspace="here", files_url=f"memory://{uuid4().hex}"))
    sha256 = "ab" * 32
    for _ in range(2):
        arrived = storage.begin()
        arrived.write_bytes(b"content")
        storage.keep(arrived, sha256)
        arrived.unlink()
    with storage.open(sha256) as source:
        source.seek(3)
        assert source.read(2) == b"te"
    assert [one.sha256 for one in storage.contents()] == [sha256]
    assert storage.thumbnail(sha256, 64) is None
    storage.keep_thumbnail(sha256, 64, b"small")
    assert storage.thumbnail(sha256, 64) == b"small"
    storage.remove(sha256)
    assert not storage.has(sha256)
    assert storage.thumbnail(sha256, 64) is None
    with pytest.raises(FileNotFoundError):
        storage.open(sha256)


def test_a_storage_that_nothing_knows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as error:
        FileStorage(Settings(tmp_path, files_url="nowhere://bucket"))
    assert codes(error) == [("", "file-storage-unknown")]
