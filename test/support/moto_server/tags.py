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


def _api_of(response):
    """The API that the request names, when it names no stage."""
    arn = unquote(response.path.split("/tags/")[1])
    return None if "/stages/" in arn else response.backend.get_rest_api(arn.rsplit("/", 1)[1])


@replaces(APIGatewayResponse, "tag_resource")
def _tag(original, self):
    api = _api_of(self)
    if api is None:
        return original(self)
    api.tags = {**(api.tags or {}), **(self._get_param("tags") or {})}
    return "{}"


@replaces(APIGatewayResponse, "untag_resource")
def _untag(original, self):
    api = _api_of(self)
    if api is None:
        return original(self)
    gone = self.querystring.get("tagKeys") or []
    api.tags = {name: value for name, value in (api.tags or {}).items() if name not in gone}
    return "{}"


def _http_stage_of(backend, arn):
    """The stage that an ARN names, when it names one."""
    if "/stages/" not in arn:
        return None
    api, stage = arn.split("/apis/")[1].split("/stages/")
    return backend.get_stage(api, stage)


@replaces(http.ApiGatewayV2Backend, "tag_resource")
def _tag_http(original, self, resource_arn, tags):
    stage = _http_stage_of(self, resource_arn)
    if stage is None:
        return original(self, resource_arn, tags)
    stage.tags = {**(stage.tags or {}), **(tags or {})}


@replaces(http.ApiGatewayV2Backend, "untag_resource")
def _untag_http(original, self, resource_arn, tag_keys):
    stage = _http_stage_of(self, resource_arn)
    if stage is None:
        return original(self, resource_arn, tag_keys)
    stage.tags = {name: value for name, value in (stage.tags or {}).items() if name not in tag_keys}
