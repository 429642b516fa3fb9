"""Who signed a request to an API, and whether the signature is good.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html
"""

import hmac
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from ..signatures import (
    ALGORITHM,
    Request,
    Signature,
    body_hash,
    canonical_requests,
    coded_paths,
    proof,
    signature_of,
    string_to_sign,
)
from .keys import Key
from .refusals import expired_key, invalid_signature, no_signature

SERVICE = "execute-api"
TOLERANCE = timedelta(minutes=5)
"""How far the time of a signature may be from now."""
LONGEST = 7 * 24 * 3600
"""Most seconds in which a signed address is good."""
_TIME = "%Y%m%dT%H%M%SZ"


def signer(
    request: Request,
    paths: Iterable[str],
    region: str,
    key_of: Callable[[str], Key | None],
    now: datetime,
    service: str = SERVICE,
) -> Key:
    """The key that signs a request to an API, or to another service.

    ``paths`` are those by which the caller may know the path of the request.

    Raises a Refusal where nobody signs, or where the signature is not good.
    """
    signature = signature_of(request)
    if signature is None:
        raise _without_signature(request)
    _check_scope(signature, region, service)
    key = key_of(signature.key)
    if key is None or not key.active or key.token != signature.token:
        raise invalid_signature("The security token included in the request is invalid.", "UnrecognizedClientException")
    forms = dict.fromkeys(form for path in paths for form in coded_paths(path))
    expected = list(canonical_requests(request, signature, forms, [body_hash(request)]))
    proofs = [proof(key.secret, signature, one).encode() for one in expected]
    if not any(hmac.compare_digest(one, signature.value.encode()) for one in proofs):
        raise invalid_signature(
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret "
            "Access Key and signing method. Consult the service documentation for details.\n\n"
            f"The Canonical String for this request should have been\n'{expected[0]}'\n\n"
            f"The String-to-Sign should have been\n'{string_to_sign(signature, expected[0])}'\n"
        )
    _check_time(signature, now)
    if key.expired:
        raise expired_key()
    return key


def _without_signature(request: Request):
    header = request.header("authorization").strip()
    if not header:
        return no_signature()
    missing = [name for name in ("Credential", "Signature", "SignedHeaders") if f"{name}=" not in header]
    if header.startswith(ALGORITHM) and not missing:
        return invalid_signature(f"The header cannot be read: Authorization={header}", "IncompleteSignatureException")
    parts = "".join(f"Authorization header requires '{name}' parameter. " for name in missing)
    return invalid_signature(
        f"{parts}Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. Authorization="
        f"{header.split(' ')[0]}",
        "IncompleteSignatureException",
    )


def _check_scope(signature: Signature, region: str, wanted: str) -> None:
    parts = signature.scope.split("/")
    if len(parts) != 4 or parts[3] != "aws4_request" or not re.fullmatch(r"\d{8}T\d{6}Z", signature.time):
        raise invalid_signature("Credential should be scoped with a valid terminator: 'aws4_request'.")
    date, named, service, _ = parts
    if service != wanted:
        raise invalid_signature(f"Credential should be scoped to correct service: '{wanted}'. ")
    if named != region:
        raise invalid_signature("Credential should be scoped to a valid region. ")
    if date != signature.time[:8]:
        raise invalid_signature(
            f"Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{date}' != "
            f"'{signature.time[:8]}', from '{signature.time}'."
        )
    if "host" not in signature.signed_headers.split(";"):
        raise invalid_signature("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")


def _check_time(signature: Signature, now: datetime) -> None:
    signed = datetime.strptime(signature.time, _TIME).replace(tzinfo=UTC)
    if signed - TOLERANCE > now:
        raise invalid_signature(
            f"Signature not yet current: {signature.time} is still later than {now + TOLERANCE:{_TIME}} "
            f"({now:{_TIME}} + 5 min.)"
        )
    given = signature.expires or ""
    lifetime = timedelta(seconds=min(int(given), LONGEST)) if re.fullmatch(r"[0-9]{1,9}", given) else TOLERANCE
    if signed + lifetime < now:
        raise invalid_signature(
            f"Signature expired: {signature.time} is now earlier than {now - lifetime:{_TIME}} ({now:{_TIME}} - "
            f"{int(lifetime.total_seconds() // 60)} min.)"
        )
