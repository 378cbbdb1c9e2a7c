"""Import, export, check, test, plan, remove and list apps."""

import asyncio
import json
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from lowcode.bundle.app import Bundle
from lowcode.bundle.archive import packed, unpacked
from lowcode.bundle.folder import files_of, save
from lowcode.bundle.linking import ordered
from lowcode.bundle.parsing import parsed
from lowcode.bundle.sample_past import Past
from lowcode.bundle.sampling import Extent, drawn
from lowcode.bundle.trial import failures
from lowcode.kernel import clock
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.errors import Invalid, NotFound
from lowcode.kernel.names import Language
from lowcode.services.actor import PRODUCT
from lowcode.services.app_bundles import read
from lowcode.services.app_samples import AppSamples
from lowcode.services.app_trials import AppTrials
from lowcode.services.workspace import Workspace
from lowcode.settings import Settings
from lowcode.store.database import opened, reached
from lowcode.store.migration import migrate
from lowcode.store.plan import Plan

_PEOPLE = 20
"""How many people the sample records are printed for."""


class Verb(StrEnum):
    """What to do with an app."""

    list = "list"
    check = "check"
    test = "test"
    sample = "sample"
    plan = "plan"
    import_ = "import"
    export = "export"
    remove = "remove"
    purge = "purge"
    fill = "fill"
    renew = "renew"


def run(
    *,
    verb: Annotated[Verb, typer.Argument(help="What to do.")],
    what: Annotated[
        str,
        typer.Argument(help="The folder or ZIP file of a bundle; otherwise the name of an app."),
    ] = "",
    to: Annotated[
        Path | None, typer.Option(help="Where an export goes: a folder, or a file that ends in `.zip`.")
    ] = None,
    note: Annotated[str, typer.Option(help="What to say about the version.")] = "",
    version: Annotated[int, typer.Option(help="The version to export; 0 for the present one.")] = 0,
    purge: Annotated[bool, typer.Option("--purge", help="Remove the tables and records too, for ever.")] = False,
    chinese: Annotated[bool, typer.Option("--zh", help="Print messages in Chinese.")] = False,
) -> None:
    """Import, export, check, test, plan, remove and list apps.

    `check`, `test`, `sample`, `plan` and `import` take the folder or ZIP file of a bundle: `test` runs its tests,
    `sample` prints its sample records, `plan` prints what would happen to the tables, and `import` publishes the whole
    bundle or nothing of it. `export` writes the present version to `--to`, byte for byte as it was imported. `fill`
    adds the sample records to an app without records, and `renew` computes all records anew. `remove` keeps the
    records unless `--purge` is given, and `purge` removes what earlier versions have left. The exit code is 1 when
    something is wrong.
    """
    language: Language = "zh-CN" if chinese else "en"
    if verb is not Verb.list and not what:
        message = f"say which: lowcode app {verb.value} …"
        raise Invalid(message)
    if verb is Verb.test:
        lines = asyncio.run(_tested(what, language))
    elif verb is Verb.sample:
        bundle = _read(what)
        lines = list(_samples(bundle, _beside(what, bundle)))
    else:
        lines = asyncio.run(_done(verb, what, to, note, version or None, purge=purge, language=language))
    for line in lines:
        print(line)


async def _done(
    verb: Verb, what: str, to: Path | None, note: str, version: int | None, *, purge: bool, language: Language
) -> Sequence[str]:
    """Return what to print."""
    settings = Settings.of()
    async with reached(settings) as url:
        await migrate(url, settings.workspace)
    async with opened(settings) as database:
        workspace = Workspace(database, settings)
        bundles = workspace.bundles
        match verb:
            case Verb.list:
                found = await (await bundles.publishing()).apps(PRODUCT)
                return [f"{each.name}\t{each.current_version or '-'}\t{each.note or ''}" for each in found]
            case Verb.check:
                return _judged(await bundles.check_files(_files(what)), language)
            case Verb.plan:
                return _told(await bundles.plan_files(PRODUCT, _files(what)), language)
            case Verb.import_:
                done = await bundles.import_files(PRODUCT, _files(what), note)
                state = "published" if done.published.fresh else "unchanged"
                return [f"{done.app}: version {done.published.number} {state}", *_told(done.plan, language)]
            case Verb.export:
                return _written(await bundles.export_files(PRODUCT, what, version), to or Path(what))
            case Verb.remove:
                return [f"{what}: removed", *await bundles.remove(PRODUCT, what, purge=purge)]
            case Verb.renew:
                return [f"{form}: {count:,}" for form, count in (await bundles.renew(PRODUCT, what)).items()]
            case Verb.fill:
                counts = await AppSamples(database).fill(PRODUCT, what)
                return [f"{form}: {count:,}" for form, count in counts.items()]
            case _:
                return [*await bundles.purge(PRODUCT, what)]


