"""Requests that come while another one loads their service wait until it is whole.

LocalStack calls a service loaded before it has noted who answers its operations: functions that Terraform makes at the same
time, the first of an account, were refused with 501 "no handler for operation".
"""

from types import ModuleType


def install(plugin: ModuleType) -> None:
    """@param plugin: localstack.aws.handlers.service_plugin"""
    require = plugin.ServiceLoader.require_service

    def require_whole_service(self, chain, context, response):
        require(self, chain, context, response)
        if context.service:
            with self.service_locks[context.service.service_name]:
                pass  # whoever still notes its operations has the lock

    plugin.ServiceLoader.require_service = require_whole_service
