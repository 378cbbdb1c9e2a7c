"""An app as a folder of JSON files, and back: one document that is read and written byte for byte.

`app.json` holds what the app says of itself; a folder for each kind of part holds one file per part, named by it:
`forms/lead.json` is `document["forms"]["lead"]`. Every file names its JSON Schema in `$schema`, which the document
leaves out. Texts such as `README.md` are kept as they are, under `texts`.
"""

import json
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lowcode.bundle.canonical import Json, readable
from lowcode.kernel.diagnostics import Code, Diagnostic
from lowcode.kernel.errors import Invalid
from lowcode.kernel.names import label

LARGEST_FILE: Final = 8_000_000
"""Bytes of one file."""
LARGEST_FOLDER: Final = 100_000_000
"""Bytes of all files together."""
MOST_FILES: Final = 5_000
"""Files of a folder."""
DEEPEST: Final = 100
"""Levels of objects and lists inside each other."""

NOT_A_PART: Final = Code(
    "bundle-file-unknown",
    label("`{file}` is no part of an app.", "`{file}` 不是应用的组成部分。"),
    label("Remove it, or move it to one of: {known}.", "请删除它，或移到以下位置之一：{known}。"),
)
NOT_A_FILE: Final = Code(
    "bundle-file-not-plain",
    label("`{file}` is a link or a device, not a file.", "`{file}` 是链接或设备，不是普通文件。"),
    label("Put the file itself there.", "请放入文件本身。"),
)
TOO_LARGE: Final = Code(
    "bundle-too-large",
    label("The bundle is larger than allowed: {what}.", "应用包超出允许的大小：{what}。"),
    label("Allowed are {limit}.", "允许的上限为 {limit}。"),
)
NOT_JSON: Final = Code(
    "bundle-file-not-json",
    label("`{file}` is not JSON: {reason}.", "`{file}` 不是有效的 JSON：{reason}。"),
    label("Correct it at line {line}, column {column}.", "请更正第 {line} 行第 {column} 列。"),
)
NOT_AN_OBJECT: Final = Code(
    "bundle-file-not-an-object",
    label("`{file}` holds no JSON object.", "`{file}` 的内容不是 JSON 对象。"),
    label("Put the part between braces.", "请把内容写在花括号中。"),
)
WRONG_SCHEMA: Final = Code(
    "bundle-schema-wrong",
    label("`$schema` of `{file}` is {found}.", "`{file}` 的 `$schema` 为 {found}。"),
    label("Write `{wanted}`.", "请写 `{wanted}`。"),
)
WRONG_NAME: Final = Code(
    "bundle-name-differs",
    label("`{file}` names itself {found}.", "`{file}` 的名称写作 {found}。"),
    label("File and `name` are the same word: rename one.", "文件名与 `name` 必须相同：请重命名其中之一。"),
)
NO_APP: Final = Code(
    "bundle-without-app",
    label("There is no `app.json`.", "缺少 `app.json`。"),
    label("Choose the folder that holds `app.json`.", "请选择包含 `app.json` 的文件夹。"),
)

_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,47}")


@dataclass(frozen=True, slots=True)
class Layout:
    """Which files an app has."""

    parts: frozenset[str]
    """The folders of parts, such as `forms`; each is a key of the document."""
    schema: Callable[[str], str]
    """What `$schema` says in the files of a folder, and, for `app`, in `app.json`."""
    texts: frozenset[str] = frozenset({"README.md", "README.zh-CN.md"})
    """The files that are no JSON and are kept as text."""

    def known(self) -> str:
        """Return the places that a file may have, for people."""
        folders = [f"{folder}/<name>.json" for folder in sorted(self.parts)]
        return ", ".join(["app.json", *folders, *sorted(self.texts)])


