"""The permission of API Gateway to call a function: a statement in the policy of the function or of its alias.

https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

import re

ACTION = "lambda:InvokeFunction"
GATEWAY = "apigateway.amazonaws.com"


def allows(policy: dict | None, *, principal: str, source_arn: str, function_arn: str) -> bool:
    """Whether a policy lets a service call a function.

    ``function_arn`` names what is called, an alias or a version included: the statement of a function is not one of
    its aliases. ``source_arn`` is that of the request, ``arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/METHOD/PATH``.
    """
    request = {"aws:sourcearn": source_arn, "aws:sourceaccount": source_arn.split(":")[4]}
    effects = {
        statement["Effect"]
        for statement in (policy or {}).get("Statement", [])
        if _names_service(statement.get("Principal"), principal)
        and any(_like(action, ACTION) for action in _listed(statement.get("Action", [])))
        and any(_like(resource, function_arn) for resource in _listed(statement.get("Resource", [])))
        and all(
            _holds(operator, request.get(key.lower()), _listed(values))
            for operator, keys in statement.get("Condition", {}).items()
            for key, values in keys.items()
        )
    }
    return effects == {"Allow"}


def policy_of(function_arn: str) -> dict | None:
    """The policy of a function of the local AWS, or of the alias or version behind its ARN; None without one."""
    from localstack.services.lambda_.invocation.models import lambda_stores

    _, _, _, region, account, _, name, *qualifier = function_arn.split(":")
    function = lambda_stores[account][region].functions.get(name)
    kept = function and function.permissions.get(qualifier[0] if qualifier else "$LATEST")
    return {"Statement": list(kept.policy.Statement)} if kept else None


def _listed(value) -> list:
    return value if isinstance(value, list) else [value]


def _names_service(principal, service: str) -> bool:
    return principal == "*" or (isinstance(principal, dict) and service in _listed(principal.get("Service")))


def _holds(operator: str, value: str | None, patterns: list[str]) -> bool:
    """Whether a condition holds. Those that AddPermission does not write are not met."""
    if value is None:
        return False
    if operator in ("ArnLike", "ArnEquals"):
        return any(_arn_like(pattern, value) for pattern in patterns)
    if operator == "StringLike":
        return any(_like(pattern, value) for pattern in patterns)
    return operator == "StringEquals" and value in patterns


def _arn_like(pattern: str, arn: str) -> bool:
    """Each of an ARN's six parts is compared by itself."""
    patterns, parts = pattern.split(":", 5), arn.split(":", 5)
    return len(patterns) == len(parts) and all(map(_like, patterns, parts))


def _like(pattern: str, text: str) -> bool:
    """Whether a text is like a pattern, in which ``*`` stands for any characters and ``?`` for one."""
    expression = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(expression, text, re.DOTALL) is not None
