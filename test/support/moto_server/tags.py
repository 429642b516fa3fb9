"""Tags that change: of REST APIs, moto knows those of stages only."""

from urllib.parse import unquote

from moto.apigateway import urls
from moto.apigateway.responses import APIGatewayResponse
from terragate_local.replaces import replaces

urls.url_paths[
    "{0}/tags/arn:(?P<partition>[^/]+):apigateway:(?P<region_name>[^/]+)::/restapis/(?P<function_id>[^/]+)$"
] = APIGatewayResponse.dispatch
for _kind in ("apikeys", "clientcertificates", "domainnames", "usageplans"):
    urls.url_paths[
        f"{{0}}/tags/arn:(?P<partition>[^/]+):apigateway:(?P<region_name>[^/]+):(?P<account>[0-9]*):/{_kind}/(?P<id>[^/]+)$"
    ] = APIGatewayResponse.dispatch


def _tagged(response):
    """What the request names, when it is no stage: an object with tags."""
    *_, kind, name = unquote(response.path.split("/tags/")[1]).split("/")
    backend = response.backend
    found = {
        "apikeys": backend.keys,
        "clientcertificates": backend.__dict__.get("client_certificates"),
        "domainnames": backend.domain_names,
        "restapis": backend.apis,
        "usageplans": backend.usage_plans,
    }.get(kind)
    return None if found is None else found[name]


@replaces(APIGatewayResponse, "tag_resource")
def _tag(original, self):
    found = _tagged(self)
    if found is None:
        return original(self)
    found.tags = {**(found.tags or {}), **(self._get_param("tags") or {})}
    return "{}"


@replaces(APIGatewayResponse, "untag_resource")
def _untag(original, self):
    found = _tagged(self)
    if found is None:
        return original(self)
    gone = self.querystring.get("tagKeys") or []
    found.tags = {name: value for name, value in (found.tags or {}).items() if name not in gone}
    return "{}"
