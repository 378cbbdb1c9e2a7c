"""`Actor`: on whose behalf something is done, and by which request."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from lowcode.kernel import clock
from lowcode.kernel.diagnostics import Code
from lowcode.kernel.errors import Forbidden, SignInNeeded
from lowcode.kernel.names import label
from lowcode.store import audit
from lowcode.store.ids import new_id
from lowcode.store.statement import Connection

ADMINISTRATOR: Final = "platform.admin"
"""The role that may do everything with people and apps."""

ROLE_NEEDED: Final = Code(
    "role-needed",
    label("This takes the role {role}.", "此操作需要角色 {role}。"),
    label("Ask an administrator for it.", "请联系管理员授予该角色。"),
)
SCOPE_NEEDED: Final = Code(
    "scope-needed",
    label("The API token lacks the scope {scope}.", "API 令牌缺少权限范围 {scope}。"),
    label("Use a token that has it.", "请使用包含该范围的令牌。"),
)
NOT_SIGNED_IN: Final = Code(
    "not-signed-in",
    label("Nobody is signed in.", "尚未登录。"),
    label("Sign in, then try again.", "请登录后重试。"),
)
SESSION_NEEDED: Final = Code(
    "session-needed",
    label("An API token may not do this.", "API 令牌不能执行此操作。"),
    label("Sign in with your password.", "请使用密码登录。"),
)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something."""

    account_id: UUID | None = None
    """The account; None: nobody is signed in, or the product itself."""
    roles: frozenset[str] = frozenset()
    """The roles of the account, each with its app: `crm.seller`."""
    scopes: frozenset[str] | None = None
    """What an API token may do; None for somebody who is here in person."""
    session_id: UUID | None = None
    """The session, when there is one."""
    address: str = ""
    """Where the request comes from."""
    agent: str = ""
    """The program that sends it."""
    request: str = ""
    """The id of the request."""
    product: bool = field(default=False, kw_only=True)
    """Whether it is the product itself, which may do everything."""

    @property
    def account(self) -> UUID:
        """The account. Raises `SignInNeeded` when there is none."""
        if self.account_id is None:
            message = "nobody is signed in"
            raise SignInNeeded(message, [NOT_SIGNED_IN.report()])
        return self.account_id

    def require(self, role: str = ADMINISTRATOR) -> None:
        """Return when the actor has a role. Raises `Forbidden` otherwise, `SignInNeeded` when nobody is signed in."""
        if self.product:
            return
        _ = self.account
        self.require_scope("admin")
        if role not in self.roles:
            message = f"the role {role} is needed"
            raise Forbidden(message, [ROLE_NEEDED.report(role=role)])

    def require_scope(self, scope: str) -> None:
        """Return unless the actor is an API token without a scope. Raises `Forbidden` otherwise."""
        if self.scopes is not None and scope not in self.scopes:
            message = f"the token lacks the scope {scope}"
            raise Forbidden(message, [SCOPE_NEEDED.report(scope=scope)])

    def require_presence(self) -> UUID:
        """Return the account of somebody who is here in person. Raises `Forbidden` for an API token."""
        if self.scopes is not None:
            message = "an API token may not do this"
            raise Forbidden(message, [SESSION_NEEDED.report()])
        return self.account

    async def note(self, connection: Connection, action: str, subject: str, /, **details: Any) -> None:
        """Add an audit entry, in the transaction of what it tells of."""
        await audit.ADD.run(
            connection,
            id=new_id(),
            at=clock.now(),
            account_id=self.account_id,
            action=action,
            subject=subject,
            details=details,
            address=self.address,
            request=self.request,
        )


PRODUCT: Final = Actor(product=True)
"""The product itself: at its start, from the command line, and in what it does by the clock."""


def as_texts(ids: Iterable[UUID]) -> list[str]:
    """Return ids as an audit entry holds them."""
    return [str(each) for each in ids]
