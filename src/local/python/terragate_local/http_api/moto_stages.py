"""Stages and deployments of HTTP APIs: what moto lacks or does otherwise than AWS."""

import copy
import json
import random
import string
from urllib.parse import unquote

from moto.apigatewayv2 import models as http
from moto.apigatewayv2 import responses, urls

from ..replaces import replaces

PATHS = (
    "{0}/v2/apis/(?P<api_id>[^/]+)/deployments$",
    "{0}/v2/apis/(?P<api_id>[^/]+)/deployments/(?P<deployment_id>[^/]+)$",
    "{0}/v2/apis/(?P<api_id>[^/]+)/stages/(?P<stage_name>[^/]+)/routesettings/(?P<route_key>.+)$",
)
"""Paths of operations that moto does not have."""


def definition_of(api):
    """All that decides how an API answers, as it is now."""
    return copy.deepcopy(
        {
            "routes": [route.to_json() for route in list(api.routes.values())],
            "integrations": {one.id: one.to_json() for one in list(api.integrations.values())},
            "authorizers": {one.id: one.to_json() for one in list(api.authorizers.values())},
            "cors": api.cors_configuration or None,
        }
    )


class Deployment:
    """A snapshot of an API, for stages to serve."""

    def __init__(self, api, description):
        self.id = "".join(random.choices(string.ascii_lowercase + string.digits, k=6))
        self.description = description
        self.definition = definition_of(api)

    def to_json(self):
        return {
            "autoDeployed": False,
            "createdDate": "2026-01-01T00:00:00Z",
            "deploymentId": self.id,
            "deploymentStatus": "DEPLOYED",
            "description": self.description,
        }


def deployments_of(api):
    return api.__dict__.setdefault("deployments", {})


@replaces(http.Stage, "__init__")
def _new_stage(original, self, api, config):
    original(self, api, config)
    self.deployment_id = config.get("deploymentId")


@replaces(http.Stage, "to_json")
def _stage_to_json(original, self):
    """moto forgets which deployment a stage serves."""
    return {**original(self), **({"deploymentId": self.deployment_id} if self.deployment_id else {})}


class StageOperations:
    """Operations on stages and deployments that moto does not have."""

    def _api(self):
        return self.apigatewayv2_backend.get_api(self.path.split("/apis/")[1].split("/")[0])

    def update_stage(self):
        stage, given = self._api().get_stage(unquote(self.path.rpartition("/")[2])), json.loads(self.body)
        for name, attribute in {
            "accessLogSettings": "access_log_settings",
            "autoDeploy": "auto_deploy",
            "defaultRouteSettings": "default_route_settings",
            "deploymentId": "deployment_id",
            "description": "description",
            "routeSettings": "route_settings",
            "stageVariables": "stage_variables",
        }.items():
            if name == "routeSettings" and name in given:
                stage.route_settings = {**stage.route_settings, **given[name]}
            elif name in given:
                setattr(stage, attribute, given[name])
        return 200, {}, json.dumps(stage.to_json())

    def create_deployment(self):
        deployment = Deployment(self._api(), json.loads(self.body or "{}").get("description"))
        deployments_of(self._api())[deployment.id] = deployment
        return 201, {}, json.dumps(deployment.to_json())

    def get_deployment(self):
        found = deployments_of(self._api()).get(self.path.rpartition("/")[2])
        if not found:
            error = {"message": "Invalid deployment identifier specified"}
            return 404, {"x-amzn-errortype": "NotFoundException"}, json.dumps(error)
        return 200, {}, json.dumps(found.to_json())

    def get_deployments(self):
        items = [one.to_json() for one in list(deployments_of(self._api()).values())]
        return 200, {}, json.dumps({"items": items})

    def update_deployment(self):
        found = deployments_of(self._api())[self.path.rpartition("/")[2]]
        found.description = json.loads(self.body).get("description", found.description)
        return 200, {}, json.dumps(found.to_json())

    def delete_deployment(self):
        deployments_of(self._api()).pop(self.path.rpartition("/")[2], None)
        return 204, {}, ""

    def delete_route_settings(self):
        api, _, stage, _, key = (unquote(part) for part in self.path.split("/apis/")[1].split("/", 4))
        self.apigatewayv2_backend.get_stage(api, stage).route_settings.pop(key, None)
        return 204, {}, ""


for _name, _operation in vars(StageOperations).items():
    if callable(_operation):
        setattr(responses.ApiGatewayV2Response, _name, _operation)
for _path in PATHS:
    urls.url_paths[_path] = responses.ApiGatewayV2Response.dispatch
