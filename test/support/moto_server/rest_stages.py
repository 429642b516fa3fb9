"""What stands around a REST API's stage: what moto lacks or does otherwise than AWS. Each docstring says what is wrong
without it."""

import json
import random
import string

from moto.apigateway import models as rest
from moto.apigateway import responses as rest_responses
from moto.apigateway import urls as rest_urls
from terragate_local.replaces import replaces

METHOD_SETTINGS = ("metrics", "logging", "throttling", "caching")


@replaces(rest.Stage, "apply_operations")
def _patch_stage(original, self, patch_operations):
    """moto knows no client certificate, looks for words in the paths of methods, and keeps settings that are removed."""
    rest_of_them = []
    for operation in patch_operations:
        action, parts = operation["op"], operation["path"].strip("/").split("/")
        if parts == ["clientCertificateId"]:
            self.client_certificate_id = operation.get("value") or None
        elif action == "replace" and len(parts) == 4 and parts[2] in METHOD_SETTINGS:
            self._patch_method_setting("/".join(parts[:2]), "/".join(parts[2:]), operation["value"])
        elif action == "replace" and len(parts) > 4 and parts[-2] in METHOD_SETTINGS:
            raise rest.BadRequestException(f"Invalid method setting path: {operation['path']}")
        elif action == "remove" and len(parts) == 2 and parts[0] != "variables":
            self.method_settings.pop("/".join(parts), None)
        else:
            rest_of_them.append(operation)
    return original(self, rest_of_them)


@replaces(rest.Stage, "to_json")
def _stage_to_json(original, self):
    certificate = getattr(self, "client_certificate_id", None)
    return {**original(self), **({"clientCertificateId": certificate} if certificate else {})}


@replaces(rest.UsagePlan, "apply_patch_operations")
def _patch_usage_plan(original, self, patch_operations):
    """moto takes numbers for text or whole numbers, and knows no limits of single methods."""
    rest_of_them = []
    for operation in patch_operations:
        action, path, value = operation["op"], operation["path"], operation.get("value")
        numbers = {"/throttle/rateLimit": float, "/throttle/burstLimit": int, "/quota/limit": int, "/quota/offset": int}
        if path in numbers and action != "remove":
            group, name = path.strip("/").split("/")
            getattr(self, group)[name] = numbers[path](value)
        elif path == "/apiStages":
            api, stage = value.split(":")
            self.api_stages = [one for one in self.api_stages if (one["apiId"], one["stage"]) != (api, stage)]
            if action == "add":
                self.api_stages.append({"apiId": api, "stage": stage})
        elif path.startswith("/apiStages/"):
            named, method = path.removeprefix("/apiStages/").split("/throttle/", 1)
            method, _, limit = method.rpartition("/")
            for one in self.api_stages:
                if f"{one['apiId']}:{one['stage']}" == named:
                    limits = one.setdefault("throttle", {}).setdefault(method, {})
                    limits[limit] = float(value) if limit == "rateLimit" else int(value)
        else:
            rest_of_them.append(operation)
    original(self, rest_of_them)


@replaces(rest_responses.APIGatewayResponse, "create_domain_name")
def _create_domain_name(original, self):
    """moto forgets the truststore of a domain, and the certificate that shows who owns it."""
    status, headers, body = original(self)
    domain = self.backend.get_domain_name(json.loads(body)["domainName"])
    domain.mutual_tls = self._get_param("mutualTlsAuthentication")
    domain.ownership = self._get_param("ownershipVerificationCertificateArn")
    _refuse_ownership_without_tls(domain)
    return status, headers, json.dumps(domain.to_json())


@replaces(rest.DomainName, "to_json")
def _domain_name_to_json(original, self):
    mutual_tls = getattr(self, "mutual_tls", None)
    ownership = getattr(self, "ownership", None)
    return {
        **original(self),
        **({"mutualTlsAuthentication": mutual_tls} if mutual_tls else {}),
        **({"ownershipVerificationCertificateArn": ownership} if ownership else {}),
    }


def _refuse_ownership_without_tls(domain):
    if getattr(domain, "ownership", None) and not getattr(domain, "mutual_tls", None):
        raise rest.BadRequestException("ownershipVerificationCertificateArn can only be set with mutual TLS")


class ClientCertificate:
    def __init__(self, identifier, description, tags):
        self.id, self.description, self.tags = identifier, description, tags or {}

    def to_json(self):
        return json.dumps(
            {
                "clientCertificateId": self.id,
                "createdDate": 1767225600,
                "description": self.description,
                "expirationDate": 1798761600,
                "pemEncodedCertificate": "-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----",
                "tags": self.tags,
            }
        )


class RestOperations:
    """Operations around REST APIs that moto does not have."""

    def update_domain_name(self):
        domain = self.backend.get_domain_name(self.path.split("/")[2])
        for operation in self._get_param("patchOperations"):
            name, *keys = operation["path"].strip("/").split("/")
            value = operation.get("value") or None
            if name == "mutualTlsAuthentication":
                domain.mutual_tls = {**(getattr(domain, "mutual_tls", None) or {}), keys[0]: value}
                if not domain.mutual_tls.get("truststoreUri"):
                    domain.mutual_tls = None
            elif name == "securityPolicy":
                domain.security_policy = value
            elif name == "regionalCertificateArn":
                domain.regional_certificate_arn = value
            elif name == "certificateArn":
                domain.certificate_arn = value
            elif name == "ownershipVerificationCertificateArn":
                domain.ownership = value
            else:
                raise rest.BadRequestException(f"Invalid patch path {operation['path']}")
        _refuse_ownership_without_tls(domain)
        return 200, {}, json.dumps(domain.to_json())

    def _certificates(self):
        return self.backend.__dict__.setdefault("client_certificates", {})

    def generate_client_certificate(self):
        given = json.loads(self.body or "{}")
        identifier = "".join(random.choices(string.ascii_lowercase + string.digits, k=6))
        self._certificates()[identifier] = ClientCertificate(identifier, given.get("description"), given.get("tags"))
        return 201, {"status": 201}, self._certificates()[identifier].to_json()

    def get_client_certificate(self):
        found = self._certificates().get(self.path.rpartition("/")[2])
        if not found:
            error = {"message": "Invalid Client Certificate identifier specified"}
            return 404, {"x-amzn-errortype": "NotFoundException", "status": 404}, json.dumps(error)
        return 200, {}, found.to_json()

    def update_client_certificate(self):
        found = self._certificates()[self.path.rpartition("/")[2]]
        for operation in self._get_param("patchOperations"):
            setattr(found, operation["path"].strip("/"), operation.get("value"))
        return 200, {}, found.to_json()

    def delete_client_certificate(self):
        self._certificates().pop(self.path.rpartition("/")[2], None)
        return 202, {"status": 202}, "{}"


for _name, _operation in vars(RestOperations).items():
    if callable(_operation):
        setattr(rest_responses.APIGatewayResponse, _name, _operation)
for _path in ("clientcertificates$", "clientcertificates/(?P<client_certificate_id>[^/]+)$"):
    rest_urls.url_paths[f"{{0}}/{_path}"] = rest_responses.APIGatewayResponse.dispatch
