"""`Effects`: carries out effects, each once for its key, in the transaction or by a job."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from engine_rules.effect_kinds import EFFECTS
from lowcode.kernel import clock
from lowcode.kernel.catalog import Catalog
from lowcode.kernel.errors import Invalid
from lowcode.services import effects as kinds
from lowcode.services.actor import Actor
from lowcode.services.effect_codes import NO_SUCH_EFFECT
from lowcode.services.effect_kind import Doing, EffectKind
from lowcode.services.effect_order import EffectOrder, Outcome, plain
from lowcode.services.effects.wait import wake_at
from lowcode.services.workshop import Workshop
from lowcode.store import effects
from lowcode.store.ids import new_id
from lowcode.store.jobs import HIGH, NewJob, enqueue
from lowcode.store.statement import Connection

EFFECT_WORK: Final[Catalog[EffectKind]] = Catalog(kinds, EffectKind, objects=True)
"""What carries out each kind; a test demands that there is one for every kind that can be written down."""


class Effects:
    """The effects of one workspace."""

    def __init__(self, tools: Workshop) -> None:
        """Take what they work with."""
        self.tools = tools

    async def carry_out(self, connection: Connection, order: EffectOrder, *, actor: Actor | None = None) -> Outcome:
        """Carry out an effect in the caller's transaction, or have a job do it after.

        Under the same key it is carried out once, whoever asks again is told what came of it. `actor` is who acts, if
        it is known already. Raises what its kind raises, `Invalid` for a kind that there is not.
        """
        if order.kind not in EFFECT_WORK:
            message = f"there is no effect {order.kind}"
            known = ", ".join(EFFECT_WORK)
            raise Invalid(message, [NO_SUCH_EFFECT.report(kind=order.kind[:40], known=known)])
        if not EFFECTS[order.kind].inside:
            job_id = new_id()
            if not await self._begin(connection, order, job_id):
                return await self._known(connection, order.key)
            await enqueue(connection, self._job(order, job_id))
            return Outcome(state="queued")
        async with connection.transaction():
            if not await self._begin(connection, order, None):
                return await self._known(connection, order.key)
            doing = Doing(self.tools, order, actor or await self.actor(order), connection)
            result = plain(await EFFECT_WORK[order.kind].carry_out(doing))
            await self.ended(connection, order.key, result)
        return Outcome(state="done", result=result)

    async def _begin(self, connection: Connection, order: EffectOrder, job_id: UUID | None) -> bool:
        """Take the key of an effect, and return whether it was free."""
        begun = await effects.BEGIN.run(
            connection,
            key=order.key,
            kind=order.kind,
            cause=order.cause,
            app=order.app,
            job_id=job_id,
            now=clock.now(),
        )
        return bool(begun)

    async def actor(self, order: EffectOrder) -> Actor:
        """Return on whose behalf an effect is carried out."""
        if order.rights == "product":
            return Actor(order.account_id, product=True)
        return await self.tools.actor(order.account_id, order.cause)

    async def ended(
        self, connection: Connection, key: str, result: Any = None, error: dict[str, Any] | None = None
    ) -> None:
        """Note what came of an effect."""
        state = "done" if error is None else "failed"
        await effects.ENDED.run(connection, key=key, state=state, result=result, error=error, now=clock.now())

    async def _known(self, connection: Connection, key: str) -> Outcome:
        """Return what came of an effect that was asked for before."""
        row = await effects.KNOWN.row(connection, key=key)
        assert row is not None
        if row["state"] == "done":
            return Outcome(state="done", result=row["result"], again=True)
        return Outcome(state="queued", again=True)

    def _job(self, order: EffectOrder, job_id: UUID) -> NewJob:
        """Return the job that carries out an effect."""
        kept = order.model_copy(update={"arguments": plain(order.arguments)}).model_dump(mode="json")
        at: datetime | None = wake_at(order.arguments) if order.kind == "wait" else None
        return NewJob(
            "effect",
            kept,
            key=order.key,
            run_at=at,
            priority=HIGH,
            account_id=order.account_id,
            cause=order.cause or None,
            id=job_id,
        )
