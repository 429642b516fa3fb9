"""Loads the services that most projects use as soon as the server is ready, and not with their first requests: Terraform
is at work for some seconds before it sends one."""

import threading

from localstack.runtime import events

_SERVICES = ("sts", "iam", "logs", "s3", "lambda", "apigateway")
"""In the order in which Terraform asks for them; the code of functions lies in S3."""


def load_when_ready() -> None:
    threading.Thread(target=_load, daemon=True, name="early-services").start()


def _load() -> None:
    events.infra_ready.wait()
    from localstack.aws.spec import get_service_catalog
    from localstack.services.plugins import SERVICE_PLUGINS

    catalog = get_service_catalog()
    for name in _SERVICES:
        catalog.get(name)
        SERVICE_PLUGINS.require(name)
