"""HTTP APIs, as the local AWS has them. moto's server looks for their operations among those of REST APIs."""

from moto.apigateway import urls
from moto.apigatewayv2.responses import ApiGatewayV2Response
from terragate_local.http_api import control_plane

for _path in control_plane.PATHS:
    urls.url_paths[_path] = ApiGatewayV2Response.dispatch
