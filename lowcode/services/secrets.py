"""Random texts that let their holder in, and what is kept of them: never the text itself."""

import contextlib
import hashlib
import hmac
import os
import secrets
from pathlib import Path
from typing import Final

from lowcode.settings import Settings

_BYTES: Final = 32


def new_secret(prefix: str = "") -> str:
    """Return a new random text of 256 bits, made of letters, digits, `-` and `_`, after a prefix that tells its use."""
    return prefix + secrets.token_urlsafe(_BYTES)


def kept(secret: str) -> bytes:
    """Return what is kept of a random text: its SHA-256. A fast digest is enough, since nobody can guess 256 bits."""
    return hashlib.sha256(secret.encode()).digest()


def csrf_token(csrf_secret: bytes) -> str:
    """Return what a browser has to send along with every change in a session."""
    return hmac.new(csrf_secret, b"csrf", hashlib.sha256).hexdigest()


def signing_key(settings: Settings) -> bytes:
    """Return what this installation signs with: the setting, or the file `secret` of the home, made at first use."""
    if settings.secret is not None:
        return settings.secret.get_secret_value().encode()
    file = settings.home / "secret"
    if not file.exists():
        settings.home.mkdir(parents=True, exist_ok=True)
        _write_once(file, new_secret())
    return file.read_bytes()


def _write_once(file: Path, content: str) -> None:
    """Write a file that only its owner reads, whole or not at all, unless somebody else has written it meanwhile."""
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as opened:
        opened.write(content)
    with contextlib.suppress(FileExistsError):
        file.hardlink_to(fresh)
    fresh.unlink()
