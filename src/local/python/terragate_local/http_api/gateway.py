"""The answer of a stage to a request: route, caller, integration, CORS, in the order of API Gateway."""

import json
import logging
from dataclasses import replace

from ..answer_parts import Malformed, require_header
from ..callers.http import authorize
from ..gateway_calls import Refused
from ..limits import BODY_LIMIT, EVENT_LIMIT, TooSlow, in_time
from . import cors, functions, http_proxy
from .answers import answer_of
from .contexts import Caller, Context
from .events import event_for
from .mapping import map_answer, map_request
from .messages import Answer, HttpRequest, error, failed, not_found, too_large, unavailable
from .stages import Stage, stage_for

LOG = logging.getLogger(__name__)


def answer(api_id: str, request: HttpRequest) -> Answer:
    """The whole answer to a request, with the headers that API Gateway adds."""
    found = stage_for(api_id, request.path)
    given = _of_stage(*found, request) if found else not_found()
    return replace(given, headers=(*given.headers, ("apigw-requestid", request.id)))


def _of_stage(stage: Stage, path: str, request: HttpRequest) -> Answer:
    if stage.cors and cors.is_preflight(request):
        refusal = _refusal_of_preflight(stage, path, request)
        return cors.with_cors(stage.cors, request, refusal) if refusal else cors.preflight(stage.cors, request)
    return cors.with_cors(stage.cors, request, _of_route(stage, path, request))


def _refusal_of_preflight(stage: Stage, path: str, request: HttpRequest) -> Answer | None:
    """A route that takes OPTIONS, such as ``$default``, asks for the callers that it asks all others for."""
    choice = stage.table.choose(request.method, path)
    caller = authorize(stage, stage.routes[choice.pattern.key], request) if choice else Caller()
    return caller if isinstance(caller, Answer) else None


def _of_route(stage: Stage, path: str, request: HttpRequest) -> Answer:
    if len(request.body) > BODY_LIMIT:
        return too_large()
    choice = stage.table.choose(request.method, path)
    if choice is None:
        return not_found()
    route = stage.routes[choice.pattern.key]
    caller = authorize(stage, route, request)
    if isinstance(caller, Answer):
        return caller
    context = Context(request, stage, route, choice.variables, path, caller)
    if route.integration is None:
        LOG.warning("%s of the HTTP API %s has no integration: 500", route.key, stage.api_id)
        return failed()
    mapped, own_path = map_request(route.integration.request_parameters, request, context)
    try:
        given = in_time(route.integration.timeout, lambda: _of_integration(mapped, context, own_path))
    except TooSlow:
        LOG.warning("%s: the integration did not answer in %g seconds: 503", route.key, route.integration.timeout)
        return unavailable()
    return _sendable(map_answer(route.integration.response_parameters, given, context), context)


def _sendable(answer: Answer, context: Context) -> Answer:
    """An answer, or an error where a mapped header would end its line."""
    try:
        for name, value in answer.headers:
            require_header(name, value)
    except Malformed as why:
        LOG.warning("%s: %s: 500", context.route.key, why)
        return failed()
    return answer


def _of_integration(request: HttpRequest, context: Context, path: str | None) -> Answer:
    integration = context.route.integration
    if integration.subtype:
        return _not_served(context, f"an integration with a service of AWS ({integration.subtype})")
    if integration.is_private:
        return _not_served(context, "a private integration: no VPC is here")
    if integration.type == "HTTP_PROXY":
        return http_proxy.forward(request, context, path)
    if path is not None:
        context = replace(context, path=path)
    return _of_function(request, context)


def _not_served(context: Context, what: str) -> Answer:
    text = f"The local AWS does not serve {context.route.key}, {what}. terragate up --aws deploys it."
    LOG.warning(text)
    return error(501, text)


def _of_function(request: HttpRequest, context: Context) -> Answer:
    event = event_for(request, context, context.route.integration.payload_version)
    if len(json.dumps(event)) > EVENT_LIMIT:
        return too_large()
    try:
        answer = functions.invoke(event, context)
    except Refused as refusal:
        LOG.warning("%s: Lambda took no invocation (%s): 500", context.route.key, refusal)
        return failed()
    if answer.failed:
        return failed()
    return answer_of(answer.payload, context.route.integration.payload_version)
