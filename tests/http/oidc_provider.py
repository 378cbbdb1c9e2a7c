"""A small OpenID Connect provider, to be run as a process of its own: `oidc_provider.py PORT`.

It lets in whoever the query `person` of the authorization names, and errs in the way that `wrong` names. It checks what
a provider checks: the client, the address to come back to, PKCE, and that a code is used once.
"""

import base64
import hashlib
import json
import secrets
import sys
import time
from typing import Any
from urllib.parse import parse_qsl, urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT, SECRET = "lowcode", "the secret of the client"
PORT = int(sys.argv[1])
ISSUER = f"http://127.0.0.1:{PORT}/realm"
PEOPLE: dict[str, dict[str, Any]] = {
    "zhang": {"sub": "1", "name": "张三", "email": "Zhang@Example.com", "email_verified": True},
    "li": {"sub": "2", "name": "李四", "email": "zhang@example.com", "email_verified": False},
    "wang": {
        "sub": "3",
        "name": "王五",
        "preferred_username": "Wang Wu",
        "email": "w@example.com",
        "email_verified": True,
    },
}

keys = [RSAKey.generate_key(2048, {"kid": "first", "use": "sig"})]
codes: dict[str, dict[str, str]] = {}


async def discover(_: Request) -> Response:
    """Say where everything is."""
    return JSONResponse(
        {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize?realm=1",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/keys",
        }
    )


async def show_keys(_: Request) -> Response:
    """Show the public keys."""
    return JSONResponse(KeySet(list(keys)).as_dict(private=False))


async def rotate(_: Request) -> Response:
    """Sign with another key from now on."""
    keys.insert(0, RSAKey.generate_key(2048, {"kid": secrets.token_hex(4), "use": "sig"}))
    return Response()


async def authorize(request: Request) -> Response:
    """Let somebody in, and send the browser back with a code."""
    asked = dict(request.query_params)
    assert asked["client_id"] == CLIENT
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert "openid" in asked["scope"].split()
    code = secrets.token_urlsafe()
    codes[code] = asked
    return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}")


async def token(request: Request) -> Response:
    """Give the ID token for a code."""
    form = dict(parse_qsl((await request.body()).decode()))
    asked = codes.pop(form["code"], None)
    basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
    verified = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
    if (
        asked is None
        or request.headers.get("authorization") != f"Basic {basic}"
        or (form["redirect_uri"], verified) != (asked["redirect_uri"], asked["code_challenge"])
    ):
        return JSONResponse({"error": "invalid_grant"}, 400)
    return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": id_token(asked)})


def id_token(asked: dict[str, str]) -> str:
    """Return the ID token, or one with the error that is asked for."""
    now = int(time.time())
    claims = {"iss": ISSUER, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
    claims |= PEOPLE[asked["person"]] | json.loads(asked.get("claims", "{}"))
    wrong = asked.get("wrong")
    if wrong == "unsigned":
        parts = ({"alg": "none"}, claims)
        return (
            ".".join(base64.urlsafe_b64encode(json.dumps(each).encode()).rstrip(b"=").decode() for each in parts) + "."
        )
    if wrong == "shared":
        return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET))
    key = RSAKey.generate_key(2048, {"kid": str(keys[0].kid)}) if wrong == "forged" else keys[0]
    return jwt.encode({"alg": "RS256", "kid": key.kid}, claims, key)


app = Starlette(
    routes=[
        Route("/realm/.well-known/openid-configuration", discover),
        Route("/realm/keys", show_keys),
        Route("/realm/authorize", authorize),
        Route("/realm/token", token, methods=["POST"]),
        Route("/realm/rotate", rotate, methods=["POST"]),
    ]
)

if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=PORT, log_level="error")
