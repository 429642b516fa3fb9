"""The stages of HTTP APIs, compiled for requests: a stage serves the snapshot of its deployment, or with automatic
deployment the API as it is.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.html
"""

import sys
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from .routes import DEFAULT, Routes


@dataclass(frozen=True)
class Integration:
    type: str
    """AWS_PROXY or HTTP_PROXY."""
    uri: str
    method: str
    subtype: str | None
    """The action of a service of AWS, such as ``SQS-SendMessage``."""
    is_private: bool
    payload_version: str
    timeout: float
    """Seconds; 30 at most.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html"""
    request_parameters: dict[str, str]
    response_parameters: dict[str, dict[str, str]]
    credentials: str | None

    @classmethod
    def of(cls, given: dict[str, Any]) -> "Integration":
        return cls(
            type=given["integrationType"],
            uri=given.get("integrationUri") or "",
            method=given.get("integrationMethod") or "ANY",
            subtype=given.get("integrationSubtype"),
            is_private=given.get("connectionType") == "VPC_LINK",
            payload_version=given.get("payloadFormatVersion") or "1.0",
            timeout=min(int(given.get("timeoutInMillis") or 30_000), 30_000) / 1000,
            request_parameters=given.get("requestParameters") or {},
            response_parameters=given.get("responseParameters") or {},
            credentials=given.get("credentialsArn"),
        )


@dataclass(frozen=True)
class Route:
    key: str
    integration: Integration | None
    authorization: str
    """NONE, AWS_IAM, JWT or CUSTOM."""
    authorizer: dict[str, Any] | None
    """The authorizer of a JWT or CUSTOM route, as ``GetAuthorizer`` tells it."""
    scopes: tuple[str, ...]

    @classmethod
    def of(cls, given: dict[str, Any], definition: dict[str, Any]) -> "Route":
        integration = definition["integrations"].get((given.get("target") or "").removeprefix("integrations/"))
        return cls(
            key=given["routeKey"],
            integration=Integration.of(integration) if integration else None,
            authorization=given.get("authorizationType") or "NONE",
            authorizer=definition["authorizers"].get(given.get("authorizerId")),
            scopes=tuple(given.get("authorizationScopes") or ()),
        )


@dataclass(frozen=True)
class Stage:
    api_id: str
    account: str
    region: str
    partition: str
    name: str
    variables: dict[str, str]
    table: Routes
    routes: dict[str, Route]
    """Routes by their keys."""
    cors: dict[str, Any] | None

    @property
    def prefix(self) -> str:
        """The part of a path that is the stage's name: nothing for ``$default``."""
        return "" if self.name == DEFAULT else f"/{self.name}"

    @property
    def domain(self) -> str:
        return f"{self.api_id}.execute-api.{self.region}.amazonaws.com"


_cache: dict[tuple[str, str], Stage] = {}


def forget() -> None:
    """To be called after each change of an API."""
    global _cache
    _cache = {}


def is_http_api(api_id: str) -> bool:
    return _api(api_id) is not None


def region_of(api_id: str) -> str | None:
    """The region of an API; None where there is none of this id."""
    api = _api(api_id)
    return api.backend.region_name if api else None


def stage_for(api_id: str, path: str) -> tuple[Stage, str] | None:
    """The stage of a request, and the path within it: that which the path begins with, else ``$default``. A local proxy
    names ``$default`` in its addresses, too. None where the API has no such stage."""
    name, slash, rest = path.lstrip("/").partition("/") if path.startswith("/") else ("", "", "")
    if name and (stage := _stage(api_id, unquote(name))):
        return stage, slash + rest or "/"
    stage = _stage(api_id, DEFAULT)
    return (stage, path or "/") if stage else None


def _stage(api_id: str, name: str) -> Stage | None:
    cache, key = _cache, (api_id, name)
    stage = cache.get(key) or _compiled(api_id, name)
    if stage:
        # What has changed meanwhile has replaced the table: this entry goes into the old one
        cache[key] = stage
    return stage


def _api(api_id: str):
    models = sys.modules.get("moto.apigatewayv2.models")
    for account in list(models.apigatewayv2_backends.values()) if models else []:
        for backend in list(account.values()):
            api = backend.apis.get(api_id)
            if api is not None and api.protocol_type == "HTTP":
                return api
    return None


def _compiled(api_id: str, name: str) -> Stage | None:
    api = _api(api_id)
    stage = api.stages.get(name) if api else None
    if stage is None:
        return None
    from .moto_stages import definition_of, deployments_of

    deployment = deployments_of(api).get(stage.deployment_id)
    definition = definition_of(api) if stage.auto_deploy else deployment and deployment.definition
    if definition is None:
        return None
    routes = [Route.of(one, definition) for one in definition["routes"]]
    return Stage(
        api_id=api_id,
        account=api.backend.account_id,
        region=api.backend.region_name,
        partition=api.backend.partition,
        name=name,
        variables=dict(stage.stage_variables or {}),
        table=Routes(route.key for route in routes),
        routes={route.key: route for route in routes},
        cors=definition["cors"],
    )
