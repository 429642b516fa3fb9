"""Signatures of version 4 of AWS, in the header or in the query of a request.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import parse_qs, quote, unquote, urlsplit

ALGORITHM = "AWS4-HMAC-SHA256"
UNSIGNED = "UNSIGNED-PAYLOAD"
"""Stands for the hash of a body that is not signed."""
_AUTHORIZATION = re.compile(
    rf"{ALGORITHM}\s+Credential=([^,\s]+)\s*,\s*SignedHeaders=([^,\s]+)\s*,\s*Signature=([0-9a-f]+)"
)


@dataclass(frozen=True)
class Request:
    """The parts of a request that decide about its access."""

    method: str
    target: str
    """Path and query, as they were sent."""
    headers: dict[str, list[str]]
    """Values by lower-case names."""
    body: BinaryIO

    @property
    def query(self) -> dict[str, str]:
        """The first value of each name."""
        pairs = parse_qs(urlsplit(self.target).query, keep_blank_values=True)
        return {name: values[0] for name, values in pairs.items()}

    def header(self, name: str) -> str:
        """The first value of a header, given in lower case; empty where there is none."""
        return (self.headers.get(name) or [""])[0]


@dataclass(frozen=True)
class Signature:
    """The parts of a signature."""

    key: str
    """The access key."""
    scope: str
    """Date, region, service and ``aws4_request``, with ``/`` between them."""
    signed_headers: str
    time: str
    """As in ``20260131T235959Z``."""
    value: str
    """The signature itself, in hexadecimal digits."""
    token: str | None
    """The session token of a temporary key."""
    expires: str | None
    """Seconds from ``time`` on in which an address is good; None for a signature in a header."""

    @property
    def in_query(self) -> bool:
        return self.expires is not None


def signature_of(request: Request) -> Signature | None:
    """The signature of a request; None where it has none, or one that is not whole."""
    header = request.header("authorization")
    if header:
        match = _AUTHORIZATION.fullmatch(header.strip())
        if not match:
            return None
        scope, signed, value = match.groups()
        time = request.header("x-amz-date") or request.header("date")
        token = request.header("x-amz-security-token") or None
        return _signature(scope, signed, time, value, token, None)
    query = request.query
    if "X-Amz-Credential" not in query:
        return None
    scope, signed, time, value = (
        query.get(f"X-Amz-{name}", "") for name in ("Credential", "SignedHeaders", "Date", "Signature")
    )
    return _signature(scope, signed, time, value, query.get("X-Amz-Security-Token"), query.get("X-Amz-Expires", ""))


def _signature(
    credential: str, signed: str, time: str, value: str, token: str | None, expires: str | None
) -> Signature:
    key, _, scope = credential.partition("/")
    return Signature(key, scope, signed, time, value, token, expires)


def signing_key(secret: str, scope: str) -> bytes:
    key = f"AWS4{secret}".encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key


def string_to_sign(signature: Signature, canonical: str) -> str:
    return f"{ALGORITHM}\n{signature.time}\n{signature.scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"


def proof(secret: str, signature: Signature, canonical: str) -> str:
    """The value that a signature of a canonical request has to have."""
    text = string_to_sign(signature, canonical)
    return hmac.new(signing_key(secret, signature.scope), text.encode(), hashlib.sha256).hexdigest()


def canonical_requests(
    request: Request, signature: Signature, paths: Iterable[str], payloads: Iterable[str]
) -> Iterator[str]:
    """The canonical requests of a request, one for each form of its path and for each hash of its body."""
    _, _, query = request.target.partition("?")
    pairs = [pair.partition("=") for pair in query.split("&") if pair]
    kept = [(name, value) for name, _, value in pairs if not (signature.in_query and name == "X-Amz-Signature")]
    canonical_query = "&".join(f"{name}={value}" for name, value in sorted((_coded(n), _coded(v)) for n, v in kept))
    signed = signature.signed_headers
    headers = "".join(f"{name}:{_values(request, name)}\n" for name in signed.split(";"))
    for payload in payloads:
        for path in paths:
            yield f"{request.method}\n{path}\n{canonical_query}\n{headers}\n{signed}\n{payload}"


def coded_paths(path: str) -> list[str]:
    """The forms in which a path as it was sent is signed: encoded once more, some without dots and double slashes."""
    return list(dict.fromkeys([quote(path, safe="/~"), quote(_plain_path(path), safe="/~")]))


def body_hash(request: Request) -> str:
    request.body.seek(0)
    digest = hashlib.file_digest(request.body, "sha256").hexdigest()
    request.body.seek(0)
    return digest


def _coded(text: str) -> str:
    return quote(unquote(text, errors="surrogateescape"), safe="-_.~", errors="surrogateescape")


def _values(request: Request, name: str) -> str:
    return ",".join(" ".join(value.split()) for value in request.headers.get(name, []))


def _plain_path(path: str) -> str:
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            del parts[-1:]
        elif part not in ("", "."):
            parts.append(part)
    return "/" + "/".join(parts) + ("/" if parts and path.endswith("/") else "")
