"""Import the rows of a file: in one transaction, all or none."""

from typing import Any, ClassVar, Final
from uuid import UUID

from lowcode.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from lowcode.services.import_messages import ImportOutcome
from lowcode.services.imports import Imports
from lowcode.services.job_kind import JobCancelled, JobKind, Running
from lowcode.services.message import Message
from lowcode.services.transfer_codes import BROKEN_OFF
from lowcode.store import jobs
from lowcode.store.statement import Connection


class ImportRunArguments(Message):
    """Which run."""

    run: UUID
    """The run."""
    app: str
    """The app."""
    form: str
    """The form."""
    check: bool = False
    """Whether the rows are only tried."""


class ImportRunJob(JobKind[ImportRunArguments]):
    """Carries out an import on behalf of whoever started it."""

    kind = "import_run"
    arguments = ImportRunArguments
    max_attempts: ClassVar[int] = 3
    timeout: ClassVar[float] = 3_600
    priority: ClassVar[int] = jobs.HIGH

    async def run(self, running: Running, arguments: ImportRunArguments) -> dict[str, Any]:
        """Return what came of it."""
        tools = running.tools
        imports = Imports(tools.database, tools.workspace.settings, tools.records)
        app = tools.record_apps[arguments.app].artefact

        async def told(done: int, of: int) -> None:
            await running.progress(done, of)

        async def finished(connection: Connection, outcome: ImportOutcome) -> None:
            await running.done(connection, {"created": outcome.created, "updated": outcome.updated})

        try:
            outcome = await imports.carry_out(
                app,
                await running.actor(),
                arguments.form,
                arguments.run,
                check=arguments.check,
                told=told,
                finished=finished,
            )
        except JobCancelled:
            await imports.end(arguments.run, "refused", ImportOutcome(cancelled=True))
            raise
        except (Conflict, Forbidden, Invalid, NotFound) as error:
            told_error = next(iter(error.diagnostics), BROKEN_OFF.report(reason=str(error)))
            await imports.end(arguments.run, "failed", ImportOutcome(error=told_error))
            raise
        return {"created": outcome.created, "updated": outcome.updated, "refused": outcome.refused}

    async def given_up(
        self, connection: Connection, running: Running, arguments: ImportRunArguments, error: dict[str, Any]
    ) -> None:
        """Say that the run failed."""
        _ = connection, error
        tools = running.tools
        imports = Imports(tools.database, tools.workspace.settings, tools.records)
        reason = BROKEN_OFF.report(reason=str(error.get("message", "")))
        await imports.end(arguments.run, "failed", ImportOutcome(error=reason))


IMPORT_RUN: Final = ImportRunJob()
"""The kind."""
