"""HTTP APIs: what moto does otherwise than AWS with a document that is imported."""

import json

import yaml
from moto.apigatewayv2 import models as http
from moto.apigatewayv2 import responses

from ..openapi_documents import integration_of, operations

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
            authorizers[name] = (
                given,
                self.create_authorizer(
                    auth_creds_arn=given.get("authorizerCredentials"),
                    auth_payload_format_version=given.get("authorizerPayloadFormatVersion"),
                    auth_result_ttl=given.get("authorizerResultTtlInSeconds"),
                    authorizer_type="JWT" if given.get("type", "").lower() == "jwt" else "REQUEST",
                    authorizer_uri=given.get("authorizerUri"),
                    enable_simple_response=given.get("enableSimpleResponses"),
                    identity_source=_as_list(given.get("identitySource")),
                    identity_validation_expr=None,
                    jwt_config=given.get("jwtConfiguration"),
                    name=name,
                ),
            )
    for path, method, operation in operations(document):
        given = integration_of(document, operation)
        target = None
        if given:
            integration = self.create_integration(
                connection_type=given.get("connectionType", "INTERNET"),
                connection_id=given.get("connectionId"),
                credentials_arn=given.get("credentials"),
                description=given.get("description", ""),
                integration_type=given.get("type", "").upper(),
                integration_subtype=given.get("integrationSubtype"),
                integration_method=given.get("httpMethod"),
                integration_uri=given.get("uri"),
                payload_format_version=str(given.get("payloadFormatVersion", "1.0")),
                request_parameters=given.get("requestParameters"),
                response_parameters=given.get("responseParameters"),
                timeout_in_millis=given.get("timeoutInMillis"),
                tls_config=given.get("tlsConfig"),
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


def _as_list(sources):
    """A document names identity sources in one text, with commas between them."""
    return [one.strip() for one in sources.split(",")] if isinstance(sources, str) else sources


_SET_BY_DOCUMENT = (
    "api_key_selection_expression",
    "cors_configuration",
    "description",
    "disable_execute_api_endpoint",
    "disable_schema_validation",
    "route_selection_expression",
    "version",
)


def _import_api(self):
    """The import of a document as a new API, which moto does not have."""
    backend = self.apigatewayv2_backend
    api = backend.create_api(name="", protocol_type="HTTP", tags={}, **dict.fromkeys(_SET_BY_DOCUMENT))
    api.import_api(json.loads(self.body)["body"], fail_on_warnings=False)
    return 201, {}, json.dumps(api.to_json())


responses.ApiGatewayV2Response.import_api = _import_api