def _files(what: str) -> dict[str, bytes]:
    """Return the files of a bundle. Raises `NotFound`."""
    path = Path(what)
    if path.is_dir():
        return files_of(path)
    if path.is_file():
        return unpacked(path.read_bytes())
    message = f"there is no folder or file {what}"
    raise NotFound(message)


def _read(what: str) -> Bundle:
    """Return a bundle that stands on its own. Raises `Invalid` for one that cannot be read."""
    found = parsed(read(_files(what)))
    if found.bundle is None or found.problems:
        message = "the bundle cannot be read"
        raise Invalid(message, found.problems)
    return found.bundle


def _neighbour(what: str, name: str) -> str:
    """Return the folder of another app beside that of a bundle."""
    return str(Path(what).absolute().parent / name)


def _beside(what: str, bundle: Bundle) -> dict[str, Bundle]:
    """Return the apps that a bundle needs, which stand in folders beside it. Raises `NotFound`, `Invalid`."""
    found: dict[str, Bundle] = {}
    waiting = [bundle]
    while waiting:
        for one in waiting.pop().app.depends:
            if one.app not in found:
                found[one.app] = _read(_neighbour(what, one.app))
                waiting.append(found[one.app])
    return found


async def _tested(what: str, language: Language) -> Sequence[str]:
    """Return what the tests of a bundle find as lines; ends the program with code 1 when they find anything.

    Only scenes need a database: they are played in a workspace of their own, which is gone afterwards.
    """
    bundle, others = _read(what), _beside(what, _read(what))
    count = sum(len(one.cases) + len(one.walks) + len(one.scenes) for one in bundle.tests.values())
    if any(one.scenes for one in bundle.tests.values()):
        settings = Settings.of()
        beside = [_files(_neighbour(what, name)) for name in others]
        async with reached(settings) as url:
            done = await AppTrials(settings, url).tested(PRODUCT, _files(what), beside)
        found = [each for one in done.tests for each in one.problems]
    else:
        found = list(failures(bundle, others))
    return [f"{count} cases: {line}" for line in _judged(found, language)]


def _samples(bundle: Bundle, others: Mapping[str, Bundle]) -> Iterator[str]:
    """Iterate over the sample records as JSON, one a line; they refer to those of the apps that the bundle needs."""
    today, past = clock.now().date(), Past()
    extent = Extent(people=_PEOPLE)
    for name in ordered({key: [each.app for each in one.app.depends] for key, one in others.items()}):
        rest = {key: one for key, one in others.items() if key != name}
        deque(drawn(others[name], today, extent, others=rest, past=past), maxlen=0)
    for one in drawn(bundle, today, extent, others=others, past=past):
        record = {"form": one.form, "id": one.id, "created_at": one.created_at.isoformat(), "values": one.values}
        yield json.dumps(record, ensure_ascii=False)


def _written(files: dict[str, bytes], to: Path) -> Sequence[str]:
    """Write an export; returns what to print."""
    if to.suffix == ".zip":
        to.write_bytes(packed(files))
        return [str(to)]
    save(files, to)
    return [str(to / path) for path in sorted(files)]


def _told(plan: Plan, language: Language) -> Sequence[str]:
    """Return a plan as lines."""
    steps = [f"{each.about.text(language)}" + (f" ({each.records:,})" if each.records else "") for each in plan.steps]
    return [*steps, *_lines([each.diagnostic() for each in plan.breaks], language)]


def _judged(found: Sequence[Diagnostic], language: Language) -> Sequence[str]:
    """Return what is wrong as lines; ends the program with code 1 when something is."""
    if any(each.severity == "error" for each in found):
        sys.stdout.write("\n".join(_lines(found, language)) + "\n")
        raise typer.Exit(1)
    return _lines(found, language) or ["ok"]


def _lines(found: Iterable[Diagnostic], language: Language) -> list[str]:
    """Return diagnostics as lines."""
    return [f"{each.path}: {each.severity}: {each.text(language)}" for each in found]
