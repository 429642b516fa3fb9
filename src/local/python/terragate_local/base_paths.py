"""Mappings of base paths to REST APIs, refused as AWS refuses them.

https://docs.aws.amazon.com/apigateway/latest/api/API_CreateBasePathMapping.html
"""

import functools

from localstack.aws.api.apigateway import BadRequestException, ConflictException, NotFoundException
from localstack.services.apigateway.helpers import get_apigateway_store, get_moto_rest_api
from localstack.services.apigateway.legacy.provider import ApigatewayProvider

from .custom_domains import is_mapped


def install() -> None:
    ApigatewayProvider.create_base_path_mapping = _checked(ApigatewayProvider.create_base_path_mapping)


def _checked(original):
    """Refuses a domain, a stage or a base path that AWS would refuse; LocalStack takes any."""

    @functools.wraps(original)
    def create(self, context, domain_name, rest_api_id, domain_name_id=None, base_path=None, stage=None, **kwargs):
        if domain_name not in get_apigateway_store(context=context).domain_names:
            raise NotFoundException("Invalid domain name identifier specified")
        if stage and stage not in get_moto_rest_api(context, rest_api_id).stages:
            raise BadRequestException("Invalid stage identifier specified")
        if is_mapped(domain_name, base_path):
            raise ConflictException("Base path already exists for this domain name")
        return original(self, context, domain_name, rest_api_id, domain_name_id, base_path, stage, **kwargs)

    return create
