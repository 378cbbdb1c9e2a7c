"""`application`: the web application with its routes, its pages and its database."""

import importlib
import pkgutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, TypeAlias

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.middleware.gzip import GZipMiddleware

from lowcode.http import pages, routes
from lowcode.http.body_limits import BodyLimits, limits_of
from lowcode.http.pages import Pages
from lowcode.http.problems import MEDIA_TYPE, Problem, install
from lowcode.kernel import collector
from lowcode.kernel.spec import Spec
from lowcode.services.flow_starts import watch
from lowcode.services.live import Live
from lowcode.services.record_app import record_app_of
from lowcode.services.records import Records
from lowcode.services.registry import Registry
from lowcode.services.report_replica import analyst_of, replica_sources
from lowcode.services.report_runs import TOPIC as REPORT_CANCEL
from lowcode.services.reports import Reports
from lowcode.services.sql_targets import sql_targets
from lowcode.services.workplace import work_app_of
from lowcode.services.workshop import Workshop, switches_of
from lowcode.services.workspace import Workspace
from lowcode.settings import Settings
from lowcode.store.database import opened
from lowcode.store.migration import migrate

_COMPRESSED_FROM: Final = 1_000
"""Bytes from which an answer is worth compressing."""
_FIRST: Final = "records"
"""The routes that are asked for most: they are looked at before all others."""

Prepare: TypeAlias = Callable[[Workspace], Awaitable[None]]
"""What is done with a workspace before anybody is let in."""


class Application(FastAPI):
    """The web application, whose description tells the media type of problems."""

    def openapi(self) -> dict[str, Any]:
        """Return the description of all routes (OpenAPI 3.1)."""
        if self.openapi_schema is None:
            _describe_parameters()
            described = super().openapi()
            for operations in described["paths"].values():
                for operation in operations.values():
                    refused = operation["responses"]["default"]
                    refused["content"] = {MEDIA_TYPE: refused["content"]["application/json"]}
        return super().openapi()


def application(settings: Settings, built: Path = pages.BUILT, prepare: Prepare | None = None) -> FastAPI:
    """Return the application; the database is opened when it starts, and closed when it stops.

    `prepare` is done at the start, when the tables of the platform are up to date.
    """
    app = Application(
        title="lowcode",
        version=version("lowcode"),
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan(settings, prepare),
        separate_input_output_schemas=False,
        generate_unique_id_function=_operation_name,
        responses={"default": {"model": Problem, "description": "The request is refused."}},
    )
    install(app)
    for router in _routers():
        app.include_router(router)
    app.mount("/", Pages(built), name="pages")
    app.add_middleware(GZipMiddleware, minimum_size=_COMPRESSED_FROM)
    app.add_middleware(BodyLimits, limits=limits_of(settings))
    return app


def _lifespan(settings: Settings, prepare: Prepare | None) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """Return what surrounds the life of the application."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with opened(settings) as database, sql_targets(database.pool) as databases:
            await migrate(database.url, settings.workspace)
            app.state.workspace = workspace = Workspace(database, settings)
            await workspace.prepare()
            if prepare is not None:
                await prepare(workspace)
            app.state.pool = database.pool
            app.state.databases = databases
            app.state.records = Records(database)
            analyst = analyst_of(database, settings)
            app.state.reports = reports = Reports(database, settings, replica_sources(database, analyst, settings))
            record_apps = Registry(database, link=record_app_of)
            record_apps.hears(REPORT_CANCEL, reports.runs.heard)
            switches = await switches_of(database, record_apps)
            async with (
                record_apps as app.state.record_apps,
                Registry(database, work_app_of) as app.state.work_apps,
                Live(database) as app.state.live,
                analyst,
                reports,
            ):
                app.state.workshop = Workshop(workspace, app.state.records, app.state.record_apps, switches)
                app.state.flows = watch(app.state.workshop)
                collector.spare()
                yield
                collector.restore()

    return lifespan


def _describe_parameters() -> None:
    """Let parameters that are attributes of a Spec be described by their docstrings, which are read only now."""
    found = [route for router in _routers() for route in router.routes if isinstance(route, APIRoute)]
    for one in (each for route in found for each in route.dependant.query_params):
        kind = one.field_info.annotation
        if isinstance(kind, type) and issubclass(kind, Spec):
            for name, about in kind.said().items():
                kind.model_fields[name].description = about


def _operation_name(route: APIRoute) -> str:
    """Return the name of an operation in OpenAPI: that of its function."""
    return route.name


def _routers() -> Iterator[APIRouter]:
    """Iterate over the routers of all modules of routes."""
    for found in sorted(pkgutil.iter_modules(routes.__path__), key=lambda one: (one.name != _FIRST, one.name)):
        module = importlib.import_module(f"{routes.__name__}.{found.name}")
        router: APIRouter = module.router
        yield router
