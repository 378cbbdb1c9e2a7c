"""What the tests of scenarios share: the application over HTTP, with people who work in shipped apps."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from lowcode.http.app import application
from lowcode.settings import Settings
from tests.http.browsers import appoint, browser
from tests.scenarios.company import Company
from tests.services.effects.receivers import Mails, mail_server


@pytest.fixture
def mails() -> Iterator[Mails]:
    """A real mail server."""
    with mail_server() as found:
        yield found


@pytest.fixture
async def app(postgres_url: str, tmp_path: Path, mails: Mails) -> AsyncIterator[FastAPI]:
    """An application with a workspace of its own, which sends mail to the mail server."""
    settings = Settings(
        tmp_path,
        postgres_url,
        workspace=f"s{uuid4().hex[:12]}",
        smtp_url=mails.url,
        mail_from="CRM <crm@acme.cn>",
        database_seconds=60.0,
    )
    app = application(settings, tmp_path / "app")
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def company(app: FastAPI) -> AsyncIterator[Company]:
    """A company in which nobody but the administrator works yet."""
    async with browser(app) as administrator:
        await appoint(app, administrator)
        made = Company(app, administrator)
        yield made
        await made.close()


@pytest.fixture
async def administrator(company: Company) -> httpx.AsyncClient:
    """The administrator's browser."""
    return company.administrator
