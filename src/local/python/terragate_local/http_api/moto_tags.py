"""Tags that change: of HTTP APIs, moto knows those of the API alone."""

from moto.apigatewayv2 import models as http
from moto.apigatewayv2 import urls
from moto.apigatewayv2.responses import ApiGatewayV2Response

from ..replaces import replaces

PATHS = (
    "{0}/v2/tags/(?P<resource_arn_pt1>[^/]+)/apis/(?P<resource_arn_pt2>[^/]+)/stages/(?P<resource_arn_pt3>[^/]+)$",
    "{0}/v2/tags/(?P<resource_arn_pt1>[^/]+)/domainnames/(?P<resource_arn_pt2>[^/]+)$",
)
for _path in PATHS:
    urls.url_paths[_path] = ApiGatewayV2Response.dispatch


def _tagged(backend, arn):
    """What an ARN names, when it is no API."""
    if "/domainnames/" in arn:
        return backend.get_domain_name(arn.rsplit("/", 1)[1])
    if "/stages/" not in arn:
        return None
    api, stage = arn.split("/apis/")[1].split("/stages/")
    return backend.get_stage(api, stage)


@replaces(http.ApiGatewayV2Backend, "tag_resource")
def _tag(original, self, resource_arn, tags):
    found = _tagged(self, resource_arn)
    if found is None:
        return original(self, resource_arn, tags)
    found.tags = {**(found.tags or {}), **(tags or {})}


@replaces(http.ApiGatewayV2Backend, "untag_resource")
def _untag(original, self, resource_arn, tag_keys):
    found = _tagged(self, resource_arn)
    if found is None:
        return original(self, resource_arn, tag_keys)
    found.tags = {name: value for name, value in (found.tags or {}).items() if name not in tag_keys}
