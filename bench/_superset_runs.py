"""Apache Superset as a yardstick: an environment of its own, made at first use and kept in the temporary folder."""

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
import psutil

from bench._clients import free_port, started

# The newest of what it names itself does not fit it: the cache has other parameters by now.
_PACKAGES: Final = (
    "apache-superset==6.1.*",
    "flask-caching<2.4",
    "flask-limiter<4",
    "rich",
    "cachetools",
    "psycopg2-binary",
)
_CONFIGURATION: Final = """
import os
SECRET_KEY = "only for the benchmark, which nobody else can reach"
SQLALCHEMY_DATABASE_URI = f"sqlite:///{os.environ['SUPERSET_HOME']}/superset.db?check_same_thread=false"
WTF_CSRF_ENABLED = TALISMAN_ENABLED = RATELIMIT_ENABLED = False
CACHE_CONFIG = DATA_CACHE_CONFIG = FILTER_STATE_CACHE_CONFIG = EXPLORE_FORM_DATA_CACHE_CONFIG = {
    "CACHE_TYPE": "NullCache"
}
"""
_PERSON: Final = {"username": "admin", "password": "correct horse battery"}
_SECONDS: Final = 600
_ROWS: Final = """
SELECT l.amount, o.placed, c.region FROM {schema}.shop__order__lines AS l
JOIN {schema}.shop__order AS o ON o.id = l.parent_id JOIN {schema}.shop__customer AS c ON c.id = o.customer
WHERE o.trashed_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class SupersetChart:
    """A chart of it: months by regions, over the lines of orders."""

    client: httpx.AsyncClient
    process: psutil.Process
    """The server, to whom workers belong."""
    dataset: int
    """What it calls what the chart is over."""

    async def ask(self, least: str) -> tuple[int, str]:
        """Return how many groups the chart has of lines above an amount, computed anew, and its SQL."""
        month = {"label": "month", "sqlExpression": "placed", "expressionType": "SQL", "columnType": "BASE_AXIS",
                 "timeGrain": "P1M"}  # fmt: skip
        total = {"label": "amount", "expressionType": "SIMPLE", "aggregate": "SUM", "column": {"column_name": "amount"}}
        query = {
            "columns": [month, "region"],
            "metrics": [total],
            "filters": [{"col": "amount", "op": ">", "val": float(least)}],
            "row_limit": 10_000,
            "orderby": [],
        }
        asked = {"datasource": {"id": self.dataset, "type": "table"}, "force": True, "queries": [query],
                 "result_format": "json", "result_type": "full"}  # fmt: skip
        answer = await self.client.post("/api/v1/chart/data", json=asked)
        if answer.status_code != httpx.codes.OK:
            raise RuntimeError(answer.text[:500])
        (found,) = answer.json()["result"]
        return found["rowcount"], found["query"]


@asynccontextmanager
async def superset(url: str, schema: str) -> AsyncIterator[SupersetChart | None]:
    """Hold Superset with a chart over the tables of a workspace; None, which standard error says, without it."""
    home = await _environment()
    if home is None:
        print("Superset cannot be installed here: nothing is compared with it", file=sys.stderr)
        yield None
        return
    port = free_port()
    command = [
        str(home / "bin" / "gunicorn"), "-w", "1", "-k", "gthread", "--threads", "4", "--timeout", "600",
        "--no-control-socket", "--log-level", "warning", "-b", f"127.0.0.1:{port}", "superset.app:create_app()",
    ]  # fmt: skip
    async with (
        started(command, port, **_around(home)) as process,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=_SECONDS) as client,
    ):
        login = await _made(client, "security/login", **_PERSON, provider="db", refresh=False)
        client.headers["Authorization"] = f"Bearer {login['access_token']}"
        name = f"shop of {os.getpid()}"
        address = urlsplit(url)._replace(scheme="postgresql+psycopg2").geturl()
        database = (await _made(client, "database/", database_name=name, sqlalchemy_uri=address))["id"]
        text = _ROWS.format(schema=schema)
        dataset = await _made(client, "dataset/", database=database, schema=schema, table_name=name, sql=text)
        yield SupersetChart(client, process, dataset["id"])
        await client.delete(f"/api/v1/dataset/{dataset['id']}")
        await client.delete(f"/api/v1/database/{database}")


async def _made(client: httpx.AsyncClient, path: str, **document: Any) -> dict[str, Any]:
    """Return what the server answers to a document."""
    answer = await client.post(f"/api/v1/{path}", json=document)
    if answer.is_error:
        raise RuntimeError(answer.text[:500])
    found: dict[str, Any] = answer.json()
    return found


async def _environment() -> Path | None:
    """Return the folder of an environment with Superset and its metadata, made if need be; None when it cannot be."""
    home = Path(tempfile.gettempdir(), "lowcode-bench-superset")
    if (home / "ready").exists():
        return home
    python, tool = str(home / "bin" / "python"), Path(sys.executable).with_name("uv")
    packages = [str(tool), "pip", "install", "-q", "--python", python] if tool.exists() else _pip(python)
    name, word = _PERSON.values()
    admin = ["--username", name, "--password", word, "--firstname", "a", "--lastname", "b", "--email", "a@b.cc"]
    steps = [
        [sys.executable, "-m", "venv", "--clear", str(home)],
        [*packages, *_PACKAGES],
        [str(home / "bin" / "superset"), "db", "upgrade"],
        [str(home / "bin" / "superset"), "fab", "create-admin", *admin],
        [str(home / "bin" / "superset"), "init"],
    ]
    for command in steps:
        if not await _ended(command, home):
            return None
    (home / "ready").touch()
    return home


def _pip(python: str) -> list[str]:
    """Return how packages are installed where nothing faster is."""
    return [python, "-m", "pip", "install", "-q"]


async def _ended(command: list[str], home: Path) -> bool:
    """Run a command to its end, and return whether it went well; standard error says why not."""
    environment = os.environ | _around(home)
    pipe = asyncio.subprocess.PIPE
    running = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=asyncio.subprocess.STDOUT,
                                                   env=environment)  # fmt: skip
    told, _ = await running.communicate()
    if running.returncode:
        print(told.decode()[-2000:], file=sys.stderr)
    return running.returncode == 0


def _around(home: Path) -> dict[str, str]:
    """Return the environment variables that it is run with."""
    place = home / "superset_config.py"
    if home.exists() and not place.exists():
        place.write_text(_CONFIGURATION, "utf-8")
    return {"SUPERSET_CONFIG_PATH": str(place), "SUPERSET_HOME": str(home), "FLASK_APP": "superset.app:create_app()"}
