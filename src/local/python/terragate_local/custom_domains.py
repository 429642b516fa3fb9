"""Custom domain names: a request to one goes to the stage that the beginning of its path is mapped to.

They come at ``/_aws/domains/<domain>/<path>``. https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mappings.html
"""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType

_ADDRESS = re.compile(r"(?:https?://[^/?]*)?/_aws/domains/([\w.-]+)((?:/[^?]*)?)((?:\?.*)?)", re.DOTALL)
_KEY = "terragate.custom_domain"


@dataclass(frozen=True)
class Mapping:
    domain: str
    base_path: str
    """With a slash before it: ``/orders``; nothing for all of the domain."""
    api_id: str
    stage: str


@dataclass(frozen=True)
class CustomDomain:
    """The domain by which a request came, and the path that it asked for there."""

    name: str
    base_path: str
    path: str

    @property
    def prefix(self) -> str:
        return self.name.partition(".")[0]


def install_addresses(handlers: ModuleType) -> None:
    """To be called with LocalStack's handlers of requests, before any other handler looks at their addresses."""
    handlers.preprocess_request.handlers.insert(0, _lead)


def domain_of(request) -> CustomDomain | None:
    """The custom domain by which a request came; None for one that came by the address of a stage."""
    return request.environ.get(_KEY)


def _lead(chain, context, response) -> None:
    """Gives a request the address of its stage, at which the other handlers find it."""
    environ = context.request.environ
    address = _ADDRESS.fullmatch(environ.get("RAW_URI") or "")
    if address is None:
        return
    name, path, query = address[1].lower(), address[2] or "/", address[3]
    mapping = mapping_for(mappings(), name, path)
    if mapping is None:
        response.status_code = 403
        response.set_data(json.dumps({"message": "Forbidden"}))
        response.headers["Content-Type"] = "application/json"
        response.headers["x-amzn-errortype"] = "ForbiddenException"
        chain.stop()
        return
    rest = path.removeprefix(mapping.base_path) or "/"
    environ[_KEY] = CustomDomain(name, mapping.base_path, path)
    environ["RAW_URI"] = f"/_aws/execute-api/{mapping.api_id}/{mapping.stage}{rest}{query}"


def mapping_for(known: Iterator[Mapping], domain: str, path: str) -> Mapping | None:
    """The mapping with the longest base path that a path begins with."""
    matching = [
        mapping
        for mapping in known
        if mapping.domain == domain and f"{path}/".startswith(f"{mapping.base_path}/")
    ]
    return max(matching, key=lambda mapping: len(mapping.base_path), default=None)


def mappings() -> Iterator[Mapping]:
    """The mappings of all domains, to APIs of both kinds, those without a stage of their own left out."""
    rest, http = sys.modules.get("localstack.services.apigateway.models"), sys.modules.get("moto.apigatewayv2.models")
    for _, _, store in rest.apigateway_stores.iter_stores() if rest else ():
        for domain, ones in list(store.base_path_mappings.items()):
            for one in list(ones):
                yield from _mapping(domain, one["basePath"], one.get("restApiId"), one.get("stage"))
    for account in list(http.apigatewayv2_backends.values()) if http else ():
        for backend in list(account.values()):
            for one in list(backend.api_mappings.values()):
                yield from _mapping(one.domain_name, one.api_mapping_key, one.api_id, one.stage)


def is_mapped(domain: str, base_path: str | None) -> bool:
    """Whether a base path of a domain leads to an API already."""
    return any((one.domain, one.base_path) == (domain.lower(), _beginning(base_path)) for one in mappings())


def _mapping(domain: str, base_path: str | None, api_id: str | None, stage: str | None) -> Iterator[Mapping]:
    if api_id and stage:
        yield Mapping(domain.lower(), _beginning(base_path), api_id, stage)


def _beginning(base_path: str | None) -> str:
    """What paths begin with: nothing for all of a domain, which REST APIs call ``(none)``."""
    return f"/{base_path}" if base_path and base_path != "(none)" else ""
