"""Tags that change: moto knows those of REST stages and of HTTP APIs only."""

from urllib.parse import unquote

from documents import replaces
from moto.apigateway import urls
from moto.apigateway.responses import APIGatewayResponse
from moto.apigatewayv2 import models as http
from moto.apigatewayv2.responses import ApiGatewayV2Response

urls.url_paths[
    "{0}/tags/arn:(?P<partition>[^/]+):apigateway:(?P<region_name>[^/]+)::/restapis/(?P<function_id>[^/]+)$"
] = APIGatewayResponse.dispatch
urls.url_paths[
    "{0}/v2/tags/(?P<resource_arn_pt1>[^/]+)/apis/(?P<resource_arn_pt2>[^/]+)/stages/(?P<resource_arn_pt3>[^/]+)$"
] = ApiGatewayV2Response.dispatch
urls.url_paths["{0}/v2/tags/(?P<resource_arn_pt1>[^/]+)/domainnames/(?P<resource_arn_pt2>[^/]+)$"] = (
    ApiGatewayV2Response.dispatch
)
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


def _tagged_http(backend, arn):
    """What an ARN names, when it is no API."""
    if "/domainnames/" in arn:
        return backend.get_domain_name(arn.rsplit("/", 1)[1])
    if "/stages/" not in arn:
        return None
    api, stage = arn.split("/apis/")[1].split("/stages/")
    return backend.get_stage(api, stage)


@replaces(http.ApiGatewayV2Backend, "tag_resource")
def _tag_http(original, self, resource_arn, tags):
    found = _tagged_http(self, resource_arn)
    if found is None:
        return original(self, resource_arn, tags)
    found.tags = {**(found.tags or {}), **(tags or {})}


@replaces(http.ApiGatewayV2Backend, "untag_resource")
def _untag_http(original, self, resource_arn, tag_keys):
    found = _tagged_http(self, resource_arn)
    if found is None:
        return original(self, resource_arn, tag_keys)
    found.tags = {name: value for name, value in (found.tags or {}).items() if name not in tag_keys}
