"""Access to the local AWS, for callers who know a secret of this instance alone.

A request passes with the instance's secret in a header of its own, or when it is signed, as AWS asks for it, with a key
of the instance or with one that its IAM or STS gave out. It must also name this machine as its host, so that no page of
the web that has a name for 127.0.0.1 can speak to it.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape

from .signatures import (
    UNSIGNED,
    Request,
    Signature,
    body_hash,
    canonical_requests,
    coded_paths,
    proof,
    signature_of,
    signing_key,
)

SECRET_HEADER = "x-terragate-secret"
"""Header with the instance's secret, for requests that carry no signature: those of the local proxy."""
FORM_HEAD = 1 << 16
"""Bytes of a form of S3 in which its fields are looked for; the file is the last one."""
_ADDRESSES = ("127.0.0.1", "localhost", "[::1]")
_NAMES_BELOW = (".localhost", ".127.0.0.1")
"""Ends of names that no DNS gives out: hosts of buckets and APIs, which SDKs put in front of an endpoint's own."""
_PUBLIC = re.compile(r"/[a-z0-9-]+_[A-Za-z0-9]+/\.well-known/(?:jwks\.json|openid-configuration)")
"""Documents of user pools, by which apps check tokens. No bucket has a name of this form."""
_FIELD = re.compile(rb'form-data;[^\r\n]*?\bname="([^"\r\n]+)"\r\n(?:[^\r\n]+\r\n)*\r\n(.*?)\r\n--', re.DOTALL)

HOST = "the local AWS answers to 127.0.0.1 and localhost alone, and the request names another host"
KEY = (
    "the request has no key of this local AWS: `terragate status --env` prints the endpoint with its keys; requests to an "
    "API go to its local proxy"
)
SIGNATURE = "the request's signature is not that of its key: sign it with the secret key that belongs to the access key"


class Guard:
    """Decides which requests pass.

    ``secret_of`` gives the secret of an access key that the local IAM or STS gave out, None for any other.
    """

    def __init__(self, access_key: str, secret: str, secret_of: Callable[[str], str | None] = lambda _key: None):
        self._access_key = access_key
        self._secret = secret
        self._secret_of = secret_of

    def refusal(self, request: Request) -> str | None:
        """The reason why a request is refused; None where it passes."""
        hosts = request.headers.get("host", [])
        if len(hosts) != 1 or not is_here(hosts[0]):
            return HOST
        if _is_public(request):
            return None
        given = request.headers.get(SECRET_HEADER)
        if given:
            right = len(given) == 1 and hmac.compare_digest(given[0].encode(), self._secret.encode())
            return None if right else KEY
        claim = next(_claims(request), None)
        secret = claim and (self._secret if claim.key == self._access_key else self._secret_of(claim.key))
        if not claim or not secret:
            return KEY
        signatures = claim.signatures(secret)
        return None if any(hmac.compare_digest(one, claim.signature) for one in signatures) else SIGNATURE


def refused(request: Request, why: str) -> tuple[str, bytes]:
    """Media type and body of a refusal, in the form in which the request's SDK reads errors."""
    text = f"Terragate: {why}"
    if _media_type(request) == "application/x-www-form-urlencoded":
        error = f"<Error><Type>Sender</Type><Code>AccessDenied</Code><Message>{escape(text)}</Message></Error>"
        return "text/xml", f"<ErrorResponse>{error}</ErrorResponse>\n".encode()
    if "x-amz-content-sha256" in request.headers or _media_type(request) == "multipart/form-data":  # S3
        return "application/xml", f"<Error><Code>AccessDenied</Code><Message>{escape(text)}</Message></Error>\n".encode()
    return "application/json", json.dumps({"__type": "AccessDenied", "message": text}).encode() + b"\n"


def is_here(host: str) -> bool:
    """Whether the value of a Host header names this machine, or a bucket or an API on it."""
    name = re.sub(r":\d+$", "", host.lower())
    return name in _ADDRESSES or name.endswith(_NAMES_BELOW)


