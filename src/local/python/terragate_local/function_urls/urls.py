"""The function URLs of the local AWS, as LocalStack's Lambda keeps them."""

import sys
from dataclasses import dataclass
from types import ModuleType

from ..http_api.routes import DEFAULT, Routes
from ..http_api.stages import Route, Stage
from ..replaces import replaces

_TABLE = Routes([DEFAULT])


@dataclass(frozen=True)
class FunctionUrl(Stage):
    """A function URL as a stage of one route, which is what its events tell."""

    function: str
    """ARN of the function, or of its alias."""
    streams: bool

    @property
    def domain(self) -> str:
        return f"{self.api_id}.lambda-url.{self.region}.on.aws"

    @property
    def route(self) -> Route:
        return self.routes[DEFAULT]

    @property
    def asks_for_iam(self) -> bool:
        return self.route.authorization == "AWS_IAM"


def install(api_utils: ModuleType) -> None:
    """Lets Lambda tell the address that AWS would give: LocalStack's ends in an IP address, which no browser takes for a host."""

    @replaces(api_utils, "map_function_url_config")
    def _told(original, given):
        region = given.function_arn.split(":")[3]
        return {**original(given), "FunctionUrl": f"https://{given.url_id}.lambda-url.{region}.on.aws/"}


def url_of(url_id: str) -> FunctionUrl | None:
    """The function URL of an id; None where there is none."""
    models = sys.modules.get("localstack.services.lambda_.invocation.models")
    for account, regions in list(models.lambda_stores.items()) if models else []:
        for region, store in list(regions.items()):
            for function in list(store.functions.values()):
                for qualifier, given in list(function.function_url_configs.items()):
                    if given.url_id == url_id:
                        return _compiled(given, account, region, qualifier)
    return None


def _compiled(given, account: str, region: str, qualifier: str) -> FunctionUrl:
    partition = given.function_arn.split(":")[1]
    function = f"arn:{partition}:lambda:{region}:{account}:function:{given.function_name}"
    cors = {f"{name[0].lower()}{name[1:]}": value for name, value in (given.cors or {}).items()}
    return FunctionUrl(
        api_id=given.url_id,
        account=account,
        region=region,
        partition=partition,
        name=DEFAULT,
        variables={},
        table=_TABLE,
        routes={DEFAULT: Route(DEFAULT, None, str(given.auth_type), None, ())},
        cors=cors or None,
        function=function if qualifier == "$LATEST" else f"{function}:{qualifier}",
        streams=str(given.invoke_mode) == "RESPONSE_STREAM",
    )
