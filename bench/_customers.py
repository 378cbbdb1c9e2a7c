"""What the benchmark of records is about: a customer of twelve fields, and the endpoint that people write by hand."""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal
from uuid import UUID

import asyncpg
import uvicorn
from fastapi import FastAPI, HTTPException, Request
from pydantic import BaseModel, Field
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from lowcode.http.app import application
from lowcode.http.wire import JoinedWrites
from lowcode.kernel import clock
from lowcode.settings import Settings
from lowcode.store.ids import new_id

APP = "bench"
PATH = f"/api/apps/{APP}/forms/customer/records"
HAND_PATH = "/customers"


def _said(text: str) -> dict[str, str]:
    """Return a label as JSON."""
    return {"en": text, "zh-CN": text}


def _field(kind: str, name: str, **more: Any) -> dict[str, Any]:
    """Return a field as JSON."""
    return {"kind": kind, "name": name, "label": _said(name)} | more


_GRADES = [{"value": one, "label": _said(one)} for one in "ABC"]
DOCUMENT: dict[str, Any] = {
    "app": {"format": 1, "name": APP, "label": _said("Benchmark")},
    "forms": {
        "customer": {
            "name": "customer",
            "label": _said("Customer"),
            "fields": [
                _field(
                    "serial_number", "code", parts=[{"kind": "text", "text": "C"}, {"kind": "counter", "digits": 6}]
                ),
                _field("text", "name", required=True, max_length=200),
                _field("choice", "grade", options=_GRADES),
                _field("email", "email"),
                _field("phone", "phone"),
                _field("url", "website"),
                _field("money", "credit", indexed=True),
                _field("number", "discount", digits=2, minimum=0, maximum=100),
                _field("date", "since"),
                _field("switch", "active"),
                _field("long_text", "note"),
                _field("formula", "allowed", expression="credit * (100 - discount) / 100", result="money"),
            ],
        }
    },
    "roles": {
        "seller": {
            "name": "seller",
            "label": _said("Seller"),
            "grants": [
                {"form": "customer", "actions": ["create"]},
                {"form": "customer", "actions": ["see", "edit"], "rows": "owner.id = current user.id"},
            ],
        }
    },
}
"""The app."""


def record(at: int) -> dict[str, Any]:
    """Return the input of one customer."""
    return {
        "name": f"上海鼎盛机械有限公司 {at}",
        "grade": "ABC"[at % 3],
        "email": f"mail{at}@example.com",
        "phone": "13812345678",
        "website": "https://example.com/",
        "credit": str(1000 + at % 977),
        "discount": str(at % 30),
        "since": "2026-05-31",
        "active": at % 2 == 0,
        "note": "Met at the fair; wants a quotation for two machines until the end of the month.",
    }


# --- by hand ----------------------------------------------------------------------------------------------------------

HAND_TABLES = """
CREATE TABLE hand_counter (value bigint NOT NULL);
INSERT INTO hand_counter VALUES (0);
CREATE TABLE hand_token (token text PRIMARY KEY, account_id uuid NOT NULL, role text NOT NULL);
CREATE TABLE hand_customer (
    id uuid PRIMARY KEY, version bigint NOT NULL, created_at timestamptz NOT NULL, created_by uuid, owner uuid,
    code text UNIQUE, name text NOT NULL, grade text, email text, phone text, website text, credit numeric(20,2),
    discount numeric(20,2), since date, active boolean, note text, allowed numeric(20,2)
);
CREATE INDEX ON hand_customer (owner);
CREATE TABLE hand_history (
    id uuid PRIMARY KEY, at timestamptz NOT NULL, record_id uuid NOT NULL, changes jsonb NOT NULL, account_id uuid
);
CREATE INDEX ON hand_history (record_id);
"""
"""The tables that people make for it."""

_INSERT = """
WITH number AS (UPDATE hand_counter SET value = value + 1 RETURNING value),
customer AS (
    INSERT INTO hand_customer SELECT $1, 1, $2, $3, $3, 'C' || lpad(number.value::text, 6, '0'), $4, $5, $6, $7, $8, $9,
        $10, $11, $12, $13, $14 FROM number RETURNING code
), history AS (INSERT INTO hand_history VALUES ($15, $2, $1, $16, $3))
SELECT code FROM customer
"""


class _Customer(BaseModel):
    """The input, checked by Pydantic."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    grade: Literal["A", "B", "C"] | None = None
    email: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")] | None = None
    phone: Annotated[str, Field(pattern=r"^1[3-9]\d{9}$")] | None = None
    website: Annotated[str, Field(pattern=r"^https?://")] | None = None
    credit: Decimal | None = None
    discount: Annotated[Decimal, Field(ge=0, le=100)] | None = None
    since: date | None = None
    active: bool | None = None
    note: str | None = None


class _Made(_Customer):
    """The answer."""

    id: UUID
    version: int
    created_at: datetime
    code: str
    allowed: Decimal | None


def hand_written(url: str, workspace: str) -> FastAPI:
    """Return the endpoint that people write by hand."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with asyncpg.create_pool(url, min_size=8, max_size=8, server_settings={"search_path": workspace}) as pool:
            app.state.pool = pool
            yield

    app = FastAPI(lifespan=lifespan)

    @app.post(HAND_PATH)
    async def create(customer: _Customer, request: Request) -> _Made:
        pool = request.app.state.pool
        token = request.headers["authorization"].removeprefix("Bearer ")
        who = await pool.fetchval("SELECT account_id FROM hand_token WHERE token = $1 AND role = 'seller'", token)
        if who is None:
            raise HTTPException(401)
        allowed = None
        if customer.credit is not None and customer.discount is not None:
            allowed = round(customer.credit * (100 - customer.discount) / 100, 2)
        id_, now = new_id(), clock.now()
        changes = customer.model_dump_json()
        code = await pool.fetchval(
            _INSERT, id_, now, who, *customer.model_dump().values(), allowed, new_id(), changes
        )  # fmt: skip
        return _Made(**customer.model_dump(), id=id_, version=1, created_at=now, code=code, allowed=allowed)

    return app


def serve() -> None:
    """Serve what the environment says: ours or the endpoint by hand, on a port of the loopback interface."""
    asked = json.loads(os.environ["BENCH_SERVE"])
    protocol: type[asyncio.Protocol] = AutoHTTPProtocol
    if asked["hand"]:
        app: FastAPI = hand_written(asked["url"], asked["workspace"])
    else:
        protocol = JoinedWrites
        settings = Settings(Path(asked["home"]), asked["url"], workspace=asked["workspace"], database_connections=10)
        app = application(settings)
    uvicorn.run(app, host="127.0.0.1", port=asked["port"], log_level="warning", access_log=False, http=protocol)


if __name__ == "__main__":
    serve()
