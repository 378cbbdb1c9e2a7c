"""`once`: a request under a key of the client's is carried out once, and answered alike however often it is sent."""

from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

from lowcode.bundle.canonical import digest
from lowcode.kernel import clock
from lowcode.kernel.errors import Conflict
from lowcode.kernel.spec import Spec
from lowcode.services.actor import Actor
from lowcode.services.record_codes import KEY_USED
from lowcode.store.database import Database
from lowcode.store.statement import Connection, Statement

_KNOWN: Final = Statement(
    "SELECT request_sha256, answer FROM idempotency_key WHERE account_id = :account_id AND key = :key"
)
_BEGIN: Final = Statement(
    """
    INSERT INTO idempotency_key (account_id, key, request_sha256, created_at)
    VALUES (:account_id, :key, :request, :now) ON CONFLICT (account_id, key) DO NOTHING
    """
)
_ANSWER: Final = Statement(
    "UPDATE idempotency_key SET status = 200, answer = :answer WHERE account_id = :account_id AND key = :key"
)

Answer = TypeVar("Answer", bound=Spec)


async def once(
    database: Database,
    actor: Actor,
    key: str,
    request: Any,
    work: Callable[[Connection], Awaitable[Answer]],
    kind: type[Answer],
) -> Answer:
    """Return what work gives in one transaction, or gave when it was asked for before under the same key.

    Who asks at the same time waits. Work that raises is not remembered. Raises `Conflict` when the key was used for
    something else.
    """
    wanted = digest(request)
    async with database.transaction() as connection:
        begun = await _BEGIN.run(connection, account_id=actor.account, key=key, request=wanted, now=clock.now())
        if begun:
            answer = await work(connection)
            await _ANSWER.run(connection, account_id=actor.account, key=key, answer=answer.model_dump(mode="json"))
            return answer
        row = await _KNOWN.row(connection, account_id=actor.account, key=key)
    if row is None or row["request_sha256"] != wanted or row["answer"] is None:
        message = "the key was used for another request"
        raise Conflict(message, [KEY_USED.report()])
    return kind.model_validate(row["answer"])
