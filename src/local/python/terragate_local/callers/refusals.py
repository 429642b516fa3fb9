"""Refusals of requests, in AWS's own words.

https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
"""


class Refusal(Exception):
    """A request that is refused."""

    def __init__(self, response: str, message: str | None, error: str):
        super().__init__(message)
        self.response = response
        """Type of the gateway response, such as ``ACCESS_DENIED``."""
        self.message = message
        self.error = error
        """Value of the header ``x-amzn-ErrorType``."""


def no_signature() -> Refusal:
    text = "Missing Authentication Token"
    return Refusal("MISSING_AUTHENTICATION_TOKEN", text, "MissingAuthenticationTokenException")


def invalid_signature(message: str, error: str = "InvalidSignatureException") -> Refusal:
    return Refusal("INVALID_SIGNATURE", message, error)


def expired_key() -> Refusal:
    return Refusal("EXPIRED_TOKEN", "The security token included in the request is expired", "ExpiredTokenException")


def unauthorized(message: str = "Unauthorized") -> Refusal:
    return Refusal("UNAUTHORIZED", message, "UnauthorizedException")


def denied(message: str) -> Refusal:
    return Refusal("ACCESS_DENIED", message, "AccessDeniedException")


def authorizer_failed() -> Refusal:
    return Refusal("AUTHORIZER_FAILURE", None, "AuthorizerFailureException")


def authorizer_misconfigured() -> Refusal:
    return Refusal("AUTHORIZER_CONFIGURATION_ERROR", None, "AuthorizerConfigurationException")


def throttled() -> Refusal:
    return Refusal("THROTTLED", "Too Many Requests", "TooManyRequestsException")


def quota_exceeded() -> Refusal:
    return Refusal("QUOTA_EXCEEDED", "Limit Exceeded", "LimitExceededException")
