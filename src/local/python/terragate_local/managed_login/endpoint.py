"""Cognito for pages, at ``/_terragate/cognito/`` of the local AWS and of each local proxy:

- ``GET /``: settings of a website, by its ``redirect_uri``
- ``POST /``: the operations of identity pools that need no key
- ``/<pool id>/``: the domain of a user pool, and the documents of its issuer
"""

import json
import logging
import re
import traceback
from types import ModuleType

from ..callers import pools
from ..http_api.endpoint import as_http, deliver
from ..http_api.messages import Answer, HttpRequest
from . import login
from .address import PREFIX, address_of
from .authorization import Refused, SentBack
from .clients import is_page_of_a_client, origin_of
from .pages import refusal_page
from .token_endpoint import Failed, tokens_for
from .user_info import user_info
from .website_settings import NoSignIn, settings_of

LOG = logging.getLogger(__name__)
_IN_POOL = re.compile(r"/([\w-]+_\w+)(/[\w./-]+)")
_FOR_SCRIPTS = ("/oauth2/token", "/oauth2/userInfo", "/.well-known/openid-configuration", "/.well-known/jwks.json")
"""What pages load; browsers go to all else."""


def install_addresses(handlers: ModuleType) -> None:
    """To be called with LocalStack's handlers of requests: before those that let no page of others in."""
    handlers.preprocess_request.handlers.insert(0, _serve)


def _serve(chain, context, response) -> None:
    address = address_of(context)
    if address is None:
        return
    deliver(_answer(as_http(context.request, address[1] or "/", address[2] or "")), response)
    chain.stop()


def _answer(request: HttpRequest) -> Answer:
    try:
        return _root(request) if request.path == "/" else _in_pool(request)
    except Exception as error:
        # The text of an error may hold what was filled in
        places = "".join(traceback.format_tb(error.__traceback__))
        LOG.error("%s %s%s: %s\n%s", request.method, PREFIX, request.path, type(error).__name__, places)
        return refusal_page("The local AWS failed: its log says where.", 500)


def _root(request: HttpRequest) -> Answer:
    if request.method == "GET":
        redirect_uri, client = (request.parameters.get(name, [None])[0] for name in ("redirect_uri", "client"))
        # A page learns of itself alone
        return _for_page(request, origin_of(redirect_uri or ""), lambda: _settings(request, redirect_uri or "", client))
    from .identities import answer

    return _for_page(request, _known_origin(request), lambda: answer(request))


def _settings(request: HttpRequest, redirect_uri: str, client: str | None) -> Answer:
    try:
        return _json(settings_of(redirect_uri, client, f"http://{request.header('host')}{PREFIX}"))
    except NoSignIn as why:
        return _json({"message": str(why)}, 404)


def _in_pool(request: HttpRequest) -> Answer:
    address = _IN_POOL.fullmatch(request.path)
    pool = address and pools.pool(address[1])
    if not pool:
        return refusal_page("There is no such user pool here: terragate up makes it.", 404)
    path = address[2]
    if path in _FOR_SCRIPTS:
        return _for_page(request, _known_origin(request), lambda: _for_script(pool, path, request))
    if pool.domain is None:
        return refusal_page(f"The user pool {pool.name} has no domain, and so no page to sign in.", 404)
    try:
        match (request.method, path):
            case ("GET", "/oauth2/authorize"):
                return login.authorize(pool, request)
            case ("GET" | "POST", "/login"):
                return login.login(pool, request, f"{PREFIX}/{pool.id}")
            case ("GET", "/logout"):
                return login.logout(pool, request, f"{PREFIX}/{pool.id}")
    except Refused as why:
        return refusal_page(str(why))
    except SentBack as back:
        return Answer(302, (("location", back.location),))
    return refusal_page("There is no such page.", 404)


def _for_script(pool, path: str, request: HttpRequest) -> Answer:
    if path == "/.well-known/jwks.json":
        return _json(pools.keys_document(pool))
    if path == "/.well-known/openid-configuration":
        return _json(_configuration(pool, f"http://{request.header('host')}{PREFIX}/{pool.id}"))
    if pool.domain is None:
        return _json({"message": f"The user pool {pool.name} has no domain."}, 404)
    if path == "/oauth2/userInfo":
        return user_info(pool, request)
    if request.method != "POST":
        return _json({"error": "invalid_request"}, 405)
    try:
        return _json(tokens_for(pool, request))
    except Failed as error:
        return _json({"error": str(error)}, 400)


def _configuration(pool, address: str) -> dict:
    """https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints.html"""
    document = pools.configuration_document(pool, f"{address}/.well-known/jwks.json")
    if pool.domain is None:
        return document
    return {
        **document,
        "authorization_endpoint": f"{address}/oauth2/authorize",
        "token_endpoint": f"{address}/oauth2/token",
        "userinfo_endpoint": f"{address}/oauth2/userInfo",
        "end_session_endpoint": f"{address}/logout",
        "response_types_supported": ["code"],
        "scopes_supported": ["openid", "email", "phone", "profile"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
    }


def _known_origin(request: HttpRequest) -> str | None:
    origin = request.header("origin")
    return origin if origin and is_page_of_a_client(origin) else None


def _for_page(request: HttpRequest, allowed: str | None, answer) -> Answer:
    """An answer that pages of one origin may read; others get none. What is no page does not name an origin."""
    origin = request.header("origin")
    if origin is None:
        return answer()
    if origin != allowed:
        return _json({"message": f"No app client has a callback URL of the origin {origin}."}, 403)
    headers = (("access-control-allow-origin", origin), ("vary", "Origin"))
    if request.method == "OPTIONS":
        wished = request.header("access-control-request-headers") or ""
        asked = (("access-control-allow-headers", wished), ("access-control-allow-methods", "GET, POST"))
        return Answer(204, (*headers, *asked))
    given = answer()
    return Answer(given.status, (*given.headers, *headers), given.body)


def _json(document: dict, status: int = 200) -> Answer:
    headers = (("content-type", "application/json;charset=UTF-8"), ("cache-control", "no-store"))
    return Answer(status, headers, json.dumps(document).encode())
