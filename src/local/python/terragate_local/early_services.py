"""Loads the services that most projects use as soon as the server is ready, and not with their first requests: Terraform
is at work for some seconds before it sends one.

A service is asked for something, too: LocalStack and moto make tables of regions, routes and policies with the first
request of each, for up to half a second.
"""

import logging
import threading

from localstack.runtime import events

LOG = logging.getLogger(__name__)
_REGION = "us-east-1"
"""What is made with a first request is made for all regions, nearly."""
_SERVICES = {
    "sts": lambda clients: clients.sts.get_caller_identity(),
    "iam": lambda clients: clients.iam.list_roles(MaxItems=1),
    "logs": lambda clients: clients.logs.describe_log_groups(limit=1),
    "apigateway": lambda clients: clients.apigateway.get_rest_apis(limit=1),
    "s3": lambda clients: clients.s3.list_buckets(),
    "lambda": lambda clients: clients.lambda_.list_functions(MaxItems=1),
}
"""In the order in which Terraform asks for them; the code of functions lies in S3. None of the requests changes anything."""


def load_when_ready() -> None:
    threading.Thread(target=_load, daemon=True, name="early-services").start()


def _load() -> None:
    events.infra_ready.wait()
    from localstack.aws.connect import connect_to
    from localstack.aws.spec import get_service_catalog
    from localstack.services.plugins import SERVICE_PLUGINS

    catalog, clients = get_service_catalog(), connect_to(region_name=_REGION)
    for name, ask in _SERVICES.items():
        catalog.get(name)
        SERVICE_PLUGINS.require(name)
        try:
            ask(clients)
        except Exception:  # who uses the service is told
            LOG.warning("%s does not answer yet", name, exc_info=True)
