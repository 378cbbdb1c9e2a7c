"""Calls another system and takes what it answers."""

import json
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urljoin

from engine_rules import types as t
from engine_rules.expression import expression
from engine_rules.scope import Scope
from engine_rules.values import Value
from lowcode.services.effect_kind import Doing, EffectKind
from lowcode.services.effect_order import plain
from lowcode.services.effects.webhook import digest, opened_of
from lowcode.services.outbound import Answer, call

_SCOPE: Final = Scope({"status": t.NUMBER, "headers": t.ANY, "body": t.ANY})
"""What expressions over an answer may mention."""
_KEPT: Final = 100_000
"""Characters of an answer that are kept as what came of the call."""


class HttpCallWork(EffectKind):
    """Calls with the credentials of the connection and the key of the effect; what has no 2xx is an error."""

    kind = "http_call"

    async def carry_out(self, doing: Doing) -> dict[str, Any]:
        """Return the status, the body, and what is to be taken of them."""
        opened = await opened_of(doing)
        url = doing.text("url")
        if opened.url and "://" not in url:
            url = urljoin(opened.url.rstrip("/") + "/", url.lstrip("/"))
        method = doing.text("method", "GET")
        headers = {str(name): _line(value) for name, value in (doing.get("headers") or {}).items()}
        content, kind = _content(doing.get("body"))
        if content is not None:
            headers.setdefault("Content-Type", kind)
        # Credentials go nowhere but to the system that they belong to.
        own = opened.headers if opened.owns(url) else {}
        headers |= {"Idempotency-Key": digest(doing.order.key), **own}
        answer = await call(
            doing.tools.workspace.settings,
            method,
            url,
            headers=headers,
            params={name: _line(value) for name, value in (doing.get("query") or {}).items() if value is not None}
            or None,
            content=content,
            seconds=float(doing.get("seconds") or 20),
            follow=method == "GET" and not own,
        )
        answer.expect_success()
        return taken(answer, doing.get("take") or {})


def taken(answer: Answer, take: dict[str, str]) -> dict[str, Any]:
    """Return what is to be taken of an answer, by expressions."""
    body: Value
    try:
        body = json.loads(answer.content, parse_float=Decimal, parse_int=Decimal) if answer.content else None
    except ValueError:
        body = answer.text
    seen: dict[str, Value] = {"status": Decimal(answer.status), "headers": dict(answer.headers), "body": body}
    found = {name: plain(expression(text, _SCOPE).evaluate(seen)) for name, text in take.items()}
    kept = plain(body) if len(answer.content) <= _KEPT else None
    return {"status": answer.status, "body": kept, **found}


def _content(body: Any) -> tuple[bytes | None, str]:
    """Return what is sent, and its type."""
    if body is None:
        return None, ""
    if isinstance(body, str):
        return body.encode(), "text/plain; charset=utf-8"
    return json.dumps(plain(body), ensure_ascii=False).encode(), "application/json"


def _parameters(given: dict[str, Any]) -> dict[str, str] | None:
    """Return what stands after the question mark; what is null is left out."""
    return {name: _line(value) for name, value in given.items() if value is not None} or None


def _line(value: Any) -> str:
    """Return a value as a header or a parameter has it."""
    told = plain(value)
    return " ".join(told.splitlines()) if isinstance(told, str) else json.dumps(told, ensure_ascii=False)


HTTP_CALL: Final = HttpCallWork()
"""The kind."""
