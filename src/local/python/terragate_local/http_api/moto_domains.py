"""Domain names of HTTP APIs: what moto lacks or does otherwise than AWS."""

import json

from moto.apigatewayv2 import models as http
from moto.apigatewayv2 import responses
from moto.apigatewayv2.exceptions import APIGatewayV2Error

from ..custom_domains import is_mapped
from ..replaces import replaces


class DomainOperations:
    """Operations on domain names that moto does not have."""

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


for _name, _operation in vars(DomainOperations).items():
    if callable(_operation):
        setattr(responses.ApiGatewayV2Response, _name, _operation)


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


class MappingExists(APIGatewayV2Error):
    """A domain has one mapping for each base path."""

    code = 409

    def __init__(self):
        super().__init__("ConflictException", "ApiMapping key already exists for this domain name")


@replaces(http.ApiGatewayV2Backend, "create_api_mapping")
def _create_api_mapping(original, self, api_id, api_mapping_key, domain_name, stage):
    """moto takes a base path twice."""
    if is_mapped(domain_name, api_mapping_key):
        raise MappingExists
    return original(self, api_id, api_mapping_key, domain_name, stage)
