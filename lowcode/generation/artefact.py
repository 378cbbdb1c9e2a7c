"""`Artefact`: one family of generated files, and the comparison of all of them with what stands on disk."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from lowcode.kernel.catalog import Catalog


@dataclass(frozen=True, slots=True)
class Artefact:
    """Files that are rendered from definitions, as one object per module of `lowcode.generation.artefacts`."""

    kind: str
    """The name of the module that defines it."""
    render: Callable[[], Mapping[str, str]]
    """Returns the text of each file by its path from the top of the repository; the same for the same definitions."""
    folders: tuple[str, ...] = ()
    """Folders that hold nothing but files of this artefact: what it no longer renders there is stale."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What has to change on disk so that it is what the artefacts render."""

    written: Mapping[str, str]
    """The texts of files that are missing or differ, by path."""
    removed: tuple[str, ...]
    """Paths that no artefact renders any more."""

    def __bool__(self) -> bool:
        """Return whether anything has to change."""
        return bool(self.written or self.removed)

    def paths(self) -> list[str]:
        """Return every path that has to change, in alphabetical order."""
        return sorted([*self.written, *self.removed])

    def apply(self, top: Path) -> None:
        """Change the files below `top`."""
        for path, text in self.written.items():
            file = top / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode())
        for path in self.removed:
            (top / path).unlink()


def difference(package: ModuleType, top: Path) -> Difference:
    """Return what differs between the artefacts that are the modules of `package` and the files below `top`.

    Raises `ValueError` when two artefacts render one path.
    """
    artefacts = Catalog(package, Artefact, objects=True)
    rendered: dict[str, str] = {}
    stale: set[str] = set()
    for artefact in artefacts.values():
        texts = artefact.render()
        if twice := rendered.keys() & texts.keys():
            msg = f"'{artefact.kind}' renders {', '.join(sorted(twice))}, which another artefact renders too"
            raise ValueError(msg)
        rendered.update(texts)
        stale.update(_files_in(artefact.folders, top))
    written = {path: text for path, text in sorted(rendered.items()) if _text(top / path) != text.encode()}
    return Difference(written, tuple(sorted(stale - rendered.keys())))


def _files_in(folders: tuple[str, ...], top: Path) -> Iterator[str]:
    """Iterate over the paths, from `top`, of the files inside `folders`."""
    for folder in folders:
        for file in (top / folder).rglob("*"):
            if file.is_file():
                yield file.relative_to(top).as_posix()


def _text(file: Path) -> bytes | None:
    """Return what `file` holds, or None when it does not exist."""
    return file.read_bytes() if file.is_file() else None
