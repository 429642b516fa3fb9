"""The permission of API Gateway to call a function: a statement in the policy of the function or of its alias.

https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-to-api.html
"""

import logging

from .callers.policies import Decision, Question, decide_for_resource

LOG = logging.getLogger(__name__)
ACTION = "lambda:InvokeFunction"
GATEWAY = "apigateway.amazonaws.com"


def is_permitted(function_arn: str, source_arn: str) -> bool:
    """Whether API Gateway may call a function for a request; where it may not, the log says what is missing."""
    if allows(_policy_of(function_arn), principal=GATEWAY, source_arn=source_arn, function_arn=function_arn):
        return True
    LOG.warning(
        "Execution failed due to configuration error: Invalid permissions on Lambda function. No statement in the policy "
        "of %s lets %s call it for %s: 500, as on AWS. Add an aws_lambda_permission that covers both ARNs",
        function_arn,
        GATEWAY,
        source_arn,
    )
    return False


def allows(policy: dict | None, *, principal: str, source_arn: str, function_arn: str) -> bool:
    """Whether a policy lets a service call a function.

    ``function_arn`` names what is called, an alias or a version included: the statement of a function is not one of
    its aliases. ``source_arn`` is that of the request, ``arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/METHOD/PATH``.
    """
    values = {"aws:sourcearn": [source_arn], "aws:sourceaccount": [source_arn.split(":")[4]]}
    question = Question(ACTION, function_arn, values, service=principal)
    return decide_for_resource(policy or {}, question) is Decision.ALLOW


def _policy_of(function_arn: str) -> dict | None:
    """The policy of a function of the local AWS, or of the alias or version behind its ARN; None without one."""
    from localstack.services.lambda_.invocation.models import lambda_stores

    _, _, _, region, account, _, name, *qualifier = function_arn.split(":")
    function = lambda_stores[account][region].functions.get(name)
    kept = function and function.permissions.get(qualifier[0] if qualifier else "$LATEST")
    return {"Statement": list(kept.policy.Statement)} if kept else None
