"""REST APIs: what moto does otherwise than AWS. Each docstring says what is wrong without it."""

import copy
import json
import os

from moto.apigateway import models as rest
from moto.apigateway import responses as rest_responses
from terragate_local.openapi_documents import ANY, METHODS, integration_of, operations
from terragate_local.replaces import replaces


@replaces(rest.RestAPI, "to_dict")
def _rest_api_to_dict(original, self):
    """AWS returns the policy with its quotes escaped; the provider fails on one without."""
    answer = original(self)
    if answer.get("policy"):
        policy = answer["policy"] if isinstance(answer["policy"], str) else json.dumps(answer["policy"])
        answer["policy"] = json.dumps(policy)[1:-1]
    return {name: value for name, value in answer.items() if value is not None}


@replaces(rest_responses.APIGatewayResponse, "create_rest_api")
def _create_rest_api(original, self):
    """moto forgets the binary media types of a new API."""
    status, headers, body = original(self)
    types = self._get_param("binaryMediaTypes")
    if types and status in (200, 201):
        api = self.backend.get_rest_api(json.loads(body)["id"])
        api.binaryMediaTypes = list(types)
        body = json.dumps(api.to_dict())
    return status, headers, body


@replaces(rest.RestAPI, "apply_patch_operations")
def _patch_rest_api(original, self, patch_operations):
    """moto knows some paths only, takes "false" for true, and has its own idea of those of lists."""
    rest_of_them = []
    for operation in patch_operations:
        action, (name, *keys) = operation["op"], operation["path"].strip("/").split("/")
        value, key = operation.get("value"), "/".join(keys).replace("~1", "/").replace("~0", "~")
        if name == "binaryMediaTypes" and action == "replace":
            self.binaryMediaTypes = [value if entry == key else entry for entry in self.binaryMediaTypes]
        elif name == "binaryMediaTypes":
            self.binaryMediaTypes = [entry for entry in self.binaryMediaTypes if entry != (key or value)]
            if action == "add":
                self.binaryMediaTypes.append(key or value)
        elif name == "disableExecuteApiEndpoint":
            self.disableExecuteApiEndpoint = str(value).lower() == "true"
        elif name == "minimumCompressionSize":
            self.minimum_compression_size = int(value) if value not in (None, "") else None
        elif name == "policy":
            _patch_policy(self, value)
        elif name == "endpointConfiguration" and keys[:1] == ["types"]:
            self.endpoint_configuration = {**self.endpoint_configuration, "types": [value]}
        elif name == "endpointConfiguration":
            self.endpoint_configuration = {**self.endpoint_configuration, keys[0]: value}
        else:
            rest_of_them.append(operation)
    original(self, rest_of_them)


def _patch_policy(api, value):
    """AWS writes the short form of an ARN out. TERRAGATE_PROVIDER_RESTORES=0 plays the AWS provider of 6.48 and newer, which
    does not put the policy back that an import has cleared."""
    cleared, api.cleared_policy = getattr(api, "cleared_policy", None), None
    policy = _written_out(api, value)
    if cleared and policy == cleared and os.environ.get("TERRAGATE_PROVIDER_RESTORES") == "0":
        return
    api.policy = policy


def _written_out(api, policy):
    text = json.dumps(json.loads(policy) if isinstance(policy, str) else policy) if policy else ""
    arn = f"arn:aws:execute-api:{api.region_name}:{api.account_id}:{api.id}/"
    return text.replace('"execute-api:/', f'"{arn}') or None


@replaces(rest.APIGatewayBackend, "create_deployment")
def _create_deployment(original, self, function_id, *args, **kwargs):
    """moto keeps no snapshot: a deployment of AWS holds the policy that the API has at that time."""
    deployment = original(self, function_id, *args, **kwargs)
    deployment.policy = self.get_rest_api(function_id).policy
    return deployment


@replaces(rest.Deployment, "to_json")
def _deployment_to_json(original, self):
    """policyOfSnapshot is for tests: AWS tells it in an export of the stage."""
    return {**original(self), "policyOfSnapshot": getattr(self, "policy", None)}


@replaces(rest.APIGatewayBackend, "put_integration")
def _put_integration(
    original, self, function_id, resource_id, method_type, integration_type, uri="", integration_method="", **rest_of_them
):
    """A MOCK integration has neither a URI nor a method."""
    return original(
        self, function_id, resource_id, method_type, integration_type, uri, integration_method, **rest_of_them
    )


