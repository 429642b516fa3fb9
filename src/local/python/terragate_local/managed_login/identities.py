"""The operations of identity pools that AWS answers without a signature: who asks sends the token of a sign-in.

https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flow.html
"""

import json
from types import SimpleNamespace

from ..callers.issue import ACCOUNT
from ..http_api.messages import Answer, HttpRequest
from ..identity_pools import PUBLIC

_TARGET = "AWSCognitoIdentityService."


def answer(request: HttpRequest) -> Answer:
    from localstack.aws.api import CommonServiceException

    operation = PUBLIC.get((request.header("x-amz-target") or "").removeprefix(_TARGET))
    if operation is None:
        return _answer(400, {"__type": "UnknownOperationException"})
    try:
        return _answer(200, operation(SimpleNamespace(account_id=ACCOUNT), json.loads(request.body)))
    except (ValueError, KeyError, AttributeError, TypeError):
        return _answer(400, {"__type": "SerializationException"})
    except CommonServiceException as error:
        return _answer(error.status_code, {"__type": error.code, "message": error.message})


def _answer(status: int, document: dict) -> Answer:
    headers = {"content-type": "application/x-amz-json-1.1"}
    if status != 200:
        headers["x-amzn-errortype"] = document["__type"]
    return Answer(status, tuple(headers.items()), json.dumps(document, default=lambda time: time.timestamp()).encode())
