"""What API Gateway knows of a request: its route, its caller, and the variables of ``$context``."""

import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from .messages import HttpRequest
from .stages import Route, Stage


@dataclass(frozen=True)
class Caller:
    """Who calls, as the event of a function tells it."""

    authorizer: dict[str, Any] = field(default_factory=dict)
    """``requestContext.authorizer`` of the payload 2.0: ``jwt``, ``iam`` or ``lambda``."""


@dataclass(frozen=True)
class Context:
    request: HttpRequest
    """The request as it came, before parameters are mapped."""
    stage: Stage
    route: Route
    path_variables: dict[str, str]
    path: str
    """Path within the stage, as it was sent."""
    caller: Caller
    epoch: float = field(default_factory=time.time)

    @property
    def domain_name(self) -> str:
        """The custom domain by which the request came, or the domain of AWS."""
        return self.request.domain.name if self.request.domain else self.stage.domain

    @property
    def domain_prefix(self) -> str:
        return self.domain_name.partition(".")[0]

    @property
    def time(self) -> str:
        return time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(self.epoch))

    @property
    def millis(self) -> int:
        return int(self.epoch * 1000)

    def variable(self, name: str) -> str | None:
        """A variable of ``$context``; None for one that is not known here.
        https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html"""
        stage, request = self.stage, self.request
        found: Any = {
            "accountId": stage.account,
            "apiId": stage.api_id,
            "domainName": self.domain_name,
            "domainPrefix": self.domain_prefix,
            "extendedRequestId": request.id,
            "httpMethod": request.method,
            "identity.sourceIp": request.source_ip,
            "identity.userAgent": request.header("user-agent") or "",
            "path": unquote(request.domain.path) if request.domain else request.decoded_path,
            "protocol": request.protocol,
            "requestId": request.id,
            "requestTime": self.time,
            "requestTimeEpoch": self.millis,
            "routeKey": self.route.key,
            "stage": stage.name,
        }.get(name)
        if found is None and name.startswith("authorizer."):
            found = self._of_caller(name.removeprefix("authorizer."))
        return None if found is None else str(found)

    def _of_caller(self, name: str) -> Any:
        given = self.caller.authorizer
        if name.startswith("claims."):
            return given.get("jwt", {}).get("claims", {}).get(name.removeprefix("claims."))
        return given.get("lambda", {}).get(name)
