"""Tells another system, signed."""

import hashlib
import hmac
import json
from typing import Any, Final

from lowcode.kernel import clock
from lowcode.services.connections import Connections, Opened
from lowcode.services.effect_kind import Doing, EffectKind
from lowcode.services.effect_order import plain
from lowcode.services.outbound import call


class WebhookWork(EffectKind):
    """Posts JSON with the key of the effect, by which receivers know what comes again, and a signature over it.

    The signature is the hexadecimal HMAC-SHA256 of the time stamp, a full stop and the body, under the secret.
    """

    kind = "webhook"

    async def carry_out(self, doing: Doing) -> dict[str, Any]:
        """Return the status of the answer. Raises what `Answer.expect_success` raises."""
        opened = await opened_of(doing)
        url = doing.text("url", "") or opened.url or doing.text("url")
        # Credentials go nowhere but to the system that they belong to.
        own = opened.owns(url)
        order = doing.order
        told = {
            "id": order.key,
            "event": doing.text("event"),
            "at": clock.now().isoformat(),
            "app": order.app,
            "form": order.form,
            "record": None if order.record_id is None else str(order.record_id),
            "data": plain(doing.get("payload") or {}),
        }
        content = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": digest(order.key),
            **(opened.headers if own else {}),
        }
        headers |= signed(content, opened.secret if own else "")
        settings = doing.tools.workspace.settings
        answer = await call(settings, "POST", url, headers=headers, content=content)
        answer.expect_success()
        return {"status": answer.status}


async def opened_of(doing: Doing) -> Opened:
    """Return the connection of an effect, an empty one when it names none."""
    name = doing.text("connection", "")
    if not name:
        return Opened(name="")
    return await Connections(doing.tools.database, doing.tools.workspace.settings).opened(name)


def signed(content: bytes, secret: str, stamp: str | None = None) -> dict[str, str]:
    """Return the headers that show that content comes from somebody who knows a secret; none without one."""
    if not secret:
        return {}
    stamp = stamp or str(int(clock.now().timestamp()))
    signature = hmac.new(secret.encode(), stamp.encode() + b"." + content, hashlib.sha256).hexdigest()
    return {"X-Lowcode-Timestamp": stamp, "X-Lowcode-Signature": f"sha256={signature}"}


def digest(key: str) -> str:
    """Return a key as a header carries it."""
    return hashlib.sha256(key.encode()).hexdigest()


WEBHOOK: Final = WebhookWork()
"""The kind."""