def _is_public(request: Request) -> bool:
    """Whether everybody may have the answer; hosts of buckets and APIs have other answers to the same path."""
    plain = re.sub(r":\d+$", "", request.headers["host"][0].lower()) in _ADDRESSES
    return plain and request.method in ("GET", "HEAD") and bool(_PUBLIC.fullmatch(request.target))


@dataclass(frozen=True)
class _Claim:
    """A key that a request names, with the signature that is to prove it."""

    key: str
    signature: bytes
    signatures: Callable[[str], Iterator[bytes]]
    """The signatures that would prove the key, by a secret: several where senders write a request differently."""


def _claims(request: Request) -> Iterator[_Claim]:
    query = request.query
    if signature := signature_of(request):
        yield _version_4(request, signature)
    elif request.header("authorization"):
        return  # a token of another kind: no AWS request
    elif "AWSAccessKeyId" in query:
        yield _version_2(request, query)
    elif request.method == "POST" and _media_type(request) == "multipart/form-data":
        yield from _form(request)


def _version_4(request: Request, signature: Signature) -> _Claim:
    path, _, _ = request.target.partition("?")
    paths = dict.fromkeys([*coded_paths(path), path])  # S3 signs the path as it is sent

    def signatures(secret: str) -> Iterator[bytes]:
        for canonical in canonical_requests(request, signature, paths, _payloads(request, signature)):
            yield proof(secret, signature, canonical).encode()

    return _Claim(signature.key, signature.value.encode(), signatures)


def _payloads(request: Request, signature: Signature) -> Iterator[str]:
    named = request.header("x-amz-content-sha256")
    if named:
        yield named
    else:
        if signature.in_query:
            yield UNSIGNED
        yield body_hash(request)


def _version_2(request: Request, query: dict[str, str]) -> _Claim:
    """An address of S3 with a signature of version 2, which SDKs still make in some regions.

    https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html
    """

    def signatures(secret: str) -> Iterator[bytes]:
        from botocore.auth import HmacV1Auth

        path, _, _ = request.target.partition("?")
        sent = {name: ",".join(values) for name, values in request.headers.items()} | query
        named = sorted(name for name in query if name in HmacV1Auth.QSAOfInterest)
        resource = "&".join(f"{name}={query[name]}" if query[name] else name for name in named)
        lines = [
            request.method,
            *(sent.get(name, "") for name in ("content-md5", "content-type")),
            query.get("Expires", ""),
            *(f"{name}:{value}" for name, value in sorted(sent.items()) if name.startswith("x-amz-")),
        ]
        bucket = re.sub(r"(\.s3)?\.(localhost|127\.0\.0\.1)(:\d+)?$", "", request.headers["host"][0])
        for whole_path in (path, f"/{bucket}{path}"):
            text = "\n".join([*lines, whole_path + (resource and f"?{resource}")])
            yield base64.b64encode(hmac.new(secret.encode(), text.encode(), hashlib.sha1).digest())

    return _Claim(query["AWSAccessKeyId"], query.get("Signature", "").encode(), signatures)


def _form(request: Request) -> Iterator[_Claim]:
    """A form that a page sends to S3, which was signed for it.

    https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-authentication-HTTPPOST.html
    """
    request.body.seek(0)
    found = _FIELD.findall(request.body.read(FORM_HEAD))
    request.body.seek(0)
    fields = {name.decode("latin-1").lower(): value for name, value in found}
    policy, scope = fields.get("policy", b""), fields.get("x-amz-credential", b"").decode("latin-1")
    if scope:
        key, _, rest = scope.partition("/")
        yield _Claim(
            key,
            fields.get("x-amz-signature", b""),
            lambda secret: iter([hmac.new(signing_key(secret, rest), policy, hashlib.sha256).hexdigest().encode()]),
        )
    elif "awsaccesskeyid" in fields:
        yield _Claim(
            fields["awsaccesskeyid"].decode("latin-1"),
            fields.get("signature", b""),
            lambda secret: iter([base64.b64encode(hmac.new(secret.encode(), policy, hashlib.sha1).digest())]),
        )


def _media_type(request: Request) -> str:
    return request.header("content-type").partition(";")[0].strip().lower()
