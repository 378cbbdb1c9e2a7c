"""Writes into a group of WeCom, DingTalk or Feishu."""

import base64
import hashlib
import hmac
import json
from typing import Any, Final
from urllib.parse import quote_plus

from lowcode.kernel import clock
from lowcode.kernel.errors import Invalid, Unavailable
from lowcode.services.effect_codes import CALL_REFUSED
from lowcode.services.effect_kind import Doing, EffectKind
from lowcode.services.effect_texts import said, told
from lowcode.services.effects.webhook import opened_of
from lowcode.services.outbound import call

_BUSY: Final = frozenset({45009, 130101, 660026, 11232, -1})
"""What the services answer when too much was written into the group in a minute."""


class RobotMessageWork(EffectKind):
    """Posts what the robot of each service takes; those of DingTalk and Feishu may want a signature."""

    kind = "robot_message"

    async def carry_out(self, doing: Doing) -> dict[str, Any]:
        """Return the status of the answer."""
        opened = await opened_of(doing)
        service = doing.text("service")
        url = doing.text("url", "") or opened.url or doing.needed("url")
        secret = opened.secret if opened.owns(url) else ""
        stamp = clock.now().timestamp()
        language = doing.text("language", "") or doing.tools.workspace.settings.language
        title, text = told(said(doing.needed("title")), language), told(said(doing.get("text")), language)
        body = body_of(service, title, text)
        if service == "dingtalk" and secret:
            milliseconds = str(int(stamp * 1000))
            signature = _signature(secret, f"{milliseconds}\n{secret}")
            url = f"{url}{'&' if '?' in url else '?'}timestamp={milliseconds}&sign={quote_plus(signature)}"
        if service == "feishu" and secret:
            seconds = str(int(stamp))
            # Feishu takes the text to sign as the key, and nothing as what is signed.
            body |= {"timestamp": seconds, "sign": _signature(f"{seconds}\n{secret}", "")}
        content = json.dumps(body, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json"}
        answer = await call(doing.tools.workspace.settings, "POST", url, headers=headers, content=content)
        answer.expect_success()
        _check(answer.text)
        return {"status": answer.status}


def body_of(service: str, title: str, text: str) -> dict[str, Any]:
    """Return a message as the robot of a service takes it."""
    if service == "wecom":
        return {"msgtype": "markdown", "markdown": {"content": f"**{title}**\n{text}".strip()}}
    if service == "dingtalk":
        return {"msgtype": "markdown", "markdown": {"title": title, "text": f"### {title}\n\n{text}".strip()}}
    card = {
        "header": {"title": {"tag": "plain_text", "content": title}},
        "elements": [{"tag": "markdown", "content": text or title}],
    }
    return {"msg_type": "interactive", "card": card}


def _signature(key: str, text: str) -> str:
    """Return the HMAC-SHA256 of a text under a key, as the services write it."""
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()


def _check(told: str) -> None:
    """Return unless the service says in its answer that it did not take the message; the status is 200 all the same."""
    try:
        found = json.loads(told)
    except ValueError:
        return
    code = found.get("errcode", found.get("code", 0)) if isinstance(found, dict) else 0
    if not code:
        return
    reason = str(found.get("errmsg") or found.get("msg") or told)[:200]
    message = f"the robot answered {code}: {reason}"
    wrong = [CALL_REFUSED.report(host="robot", status=code, reason=reason)]
    raise Unavailable(message, wrong) if code in _BUSY else Invalid(message, wrong)


ROBOT_MESSAGE: Final = RobotMessageWork()
"""The kind."""
