"""The pages of managed login: plain HTML that loads nothing."""

import base64
import hashlib
import re
from urllib.parse import urlencode

from markupsafe import Markup

from ..callers.pools import is_by_email
from ..http_api.messages import Answer
from .authorization import Authorization

_STYLE = (
    "body{margin:0;font:16px/1.5 system-ui,sans-serif;color:#1b1f24;background:#f4f5f7}"
    "main{max-width:22rem;margin:12vh auto;padding:2rem;background:#fff;border:1px solid #d0d5dd;border-radius:8px}"
    "h1{margin:0 0 .5rem;font-size:1.5rem}label{display:block;margin-top:1rem;font-weight:600}"
    "input,button{box-sizing:border-box;width:100%;padding:.6rem;font:inherit}"
    "input,button{border:1px solid #6b7280;border-radius:6px}"
    "button{margin-top:1.5rem;color:#fff;background:#1d4ed8;border-color:#1d4ed8;cursor:pointer}"
    "[role=alert]{padding:.6rem;color:#8a1212;background:#fdecec;border-radius:6px}code{overflow-wrap:anywhere}"
)
_PAGE = Markup(
    '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width,initial-scale=1">'
    "<title>{title}</title><style>{style}</style></head><body><main><h1>{title}</h1>{body}</main></body></html>\n"
)
_ALERT = Markup('<p role="alert" id="wrong">{}</p>')
_FORM = Markup('<form method="post" action="{action}">{fields}<button>{button}</button></form>')
_FIELD = Markup('<label for="{id}">{label}</label><input id="{id}" name="{id}" value="{value}" required {more}>')
_SOURCE = re.compile(r"https?://[A-Za-z0-9.:\[\]-]+|[a-z][a-z0-9+.-]*:")
"""Part of an address by which a policy knows it."""


def sign_in_page(asked: Authorization, query: str, wrong: str = "", name: str = "") -> Answer:
    """The form for name and password. @param query: of the request, which the form repeats"""
    pool = asked.client.pool
    fields = _field("username", "E-mail address" if is_by_email(pool) else "User name", "username", value=name, wrong=wrong)
    fields += _field("password", "Password", "current-password", "password", wrong=wrong)
    intro = Markup("<p>To <b>{}</b>, by the user pool <b>{}</b> on this machine.</p>")
    intro = intro.format(asked.client.name, pool.name)
    hint = Markup("<p>A user is made by <code>npx terragate token alice --create</code>, which tells the password.</p>")
    form = _FORM.format(action=f"login?{query}", fields=fields, button="Sign in")
    body = intro + (_ALERT.format(wrong) if wrong else Markup("")) + form + ("" if pool.users else hint)
    return _page("Sign in", body, asked.redirect_uri, 400 if wrong else 200)


def new_password_page(asked: Authorization, query: str, ticket: str, wrong: str = "") -> Answer:
    """The form for a password of one's own, after one that was given by somebody else."""
    fields = Markup('<input type="hidden" name="ticket" value="{}">').format(ticket)
    fields += _field("new_password", "New password", "new-password", "password", wrong=wrong)
    form = _FORM.format(action=f"login?{query}", fields=fields, button="Set password")
    body = (_ALERT.format(wrong) if wrong else Markup("")) + form
    return _page("Choose a password", body, asked.redirect_uri, 400 if wrong else 200)


def refusal_page(why: str, status: int = 400) -> Answer:
    return _page("This cannot be done", _ALERT.format(why), "", status)


def query_of(parameters: dict[str, list[str]]) -> str:
    return urlencode(parameters, doseq=True)


def _field(id: str, label: str, autocomplete: str, type: str = "text", value: str = "", wrong: str = "") -> Markup:
    more = Markup('type="{}" autocomplete="{}"').format(type, autocomplete)
    return _FIELD.format(
        id=id, label=label, value=value, more=more + (Markup(' aria-describedby="wrong"') if wrong else Markup(""))
    )


def _page(title: str, body: Markup, leads_to: str, status: int) -> Answer:
    page = _PAGE.format(title=title, style=Markup(_STYLE), body=body)
    style = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    # Browsers ask this rule for the address that an answer to the form leads to, too
    source = _SOURCE.match(leads_to)
    policy = (
        f"default-src 'none'; style-src 'sha256-{style}'; form-action 'self'{' ' + source[0] if source else ''}; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    headers = {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": policy,
        "referrer-policy": "same-origin",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "cache-control": "no-store",
    }
    return Answer(status, tuple(headers.items()), page.encode())
