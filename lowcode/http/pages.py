"""The pages: files that `make run` builds, served with the headers that let browsers keep and trust them."""

import re
from http import HTTPStatus
from pathlib import Path
from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from lowcode.services.built import built

BUILT: Final = built("app")
"""Where the browser side is built to."""

_POLICY: Final = (
    "default-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
"""Everything comes from this server; styles that components write themselves are allowed."""
_NAMED: Final = frozenset({"invitation"})
"""Paths of links that are sent to people; the one page there is shows what they lead to."""
_RECORD: Final = re.compile(r"apps/([a-z0-9_]+)/([a-z0-9_]+)/([0-9a-f-]{36})")
"""The path of a record, as notifications and mails have it."""
_NOT_BUILT: Final = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>lowcode</title>
<body style="font: 16px/1.6 system-ui; max-width: 36rem; margin: 15vh auto; padding: 0 1rem">
<h1 style="font-size: 1.25rem">页面尚未构建 / The pages are not built yet</h1>
<p>请在项目目录运行 <code>make run</code>，它会构建页面并重新启动产品。</p>
<p lang="en">Run <code>make run</code> in the folder of the product: it builds the pages and starts the product
again.</p>"""


class Pages(StaticFiles):
    """The built files; names of assets hold their digest, so browsers may keep them for ever."""

    def __init__(self, folder: Path = BUILT) -> None:
        """Serve the files of a folder, which may not be there yet."""
        super().__init__(directory=folder, html=True, check_dir=False)
        self.folder = folder

    async def check_config(self) -> None:
        """Accept that the folder is not there yet."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file with its headers, or a page that says how to build the pages."""
        if path.partition("/")[0] == "api":
            raise HTTPException(HTTPStatus.NOT_FOUND, f"there is nothing at /{path} for this method")
        if record := _RECORD.fullmatch(path):
            # What mails lead to; the page itself is found by the part of the address that servers do not see.
            return RedirectResponse("/#/app/{}/form/{}/{}".format(*record.groups()), HTTPStatus.SEE_OTHER)
        if not (self.folder / "index.html").is_file():
            return HTMLResponse(_NOT_BUILT, HTTPStatus.SERVICE_UNAVAILABLE)
        # the links of mails lead to pages by name; the page itself finds its way
        answer = await super().get_response("index.html" if path in _NAMED else path, scope)
        forever = path.startswith("assets/") and answer.status_code == HTTPStatus.OK
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable" if forever else "no-cache"
        if path == "manifest.webmanifest":
            answer.headers["Content-Type"] = "application/manifest+json"
        answer.headers["Content-Security-Policy"] = _POLICY
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["Referrer-Policy"] = "no-referrer"
        return answer
