"""The exceptions that stop a request; only the HTTP layer knows which status code each becomes."""

from collections.abc import Sequence

from lowcode.kernel.diagnostics import Diagnostic


class LowcodeError(Exception):
    """Something the product refuses or cannot do; carries diagnostics that say where and what to do next."""

    def __init__(self, message: str, diagnostics: Sequence[Diagnostic] = ()) -> None:
        """Take a one-line message for logs, and the diagnostics for people."""
        super().__init__(message)
        self.diagnostics = tuple(diagnostics)


class Invalid(LowcodeError):  # noqa: N818 - the words of the product, see docs/concepts/words.md
    """The input or metadata is wrong; the diagnostics name each place."""


class NotFound(LowcodeError):  # noqa: N818
    """What was asked for does not exist, or the asker may not know that it does."""


class Forbidden(LowcodeError):  # noqa: N818
    """The asker may not do this."""


class SignInNeeded(Forbidden):
    """Nobody is signed in, or not any more: to sign in is what to do next."""


class Conflict(LowcodeError):  # noqa: N818
    """Somebody else changed the same thing in between; both values are in the diagnostics."""


class Unavailable(LowcodeError):  # noqa: N818
    """A part the product needs (database, analyst, mail server) does not answer now."""


class TooSoon(Unavailable):
    """The same was tried too often; it may be tried again after `seconds`."""

    def __init__(self, message: str, diagnostics: Sequence[Diagnostic] = (), *, seconds: float) -> None:
        """Take what every error takes, and the seconds to wait."""
        super().__init__(message, diagnostics)
        self.seconds = seconds
