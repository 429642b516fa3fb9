"""HTTP APIs: what moto does otherwise than AWS. Each docstring says what is wrong without it."""

import json
import random
import string
from urllib.parse import unquote

import yaml
from documents import integration_of, operations, replaces
from moto.apigateway import urls as rest_urls
from moto.apigatewayv2 import models as http
from moto.apigatewayv2 import responses as http_responses
from moto.apigatewayv2 import urls as http_urls


CORS = {"allowOrigins", "allowMethods", "allowHeaders", "allowCredentials", "exposeHeaders", "maxAge"}


def _import_http_api(self, body_str, fail_on_warnings):
    """moto removes the stages, follows no reference, and knows neither authorizers nor ANY."""
    document = yaml.safe_load(body_str)
    for kept in (self.authorizers, self.integrations, self.models, self.routes):
        kept.clear()
    authorizers = {}
    schemes = (document.get("components") or {}).get("securitySchemes") or {}
    for name, scheme in schemes.items():
        given = scheme.get("x-amazon-apigateway-authorizer")
        if given:
            authorizers[name] = given, self.create_authorizer(
                auth_creds_arn=given.get("authorizerCredentials"),
                auth_payload_format_version=given.get("authorizerPayloadFormatVersion"),
                auth_result_ttl=given.get("authorizerResultTtlInSeconds"),
                authorizer_type="JWT" if given.get("type", "").lower() == "jwt" else "REQUEST",
                authorizer_uri=given.get("authorizerUri"),
                enable_simple_response=given.get("enableSimpleResponses"),
                identity_source=given.get("identitySource"),
                identity_validation_expr=None,
                jwt_config=given.get("jwtConfiguration"),
                name=name,
            )
    for path, method, operation in operations(document):
        given = integration_of(document, operation)
        target = None
        if given:
            integration = self.create_integration(
                connection_type=given.get("connectionType", "INTERNET"),
                connection_id=given.get("connectionId"),
                description=given.get("description", ""),
                integration_type=given.get("type", "").upper(),
                integration_method=given.get("httpMethod"),
                integration_uri=given.get("uri"),
                payload_format_version=str(given.get("payloadFormatVersion", "1.0")),
                timeout_in_millis=given.get("timeoutInMillis"),
            )
            target = f"integrations/{integration.id}"
        route = {"authorization_type": "NONE", "authorization_scopes": []}
        if (operation.get("x-amazon-apigateway-auth") or {}).get("type") == "AWS_IAM":
            route["authorization_type"] = "AWS_IAM"
        for requirement in operation.get("security", document.get("security")) or []:
            for name, scopes in requirement.items():
                if schemes.get(name, {}).get("x-amazon-apigateway-authtype") == "awsSigv4":
                    route["authorization_type"] = "AWS_IAM"
                if name in authorizers:
                    scheme, authorizer = authorizers[name]
                    kind = "JWT" if scheme.get("type", "").lower() == "jwt" else "CUSTOM"
                    route = {"authorization_type": kind, "authorizer_id": authorizer.id, "authorization_scopes": scopes}
        key = "$default" if path in ("$default", "/$default") else f"{method} {path}"
        self.create_route(
            api_key_required=False, route_key=key, target=target, operation_name=operation.get("operationId"), **route
        )
    info = document.get("info") or {}
    self.name = info.get("title") or self.name
    self.version = str(info["version"]) if "version" in info else self.version
    self.description = info.get("description", self.description)
    self.cors_configuration = cors = document.get("x-amazon-apigateway-cors") or None
    if unknown := set(cors or {}) - CORS:
        raise http.BadRequestException(f"Unknown property of x-amazon-apigateway-cors: {', '.join(sorted(unknown))}")


http.Api.import_api = _import_http_api


@replaces(http.Stage, "__init__")
def _new_http_stage(original, self, api, config):
    original(self, api, config)
    self.deployment_id = config.get("deploymentId")


@replaces(http.Stage, "to_json")
def _http_stage_to_json(original, self):
    """moto forgets which deployment a stage serves."""
    return {**original(self), **({"deploymentId": self.deployment_id} if self.deployment_id else {})}


