"""Signing in and out in a browser: ``/oauth2/authorize``, ``/login`` and ``/logout``.

https://docs.aws.amazon.com/cognito/latest/developerguide/managed-login-endpoints.html
"""

import time
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from ..http_api.messages import Answer, HttpRequest
from .authorization import Authorization, authorization_of
from .clients import client_of
from .pages import new_password_page, query_of, refusal_page, sign_in_page
from .tickets import Tickets
from .token_endpoint import code_for
from .users import NeedsNewPassword, NotSignedIn, known, signed_in, with_new_password

SESSION_SECONDS = 3600
_NEW_PASSWORD_SECONDS = 180
_COOKIE = "cognito"
_Session = tuple[str, str, int]
"""Pool, user name, and when the user signed in."""
_sessions: Tickets[_Session] = Tickets(SESSION_SECONDS)
_new_passwords: Tickets[tuple[str, str]] = Tickets(_NEW_PASSWORD_SECONDS)
"""Pool and user name of who has to choose a password."""


def authorize(pool, request: HttpRequest) -> Answer:
    """Sends who has signed in back to the app with a code, and all others to the form."""
    asked = authorization_of(pool, request.parameters)
    session = None if asked.prompt == "login" else _session(pool, request)
    if session:
        return _with_code(asked, *session)
    if asked.prompt == "none":
        return _to(asked.with_error("login_required"))
    return _to(f"../login?{query_of(request.parameters)}")


def login(pool, request: HttpRequest, address: str) -> Answer:
    """Shows the form, and takes what was filled in. @param address: of the pool's pages"""
    asked = authorization_of(pool, request.parameters)
    query = query_of(request.parameters)
    if request.method != "POST":
        return sign_in_page(asked, query, name=asked.login_hint)
    if not _is_own_form(request):
        return refusal_page("The form was sent by another page.", 403)
    form = {name: values[0] for name, values in parse_qs(request.body.decode("utf-8", "replace")).items()}
    if "ticket" in form:
        return _choose_password(pool, asked, query, form, address)
    name = form.get("username", "").strip()
    try:
        username = signed_in(pool, name, form.get("password", ""))
    except NotSignedIn as why:
        return sign_in_page(asked, query, str(why), name)
    except NeedsNewPassword as needs:
        return new_password_page(asked, query, _new_passwords.issue((pool.id, needs.username)))
    return _signed_in(pool, asked, username, address)


def logout(pool, request: HttpRequest, address: str) -> Answer:
    """Ends the session; then back to the app, or to the form.

    https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
    """
    first = {name: values[0] for name, values in request.parameters.items()}
    client = client_of(pool, first.get("client_id"))
    if client is None:
        return refusal_page(f"The user pool {pool.name} has no app client with the client_id {first.get('client_id')}.")
    if "logout_uri" in first:
        if first["logout_uri"] not in client.logouts:
            known_ones = ", ".join(client.logouts) or "none"
            what = f"The app client {client.name} does not have the sign-out URL {first['logout_uri']}"
            return refusal_page(f"{what}. It has {known_ones}.")
        goes_to = first["logout_uri"]
    else:
        authorization_of(pool, request.parameters)
        goes_to = f"login?{query_of(request.parameters)}"
    _sessions.take(_cookie(request))
    return _to(goes_to, _set_cookie("", 0, address))


def _choose_password(pool, asked: Authorization, query: str, form: dict[str, str], address: str) -> Answer:
    found = _new_passwords.take(form["ticket"])
    if found is None or found[0] != pool.id:
        return sign_in_page(asked, query, "Invalid session for the user, session is expired.")
    try:
        username = with_new_password(pool, found[1], form.get("new_password", ""))
    except NotSignedIn as why:
        return new_password_page(asked, query, _new_passwords.issue(found), str(why))
    return _signed_in(pool, asked, username, address)


def _signed_in(pool, asked: Authorization, username: str, address: str) -> Answer:
    now = int(time.time())
    ticket = _sessions.issue((pool.id, username, now))
    answer = _with_code(asked, username, now)
    return Answer(answer.status, (*answer.headers, _set_cookie(ticket, SESSION_SECONDS, address)))


def _with_code(asked: Authorization, username: str, auth_time: int) -> Answer:
    return _to(asked.with_code(code_for(asked, username, auth_time)))


def _session(pool, request: HttpRequest) -> tuple[str, int] | None:
    pool_id, username, since = _sessions.find(_cookie(request)) or ("", "", 0)
    return (username, since) if pool_id == pool.id and known(pool, username) else None


def _cookie(request: HttpRequest) -> str | None:
    try:
        found = SimpleCookie("; ".join(request.values.get("cookie", []))).get(_COOKIE)
    except CookieError:
        return None
    return found.value if found else None


def _set_cookie(value: str, seconds: int, address: str) -> tuple[str, str]:
    return "set-cookie", f"{_COOKIE}={value}; Path={address}; Max-Age={seconds}; HttpOnly; SameSite=Lax"


def _is_own_form(request: HttpRequest) -> bool:
    """Whether a form comes from a page of this address; what is no browser does not say."""
    origin = request.header("origin")
    return origin is None or origin == f"http://{request.header('host')}"


def _to(location: str, *headers: tuple[str, str]) -> Answer:
    return Answer(302, (("location", location), ("cache-control", "no-store"), *headers))
