"""The product's web server, killed at any moment; the nursery gives birth to it."""

import importlib
import pkgutil
import socket
import sys
from pathlib import Path

import uvicorn

sys.path.insert(0, str(Path(__file__).parents[2]))

from lowcode.http import routes
from lowcode.http.app import application
from lowcode.settings import Settings

# The application imports its routes when it is made; the nursery has them ready for all that it gives birth to.
for one in pkgutil.iter_modules(routes.__path__):
    importlib.import_module(f"{routes.__name__}.{one.name}")


class Web(uvicorn.Server):
    """A server that says when it can be asked."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        print("working", flush=True)  # noqa: T201 - tells the test that it works


def main(url: str, workspace: str, home: str, port: str) -> None:
    """Answer until the process is killed."""
    app = application(Settings(Path(home), url, workspace=workspace))
    Web(uvicorn.Config(app, port=int(port), log_level="error")).run()
