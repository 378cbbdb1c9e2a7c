"""Check and try flows, and exchange them as files of BPMN 2.0."""

import asyncio
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.errors import Invalid, NotFound
from lowcode.kernel.names import Language
from lowcode.services.actor import PRODUCT, Actor
from lowcode.services.flow_drafts import FlowDrafts
from lowcode.services.flow_trials import FlowTrials, TrialReport, TrialRequest
from lowcode.services.flows import Flows
from lowcode.services.workshop import workshop
from lowcode.services.workspace import Workspace
from lowcode.settings import Settings
from lowcode.store.database import opened, reached
from lowcode.store.migration import migrate


class Verb(StrEnum):
    """What to do with a flow."""

    check = "check"
    simulate = "simulate"
    export = "export"
    import_ = "import"


@dataclass(frozen=True, slots=True)
class _Asked:
    """What somebody wants."""

    verb: Verb
    app: str
    flow: str
    file: Path | None
    person: str
    form: str
    trial: TrialRequest


def run(  # noqa: PLR0913 - each is an option of its own
    *,
    verb: Annotated[Verb, typer.Argument(help="What to do.")],
    app: Annotated[str, typer.Argument(help="The app.")],
    flow: Annotated[str, typer.Argument(help="The flow; for `import` what it is to be called.")] = "",
    file: Annotated[Path | None, typer.Option(help="The file of BPMN 2.0 to write or read.")] = None,
    person: Annotated[
        str, typer.Option("--for", help="The administrator whose draft it is; what is published otherwise.")
    ] = "",
    form: Annotated[str, typer.Option(help="The form whose records an imported flow works on.")] = "",
    seed: Annotated[int, typer.Option(help="What all chance of a simulation comes of.")] = 1,
    instances: Annotated[int, typer.Option(help="How many instances are simulated.")] = 100,
    chinese: Annotated[bool, typer.Option("--zh", help="Print messages in Chinese.")] = False,
) -> None:
    """Check and try flows, and exchange them as files of BPMN 2.0.

    `check` tells what is wrong with a flow, `simulate` also lets made-up instances run through it: which ways are
    taken, how long they take, who has how much to do. `export` writes a flow to `--file`, or prints it; `import` puts
    the flows of `--file` into the draft of the administrator named by `--for`, tells what has no effect here and what
    is still wrong, and publishes nothing. The exit code is 1 when something is wrong.
    """
    language: Language = "zh-CN" if chinese else "en"
    if verb is Verb.import_ and (file is None or not person):
        message = "say which file, and in whose draft: lowcode flow import APP --file FILE --for NAME"
        raise Invalid(message)
    if verb is not Verb.import_ and not flow:
        message = f"say which flow: lowcode flow {verb.value} APP FLOW"
        raise Invalid(message)
    if file is not None and verb is Verb.import_ and not file.is_file():
        message = f"{file} does not exist"
        raise NotFound(message)
    trial = TrialRequest(seed=seed, instances=instances, draft=bool(person))
    wrong = asyncio.run(_done(_Asked(verb, app, flow, file, person, form, trial), language))
    if wrong:
        raise typer.Exit(1)


async def _done(asked: _Asked, language: Language) -> bool:
    """Do it, print what came of it, and return whether something is wrong."""
    settings = Settings.of()
    async with reached(settings) as url:
        await migrate(url, settings.workspace)
    async with opened(settings) as database:
        workspace = Workspace(database, settings)
        actor, drafts = await _actor(workspace, asked.person), FlowDrafts(workspace.bundles)
        if asked.verb is Verb.export:
            content = await drafts.write(actor, asked.app, asked.flow, draft=bool(asked.person))
            if asked.file is None:
                sys.stdout.write(content.decode())
            else:
                await asyncio.to_thread(asked.file.write_bytes, content)
            return False
        if asked.verb is Verb.import_:
            return _judged(await _imported(drafts, actor, asked), language)
        async with workshop(workspace) as tools:
            trials = FlowTrials(Flows(tools), workspace.bundles)
            report = await trials.trial(actor, asked.app, asked.flow, asked.trial)
    wrong = _judged(report.diagnostics, language)
    for line in _figures(report, language) if asked.verb is Verb.simulate and report.ran else ():
        print(line)
    return wrong


async def _imported(drafts: FlowDrafts, actor: Actor, asked: _Asked) -> Sequence[Diagnostic]:
    """Put the flows of a file into a draft, and return what is to be said about them."""
    assert asked.file is not None
    data = await asyncio.to_thread(asked.file.read_bytes)
    done = await drafts.read(actor, asked.app, data, flow=asked.flow or None, form=asked.form or None)
    print(f"{asked.app}: {', '.join(done.flows)} in the draft of {asked.person}")
    return done.diagnostics


async def _actor(workspace: Workspace, person: str) -> Actor:
    """Return the product, or the administrator of a name. Raises `NotFound`."""
    if not person:
        return PRODUCT
    found = [one for one in await workspace.accounts.page(PRODUCT, search=person) if one.name == person]
    if not found:
        message = f"nobody is called {person}"
        raise NotFound(message)
    return Actor(found[0].id, roles=frozenset(found[0].roles), agent="lowcode flow")


def _judged(found: Sequence[Diagnostic], language: Language) -> bool:
    """Print what is wrong, and return whether something certainly is."""
    for one in found:
        print(f"{one.path}: {one.severity}: {one.text(language)}")
    if not found:
        print("ok")
    return any(one.severity == "error" for one in found)


def _figures(report: TrialReport, language: Language) -> Iterator[str]:
    """Iterate over the lines of what a simulation shows; durations in hours."""
    yield "  ".join(f"{status}: {count}" for status, count in report.statuses.items())
    yield f"half within {_hours(report.half)}, 95 of 100 within {_hours(report.most)}"
    for node in report.nodes:
        name = node.node if node.label is None else node.label.text(language)
        yield f"{node.entered:6} {name}" + ("" if node.half is None else f" ({_hours(node.half)}, {_hours(node.most)})")
    for load in report.load:
        yield f"{load.tasks:6} {load.name}"
    for problem in report.problems:
        yield f"{problem.count:6} {problem.code}: {problem.message.text(language)}"


def _hours(seconds: float | None) -> str:
    """Return a duration in hours."""
    return "–" if seconds is None else f"{seconds / 3_600:.1f} h"
