"""`Oidc`: signing in with a provider of OpenID Connect Core 1.0, by its code flow with PKCE (RFC 7636)."""

import base64
import contextlib
import hashlib
import re
import secrets
import time
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode, urlsplit
from uuid import UUID

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OctKey

from lowcode.kernel import clock
from lowcode.kernel.diagnostics import Code
from lowcode.kernel.errors import Forbidden, Invalid, Unavailable
from lowcode.kernel.names import Label, label
from lowcode.services.accounts import Accounts, NewAccount, account_name
from lowcode.services.actor import Actor
from lowcode.services.secrets import signing_key
from lowcode.services.sessions import Begun, Sessions
from lowcode.settings import Settings
from lowcode.store import accounts
from lowcode.store.database import Database
from lowcode.store.statement import Connection

NO_PROVIDER: Final = Code(
    "oidc-not-set-up",
    label("There is no OIDC provider: {reason}.", "没有可用的 OIDC 登录：{reason}。"),
    label(
        "Set LOWCODE_OIDC_ISSUER, LOWCODE_OIDC_CLIENT_ID and LOWCODE_PUBLIC_URL, or sign in with a password.",
        "请设置 LOWCODE_OIDC_ISSUER、LOWCODE_OIDC_CLIENT_ID 和 LOWCODE_PUBLIC_URL，或使用密码登录。",
    ),
)
PROVIDER_SILENT: Final = Code(
    "oidc-provider-not-reached",
    label("The OIDC provider does not answer as it should: {reason}.", "OIDC 登录服务未正常响应：{reason}。"),
    label("Try again later, or sign in with a password.", "请稍后重试，或使用密码登录。"),
)
SIGN_IN_BROKEN: Final = Code(
    "oidc-sign-in-broken",
    label("Signing in with the provider came to nothing: {reason}.", "通过登录服务登录未完成：{reason}。"),
    label("Begin again from the sign-in page.", "请从登录页重新开始。"),
)
NOT_KNOWN_HERE: Final = Code(
    "oidc-account-unknown",
    label(
        "The provider knows you, but there is no account for you here.", "登录服务已确认您的身份，但此处没有您的账号。"
    ),
    label("Ask an administrator for an account with your e-mail address.", "请联系管理员用您的邮箱创建账号。"),
)

CALLBACK: Final = "/api/oidc/callback"
"""Where the provider sends browsers back to."""
SECONDS: Final = 600
"""How long somebody may take at the provider."""

_ALGORITHMS: Final = ["RS256", "PS256", "ES256", "EdDSA"]
"""The signatures of ID tokens that are taken; never `none`, and none that the client's secret could forge."""
_NOT_BEGUN: Final = label("it was not begun in this browser", "登录不是在此浏览器中开始的")
_TOKEN_WRONG: Final = label("its token does not hold", "令牌内容无效")
_NOT_SIGNED: Final = label("its token is not signed by it", "令牌签名无效")
_OTHER_NAME: Final = label("it calls itself by another name", "其名称与配置不符")
_SAYS_LITTLE: Final = label("it does not say where its parts are", "未说明其各个地址")
_NO_KEYS: Final = label("its keys cannot be read", "无法读取其密钥")
_CODE_REFUSED: Final = label("the provider did not take the code", "登录服务不接受授权码")
_NO_ANSWER: Final = label("it gives no answer, or an error", "没有应答或返回错误")

_KEPT: Final = 3600.0
"""Seconds for which what the provider says of itself is kept."""
_LEEWAY: Final = 60
"""Seconds that the clocks may differ."""


@dataclass(frozen=True, slots=True)
class Start:
    """What a browser needs to sign in at the provider."""

    url: str
    """Where it goes."""
    state: str
    """What it keeps, in a cookie that no script sees, until it comes back."""


@dataclass(frozen=True, slots=True)
class Finish:
    """What comes of signing in at the provider."""

    begun: Begun
    """The session."""
    to: str
    """The page of the product to go on with."""


@dataclass(frozen=True, slots=True)
class _Provider:
    """What a provider says of itself."""

    authorize: str
    token: str
    keys_url: str
    keys: KeySet
    until: float