@replaces(rest.APIGatewayBackend, "put_rest_api")
def _put_rest_api(original, self, function_id, api_doc, fail_on_warnings, mode="merge"):
    """moto takes every key of a path item for a method, follows no reference, and drops the rest of the document."""
    document, api = copy.deepcopy(api_doc), self.get_rest_api(function_id)
    for path, item in (document.get("paths") or {}).items():
        document["paths"][path] = kept = {}
        for name, operation in item.items():
            if name != ANY and name.lower() not in METHODS:
                continue
            integration = integration_of(document, operation)
            if integration:
                operation["x-amazon-apigateway-integration"] = integration
                _refuse_unknown_keys(operation, integration)
            kept["any" if name == ANY else name] = operation
    if mode == "overwrite":
        api.authorizers, api.request_validators, api.gateway_responses, api.models = {}, {}, {}, {}
    root_id = api.get_resource_for_path("/").id
    answer = original(self, function_id, document, fail_on_warnings, mode)
    _keep_root(api, root_id)
    _put_rest_settings(self, api, api_doc)
    return answer


def _refuse_unknown_keys(operation, integration):
    """A key of the cache is one of the parameters that the method declares."""
    declared = {
        f"method.request.{ {'query': 'querystring'}.get(parameter['in'], parameter['in']) }.{parameter['name']}"
        for parameter in operation.get("parameters") or []
    }
    if unknown := set(integration.get("cacheKeyParameters") or []) - declared:
        raise rest.BadRequestException(f"Invalid cache key parameter specified: {', '.join(sorted(unknown))}")


def _keep_root(api, root_id):
    """moto gives the root another id with each import."""
    root = api.get_resource_for_path("/")
    if root.id != root_id:
        for child in api.resources.values():
            child.parent_id = root_id if child.parent_id == root.id else child.parent_id
        api.resources[root_id] = api.resources.pop(root.id)
        root.id = root_id
    api.root_resource_id = root_id


def _put_rest_settings(backend, api, document):
    components = document.get("components") or {}
    info = document.get("info") or {}
    api.name, api.version = info.get("title") or api.name, str(info.get("version") or api.version)
    api.description = info.get("description", api.description)
    api.binaryMediaTypes = list(document.get("x-amazon-apigateway-binary-media-types") or api.binaryMediaTypes)
    api.api_key_source = document.get("x-amazon-apigateway-api-key-source") or api.api_key_source
    api.cleared_policy, api.policy = api.policy, _written_out(api, document.get("x-amazon-apigateway-policy"))
    size = document.get("x-amazon-apigateway-minimum-compression-size")
    api.minimum_compression_size = api.minimum_compression_size if size is None else size
    for kind, response in (document.get("x-amazon-apigateway-gateway-responses") or {}).items():
        status = response.get("statusCode")
        api.put_gateway_response(
            kind,
            None if status is None else str(status),
            response.get("responseParameters") or {},
            response.get("responseTemplates") or {},
        )
    for name, schema in (components.get("schemas") or {}).items():
        backend.create_model(api.id, name, "application/json", schema.get("description", ""), json.dumps(schema))
    validators = {
        name: api.create_request_validator(
            name, bool(validator.get("validateRequestBody")), bool(validator.get("validateRequestParameters"))
        ).id
        for name, validator in (document.get("x-amazon-apigateway-request-validators") or {}).items()
    }
    authorizers = {}
    for name, scheme in (components.get("securitySchemes") or {}).items():
        given = scheme.get("x-amazon-apigateway-authorizer")
        if given:
            authorizers[name] = backend.create_authorizer(
                api.id,
                name,
                given.get("type", "").upper(),
                provider_arns=given.get("providerARNs"),
                auth_type=scheme.get("x-amazon-apigateway-authtype"),
                authorizer_uri=given.get("authorizerUri"),
                identity_source=given.get("identitySource") or f"method.request.header.{scheme.get('name')}",
                authorizer_result_ttl=given.get("authorizerResultTtlInSeconds"),
            ).id
    schemes = components.get("securitySchemes") or {}
    default_validator = document.get("x-amazon-apigateway-request-validator")
    for path, name, operation in operations(document):
        method = api.get_resource_for_path(path).get_method(name)
        method.operation_name = operation.get("operationId")
        method.request_validator_id = validators.get(
            operation.get("x-amazon-apigateway-request-validator", default_validator)
        )
        method.authorization_type = (operation.get("x-amazon-apigateway-auth") or {}).get("type", "NONE")
        for requirement in operation.get("security", document.get("security")) or []:
            for scheme_name, scopes in requirement.items():
                scheme = schemes.get(scheme_name) or {}
                if scheme_name in authorizers:
                    kind = scheme["x-amazon-apigateway-authorizer"].get("type", "").upper()
                    method.authorization_type = "COGNITO_USER_POOLS" if kind == "COGNITO_USER_POOLS" else "CUSTOM"
                    method.authorizer_id, method.authorization_scopes = authorizers[scheme_name], scopes or None
                elif scheme.get("x-amazon-apigateway-authtype") == "awsSigv4":
                    method.authorization_type = "AWS_IAM"
                elif scheme.get("type") == "apiKey":
                    method.api_key_required = True
