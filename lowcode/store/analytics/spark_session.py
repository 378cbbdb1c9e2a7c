"""The process that speaks with Spark: frames of `wire` on its standard input and output.

It is a process of its own since the client of Spark is loaded only where one is configured, and is large. The first
frame says where Spark is and how a session is set. Each one after that asks, or cancels what was asked; answers come
when they are there. It ends with its input, and when the session is lost: the next one begins anew.
"""

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any, BinaryIO, Final

from lowcode.store.analytics import wire

try:
    from pyspark import errors
    from pyspark.sql import SparkSession
except ModuleNotFoundError:  # it comes with an extra of its own
    SparkSession = errors = None

_AT_ONCE: Final = 4
"""Questions that are asked at once."""
_AGAIN: Final = 0.2
"""Seconds after which a question that was to be cancelled and still runs is cancelled again."""
_RETRIES: Final = 3
"""How often a call that got no answer is tried again: another source can answer soon."""
_REFUSED: Final = (
    ()
    if SparkSession is None
    else (
        errors.AnalysisException,
        errors.ArithmeticException,
        errors.DateTimeException,
        errors.IllegalArgumentException,
        errors.NumberFormatException,
        errors.ParseException,
        errors.UnsupportedOperationException,
    )
)
"""What Spark says of a question; after anything else nobody knows whether there still is a session."""


def session(url: str, settings: dict[str, str]) -> Any:
    """Return a session: of Spark Connect for `sc://host:15002`, else of a Spark in this process, as for `local[2]`."""
    builder = SparkSession.builder.appName("lowcode")
    found: Any = (builder.remote(url) if url.startswith("sc://") else builder.master(url)).getOrCreate()
    if url.startswith("sc://"):
        for policy in found.client.get_retry_policies():
            policy.max_retries = _RETRIES
    for name, value in settings.items():
        found.conf.set(name, value)
    return found


class Conversation:
    """Questions to one session, answered in the order in which they are done."""

    def __init__(self, spark: Any, output: BinaryIO) -> None:
        """Take the session, and where answers go."""
        self._spark = spark
        self._output = output
        self._one_frame = threading.Lock()
        self._cancelled: set[str] = set()
        self._running: dict[str, threading.Event] = {}

    def hear(self, given: BinaryIO) -> None:
        """Take questions, and what is to be cancelled of them, until the input ends."""
        # Whoever cancels must not wait for those whose questions are being answered.
        answering, cancelling = ThreadPoolExecutor(_AT_ONCE), ThreadPoolExecutor()
        while (asked := wire.read(given)) is not None:
            if "cancel" in asked:
                cancelling.submit(self.cancel, asked["cancel"])
            else:
                self._running[asked["run"]] = threading.Event()
                answering.submit(self.answer, asked)

    def send(self, content: dict[str, Any]) -> None:
        """Send a frame."""
        data = wire.frame(content)
        with self._one_frame:
            self._output.write(data)
            self._output.flush()

    def answer(self, asked: dict[str, Any]) -> None:
        """Send the answer to a question."""
        run = asked["run"]
        try:
            rows = self._rows(asked)
            found = {"run": run, "count": len(rows), "columns": wire.columns(rows)}
        except _REFUSED as error:
            found = {"run": run, "error": "refused", "reason": told(error)}
        except Exception as error:  # noqa: BLE001 - whatever it is, another source answers
            if run not in self._cancelled:
                self.send({"run": run, "error": "away", "reason": told(error)})
                os._exit(1)
            found = {"run": run, "error": "cancelled"}
        self._cancelled.discard(run)
        self._running.pop(run).set()
        self.send(found)

    def _rows(self, asked: dict[str, Any]) -> list[tuple[Any, ...]]:
        """Return the rows of a question. Raises what Spark says, `InterruptedError` when nobody waits any more."""
        run = asked["run"]
        if run in self._cancelled:
            raise InterruptedError(run)
        self._spark.addTag(run)
        try:
            given = {f"p{at}": wire.unpacked(one) for at, one in enumerate(asked["parameters"], 1)}
            return [tuple(row) for row in self._spark.sql(asked["text"], args=given).collect()]
        finally:
            self._spark.removeTag(run)

    def cancel(self, run: str) -> None:
        """Let Spark stop what it computes for a question.

        Until it has stopped: Spark hears nothing of one that it is about to begin.
        """
        over = self._running.get(run)
        if over is None:
            return
        self._cancelled.add(run)
        while not over.wait(_AGAIN):
            self._spark.interruptTag(run)
        self._cancelled.discard(run)


def told(error: Exception) -> str:
    """Return what Spark complains of, in one line."""
    return f"{type(error).__name__}: {' '.join(str(error).partition('JVM stacktrace')[0].split())}"[:2000]


def main() -> None:
    """Answer until the input ends."""
    if SparkSession is None:
        sys.exit('the client of Spark is missing: pip install "lowcode[spark]" brings it')
    stdin, stdout = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what Java prints is no frame
    first = wire.read(stdin)
    if first is None:
        return
    talk = Conversation(session(first["url"], first["settings"]), stdout)
    talk.send({"ready": True})
    talk.hear(stdin)
    # Whoever has asked is gone: nobody waits for what still runs, and Spark ends the session by itself.
    os._exit(0)


if __name__ == "__main__":
    main()