class Oidc:
    """The use case of signing in with the provider that the settings name."""

    def __init__(self, database: Database, settings: Settings, accounts: Accounts, sessions: Sessions) -> None:
        """Take the workspace, the provider, and how accounts and sessions are made."""
        self._database = database
        self._settings = settings
        self._accounts = accounts
        self._sessions = sessions
        self._known: _Provider | None = None

    async def start(self, to: str = "/") -> Start:
        """Return where a browser goes to sign in, and to come back to the page `to` afterwards."""
        client_id, redirect = self._client()
        provider = await self._provider()
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        query = {
            "response_type": "code",
            "client_id": client_id,
            "redirect_uri": redirect,
            "scope": self._settings.oidc_scope,
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        kept = {"state": state, "nonce": nonce, "verifier": verifier, "to": _inside(to), "exp": _now() + SECONDS}
        joint = "&" if urlsplit(provider.authorize).query else "?"
        return Start(f"{provider.authorize}{joint}{urlencode(query)}", jwt.encode({"alg": "HS256"}, kept, self._key()))

    async def finish(self, visitor: Actor, kept: str, state: str, code: str) -> Finish:
        """Return the session of somebody who comes back from the provider with a code.

        `kept` is what the browser kept. Raises `Forbidden` when it did not begin here, is too old, or when there is no
        account for whom the provider knows; `Unavailable` when the provider does not answer.
        """
        begun = self._begun(kept)
        if not secrets.compare_digest(state.encode(), str(begun["state"]).encode()) or not code:
            raise _broken(_NOT_BEGUN)
        claims = await self._claims(code, begun)
        account_id = await self._account(visitor, claims)
        return Finish(await self._sessions.begin(visitor, account_id, by="oidc"), str(begun["to"]))

    def _begun(self, kept: str) -> dict[str, Any]:
        """Return what the browser kept, when it is what this installation gave it not long ago."""
        try:
            token = jwt.decode(kept, self._key(), algorithms=["HS256"])
            jwt.JWTClaimsRegistry(now=_now, exp={"essential": True}).validate(token.claims)
        except (JoseError, ValueError) as error:
            raise _broken(_NOT_BEGUN) from error
        return dict(token.claims)

    async def _claims(self, code: str, begun: dict[str, Any]) -> dict[str, Any]:
        """Return what the provider says of the person, from an ID token that it has signed for this sign-in."""
        provider = await self._provider()
        client_id, redirect = self._client()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect,
            "client_id": client_id,
            "code_verifier": begun["verifier"],
        }
        secret = self._settings.oidc_client_secret
        auth = httpx.BasicAuth(client_id, secret.get_secret_value()) if secret else None
        answer = await self._ask("POST", provider.token, data=form, auth=auth)
        token = await self._verified(provider, str(answer.get("id_token", "")))
        wanted = {
            "iss": {"essential": True, "value": self._issuer()},
            "aud": {"essential": True, "value": client_id},
            "nonce": {"essential": True, "value": begun["nonce"]},
            "sub": {"essential": True},
            "exp": {"essential": True},
            "iat": {"essential": True},
        }
        try:
            jwt.JWTClaimsRegistry(now=_now, leeway=_LEEWAY, **wanted).validate(token.claims)  # type: ignore[arg-type]
        except JoseError as error:
            raise _broken(_TOKEN_WRONG) from error
        if token.claims.get("azp", client_id) != client_id:
            raise _broken(_TOKEN_WRONG)
        return dict(token.claims)

    async def _verified(self, provider: _Provider, text: str) -> jwt.Token:
        """Return an ID token whose signature is the provider's, which may have begun to sign with another key."""
        with contextlib.suppress(JoseError, ValueError):
            return jwt.decode(text, provider.keys, algorithms=_ALGORITHMS)
        try:
            return jwt.decode(text, await self._keys(provider.keys_url), algorithms=_ALGORITHMS)
        except (JoseError, ValueError) as error:
            raise _broken(_NOT_SIGNED) from error

    async def _account(self, visitor: Actor, claims: dict[str, Any]) -> UUID:
        """Return the account of whom the provider knows: linked before, or of the verified e-mail address, or new."""
        who = {"issuer": self._issuer(), "subject": str(claims["sub"])}
        email = str(claims.get("email", "")).lower() if claims.get("email_verified") is True else ""
        email = email if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email) else ""
        async with self._database.transaction() as connection:
            await self._database.hold(connection, f"oidc {who['subject']}")
            row = await accounts.BY_IDENTITY.row(connection, **who)
            linked = row is not None
            if row is None and email:
                row = await accounts.BY_EMAIL.row(connection, email=email)
            if row is None and self._settings.oidc_create:
                account_id = await self._create(connection, visitor, claims, email)
            elif row is None or row["status"] == "disabled":
                message = "there is no account for whom the provider knows"
                raise Forbidden(message, [NOT_KNOWN_HERE.report()])
            else:
                account_id = row["id"]
            if not linked:
                await accounts.ADD_IDENTITY.run(connection, **who, account_id=account_id, now=clock.now())
                await replace(visitor, account_id=account_id).note(
                    connection, "account.linked", f"account:{account_id}", **who
                )
            if row is None or row["status"] == "invited":
                await accounts.SET_STATUS.run(connection, id=account_id, status="active", now=clock.now())
        return account_id

    async def _create(self, connection: Connection, visitor: Actor, claims: dict[str, Any], email: str) -> UUID:
        """Return a new account for whom the provider knows."""
        wanted = str(claims.get("preferred_username") or email.partition("@")[0] or "person")
        plain = re.sub(r"[^\w.@-]+", "-", wanted)[:50]
        name = account_name(plain if len(plain) > 1 else f"person-{plain}")
        while await accounts.NAME_TAKEN.value(connection, name=name):
            name = f"{plain.lower()}-{secrets.token_hex(3)}"
        new = NewAccount(name=name, display_name=str(claims.get("name") or wanted)[:100], email=email or None)
        return await self._accounts.add(connection, visitor, new, name)

    async def _provider(self) -> _Provider:
        """Return what the provider says of itself (OpenID Connect Discovery 1.0)."""
        if self._known is None or self._known.until < time.monotonic():
            issuer = self._issuer()
            found = await self._ask("GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration")
            if found.get("issuer") != issuer:
                raise _silent(_OTHER_NAME)
            authorize, token, keys_url = (
                str(found.get(each, "")) for each in ("authorization_endpoint", "token_endpoint", "jwks_uri")
            )
            if not (authorize and token and keys_url):
                raise _silent(_SAYS_LITTLE)
            keys = await self._keys(keys_url)
            self._known = _Provider(authorize, token, keys_url, keys, time.monotonic() + _KEPT)
        return self._known

    async def _keys(self, url: str) -> KeySet:
        """Return the keys that the provider signs with now."""
        try:
            keys = KeySet.import_key_set(await self._ask("GET", url))  # type: ignore[arg-type]
        except (JoseError, KeyError, ValueError, TypeError) as error:
            raise _silent(_NO_KEYS) from error
        if self._known is not None:
            self._known = replace(self._known, keys=keys)
        return keys

    async def _ask(self, method: str, url: str, **sent: Any) -> dict[str, Any]:
        """Return the JSON object that the provider answers with. Raises `Unavailable` for anything else."""
        _safe(url)
        try:
            async with httpx.AsyncClient(timeout=10) as client:
                answer = await client.request(method, url, headers={"Accept": "application/json"}, **sent)
            found = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise _silent(_NO_ANSWER) from error
        if method == "POST" and answer.status_code == httpx.codes.BAD_REQUEST:
            raise _broken(_CODE_REFUSED)
        if not answer.is_success or not isinstance(found, dict):
            raise _silent(_NO_ANSWER)
        return found

    def _client(self) -> tuple[str, str]:
        """Return what the provider calls this installation, and where it sends browsers back to."""
        client_id, public = self._settings.oidc_client_id, self._settings.public_url
        if not client_id or not public:
            message = "the OIDC provider is not set up"
            raise Invalid(message, [NO_PROVIDER.report(reason="LOWCODE_OIDC_CLIENT_ID, LOWCODE_PUBLIC_URL")])
        return client_id, public.rstrip("/") + CALLBACK

    def _issuer(self) -> str:
        """Return the name of the provider."""
        issuer = self._settings.oidc_issuer
        if not issuer:
            message = "the OIDC provider is not set up"
            raise Invalid(message, [NO_PROVIDER.report(reason="LOWCODE_OIDC_ISSUER")])
        return issuer

    def _key(self) -> OctKey:
        """Return the key for what browsers keep, which serves nothing else."""
        return OctKey.import_key(hashlib.sha256(b"oidc" + signing_key(self._settings)).digest())


def _safe(url: str) -> None:
    """Raise `Invalid` for a provider that is not asked over TLS, unless it is on this machine."""
    found = urlsplit(url)
    if found.scheme != "https" and not (found.scheme == "http" and found.hostname in {"127.0.0.1", "localhost"}):
        message = "the OIDC provider has to be asked over TLS"
        raise Invalid(message, [NO_PROVIDER.report(reason=label("it is not https", "不是 https 地址"))])


def _inside(to: str) -> str:
    """Return a page of the product: never one of another site, however it is written."""
    plain = to.startswith("/") and not to.startswith("//") and not re.search(r"[\\\x00-\x20]", to)
    return to[:2000] if plain else "/"


def _now() -> int:
    """Return the present in seconds since 1970."""
    return int(clock.now().timestamp())


def _broken(reason: Label) -> Forbidden:
    """Return the error of a sign-in that came to nothing."""
    return Forbidden("signing in with the provider came to nothing", [SIGN_IN_BROKEN.report(reason=reason)])


def _silent(reason: Label) -> Unavailable:
    """Return the error of a provider that does not answer."""
    return Unavailable("the OIDC provider does not answer as it should", [PROVIDER_SILENT.report(reason=reason)])
