"""Event source mappings of Lambda: what moto does otherwise than AWS. Each docstring says what is wrong without it."""

import json

from moto.awslambda import models as functions
from moto.awslambda.exceptions import InvalidParameterValueException
from moto.iam.models import iam_backends
from terragate_local.replaces import replaces

READING = {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"}


@replaces(functions.LambdaBackend, "create_event_source_mapping")
def _create_mapping(original, self, spec):
    """AWS asks whether the role of the function may read the queue."""
    function = self._lambdas.get_function_by_name_or_arn_with_qualifier(spec.get("FunctionName", ""))
    policies = iam_backends[self.account_id]["aws"].get_role(function.role.rpartition("/")[2]).policies
    statements = [one for text in policies.values() for one in json.loads(text)["Statement"]]
    arn = spec.get("EventSourceArn")
    allowed = {action for one in statements if arn in one["Resource"] for action in one["Action"]}
    if missing := sorted(READING - allowed):
        action = missing[0].split(":")[1]
        raise InvalidParameterValueException(
            f"The provided execution role does not have permissions to call {action} on SQS"
        )
    return original(self, spec)


@replaces(functions.EventSourceMapping, "get_configuration")
def _mapping_configuration(original, self):
    """moto says the version that an alias named, where AWS says the alias."""
    answer = original(self)
    return {**answer, "FunctionArn": self.function_name if self.function_name.startswith("arn:") else answer["FunctionArn"]}