def files_of(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder by their path in it, with `/`. Follows no link, and reads only what an app may have.

    Hidden files, which editors and version control leave, are passed over. Raises `Invalid` with every problem.
    """
    problems: list[Diagnostic] = []
    found: dict[str, bytes] = {}
    total = 0
    for file in _walk(folder):
        path = file.relative_to(folder).as_posix()
        # Opened without following and asked afterwards: a file that is swapped in between gains nothing.
        try:
            descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:
            problems.append(NOT_A_FILE.report(file=path))
            continue
        with os.fdopen(descriptor, "rb") as opened:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                problems.append(NOT_A_FILE.report(file=path))
                continue
            found[path] = opened.read(LARGEST_FILE + 1)
        total += len(found[path])
        if total > LARGEST_FOLDER or len(found) > MOST_FILES:
            break
    problems += _size_problems(found)
    if problems:
        raise _refused(problems)
    return found


def read(files: Mapping[str, bytes], layout: Layout) -> dict[str, Json]:
    """Return the document that files by path are. Raises `Invalid` with every problem, by file and place.

    The path of a problem is the file's, then a JSON pointer inside the file: `forms/lead.json/fields/3`.
    """
    problems = _size_problems(files)
    document: dict[str, Json] = {}
    for path in sorted(files):
        folder, _, name = path.rpartition("/")
        if path in layout.texts:
            document.setdefault("texts", {})[path] = _text(path, files[path], problems)
        elif path == "app.json":
            document["app"] = _object(path, files[path], layout.schema("app"), None, problems)
        elif folder in layout.parts and name.endswith(".json") and _NAME.fullmatch(name[:-5]):
            part = _object(path, files[path], layout.schema(folder), name[:-5], problems)
            document.setdefault(folder, {})[name[:-5]] = part
        else:
            problems.append(NOT_A_PART.report(path=path, file=path, known=layout.known()))
    if "app.json" not in files:
        problems.append(NO_APP.report(path="app.json"))
    if problems:
        raise _refused(problems)
    return document


def write(document: Mapping[str, Json], layout: Layout) -> dict[str, bytes]:
    """Return the files of a document by path; reading them gives the document again.

    Raises `Invalid` for a part that has no place among the files.
    """
    files: dict[str, bytes] = {}
    problems: list[Diagnostic] = []
    for key, value in document.items():
        if key == "app":
            files["app.json"] = readable({"$schema": layout.schema("app"), **value})
        elif key == "texts":
            files.update({path: text.encode() for path, text in value.items() if path in layout.texts})
            problems += [_unknown(path, layout) for path in value if path not in layout.texts]
        elif key in layout.parts:
            for name, part in value.items():
                path = f"{key}/{name}.json"
                if not _NAME.fullmatch(name):
                    problems.append(_unknown(path, layout))
                files[path] = readable({"$schema": layout.schema(key), **part})
        else:
            problems.append(_unknown(key, layout))
    if problems:
        raise _refused(problems)
    return files


def save(files: Mapping[str, bytes], folder: Path) -> None:
    """Write files into a folder, made if need be; files of an app that are there and no longer in it are removed."""
    for path, content in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.is_file() or file.read_bytes() != content:
            file.write_bytes(content)
    for file in _walk(folder):
        if file.suffix == ".json" and file.relative_to(folder).as_posix() not in files:
            file.unlink()


def _walk(folder: Path) -> Iterator[Path]:
    """Iterate over everything in a folder that is no folder, hidden things and links to folders left out or in."""
    for top, folders, files in os.walk(folder, followlinks=False):
        links = [each for each in folders if Path(top, each).is_symlink()]
        folders[:] = sorted(each for each in folders if not each.startswith(".") and each not in links)
        yield from (Path(top, each) for each in sorted([*files, *links]) if not each.startswith("."))


def _size_problems(files: Mapping[str, bytes]) -> list[Diagnostic]:
    """Return what is too large."""
    problems = [
        TOO_LARGE.report(path=path, what=path, limit=f"{LARGEST_FILE:,} bytes")
        for path, content in files.items()
        if len(content) > LARGEST_FILE
    ]
    if sum(map(len, files.values())) > LARGEST_FOLDER:
        problems.append(TOO_LARGE.report(what="*", limit=f"{LARGEST_FOLDER:,} bytes"))
    if len(files) > MOST_FILES:
        problems.append(TOO_LARGE.report(what="*", limit=f"{MOST_FILES:,} files"))
    return problems


def _object(path: str, content: bytes, schema: str, name: str | None, problems: list[Diagnostic]) -> dict[str, Json]:
    """Return the object that a file holds without its `$schema`; an empty one after a problem."""
    try:
        found = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_members, parse_constant=_no_number)
        _measure(found, DEEPEST)
    except json.JSONDecodeError as error:
        problems.append(NOT_JSON.report(path=path, file=path, reason=error.msg, line=error.lineno, column=error.colno))
        return {}
    except (ValueError, RecursionError) as error:
        reason = "it is nested too deep" if isinstance(error, RecursionError) else str(error)
        problems.append(NOT_JSON.report(path=path, file=path, reason=reason, line=1, column=1))
        return {}
    if not isinstance(found, dict):
        problems.append(NOT_AN_OBJECT.report(path=path, file=path))
        return {}
    said = found.pop("$schema", None)
    if said != schema:
        problems.append(WRONG_SCHEMA.report(path=f"{path}/$schema", file=path, found=_shown(said), wanted=schema))
    if name is not None and found.get("name") != name:
        problems.append(WRONG_NAME.report(path=f"{path}/name", file=path, found=_shown(found.get("name"))))
    return found


def _members(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    """Return an object. Raises `ValueError` for a member that is there twice: readers would differ on it."""
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [key for key, _ in pairs]
        twice = next(key for key in names if names.count(key) > 1)
        msg = f'the member "{twice}" is there twice'
        raise ValueError(msg)
    return found


def _no_number(word: str) -> float:
    """Refuse NaN and infinities, which Python's reader takes and JSON does not have."""
    msg = f"{word} is no number of JSON"
    raise ValueError(msg)


def _measure(value: Json, left: int) -> None:
    """Raise `RecursionError` for a document that is nested deeper than allowed, `ValueError` for a number beyond it."""
    if left == 0:
        raise RecursionError
    if isinstance(value, float) and value in (float("inf"), float("-inf")):
        msg = "a number is too large; write it as text"
        raise ValueError(msg)
    inner: Iterable[Json] = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for each in inner:
        _measure(each, left - 1)


def _text(path: str, content: bytes, problems: list[Diagnostic]) -> str:
    """Return a text file's text."""
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        problems.append(NOT_JSON.report(path=path, file=path, reason=str(error), line=1, column=1))
        return ""


def _shown(value: Json) -> str:
    """Return a value for a message."""
    return "`" + json.dumps(value, ensure_ascii=False)[:100] + "`"


def _unknown(path: str, layout: Layout) -> Diagnostic:
    """Return the diagnostic for a part that has no place."""
    return NOT_A_PART.report(path=path, file=path, known=layout.known())


def _refused(problems: Iterable[Diagnostic]) -> Invalid:
    """Return the error with all problems."""
    found = sorted(problems, key=lambda each: (each.path, each.code))
    message = f"the bundle has {len(found)} problems" if len(found) > 1 else "the bundle has a problem"
    return Invalid(message, found)