class HttpApiOperations:
    """Operations on HTTP APIs that moto does not have."""

    def _api(self):
        return self.apigatewayv2_backend.get_api(self.path.split("/apis/")[1].split("/")[0])

    def _deployments(self):
        return self._api().__dict__.setdefault("deployments", {})

    def update_stage(self):
        stage, given = self._api().get_stage(self.path.rpartition("/")[2].replace("%24", "$")), json.loads(self.body)
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
        identifier = "".join(random.choices(string.ascii_lowercase + string.digits, k=6))
        self._deployments()[identifier] = {
            "autoDeployed": False,
            "createdDate": "2026-01-01T00:00:00Z",
            "deploymentId": identifier,
            "deploymentStatus": "DEPLOYED",
            "description": json.loads(self.body or "{}").get("description"),
        }
        return 201, {}, json.dumps(self._deployments()[identifier])

    def get_deployment(self):
        found = self._deployments().get(self.path.rpartition("/")[2])
        if not found:
            error = {"message": "Invalid deployment identifier specified"}
            return 404, {"x-amzn-errortype": "NotFoundException"}, json.dumps(error)
        return 200, {}, json.dumps(found)

    def get_deployments(self):
        return 200, {}, json.dumps({"items": list(self._deployments().values())})

    def update_deployment(self):
        found = self._deployments()[self.path.rpartition("/")[2]]
        found.update(json.loads(self.body))
        return 200, {}, json.dumps(found)

    def delete_deployment(self):
        self._deployments().pop(self.path.rpartition("/")[2], None)
        return 204, {}, ""

    def delete_route_settings(self):
        api, _, stage, _, key = (unquote(part) for part in self.path.split("/apis/")[1].split("/", 4))
        self.apigatewayv2_backend.get_stage(api, stage).route_settings.pop(key, None)
        return 204, {}, ""

    def update_domain_name(self):
        domain, given = self.apigatewayv2_backend.get_domain_name(self.path.rpartition("/")[2]), json.loads(self.body)
        for old, new in zip(domain.domain_name_configurations, given.get("domainNameConfigurations") or []):
            old.update(new)
        if "mutualTlsAuthentication" in given:
            tls = {**(domain.mutual_tls_authentication or {}), **given["mutualTlsAuthentication"]}
            domain.mutual_tls_authentication = tls if tls.get("truststoreUri") else None
        return 200, {}, json.dumps(domain.to_json())

    def update_api_mapping(self):
        domain, _, identifier = self.path.split("/domainnames/")[1].split("/")
        mapping = self.apigatewayv2_backend.get_api_mapping(api_mapping_id=identifier, domain_name=domain)
        for name, value in json.loads(self.body).items():
            setattr(mapping, {"apiId": "api_id", "apiMappingKey": "api_mapping_key"}.get(name, name), value)
        return 200, {}, json.dumps(mapping.to_json())


for _name, _operation in vars(HttpApiOperations).items():
    if callable(_operation):
        setattr(http_responses.ApiGatewayV2Response, _name, _operation)
for _urls in (http_urls, rest_urls):
    for _path in (
        "deployments$",
        "deployments/(?P<deployment_id>[^/]+)$",
        "stages/(?P<stage_name>[^/]+)/routesettings/(?P<route_key>.+)$",
    ):
        _urls.url_paths[f"{{0}}/v2/apis/(?P<api_id>[^/]+)/{_path}"] = http_responses.ApiGatewayV2Response.dispatch


@replaces(http.DomainName, "__init__")
def _new_domain_name(original, self, *args, **kwargs):
    """The provider waits until a domain name is available."""
    original(self, *args, **kwargs)
    for configuration in self.domain_name_configurations or []:
        configuration.setdefault("apiGatewayDomainName", "d-1.execute-api.us-east-1.amazonaws.com")
        configuration.setdefault("domainNameStatus", "AVAILABLE")
        configuration.setdefault("hostedZoneId", "Z1UJRXOUMOOFQ8")
        configuration.setdefault("ipAddressType", "ipv4")
    self.mutual_tls_authentication = self.mutual_tls_authentication or None
