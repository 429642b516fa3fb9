"""The Runtime API for `awslambdaric`, in plain Python.

`awslambdaric` brings a compiled module of this name, for one version of Python. This one has the same functions and
runs under any, so that one copy of the client serves every runtime that the machine has.
"""

import http.client
import os

_BASE = "/2018-06-01/runtime/"
_user_agent = ""
_connection = None


def initialize_client(user_agent):
    global _user_agent
    _user_agent = user_agent


def _call(method, path, body=None, headers=None):
    global _connection
    if _connection is None:
        _connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
    _connection.request(method, _BASE + path, body, {"User-Agent": _user_agent, **(headers or {})})
    response = _connection.getresponse()
    return response.status, response.read(), response.headers


def next():
    status, body, headers = _call("GET", "invocation/next")
    if status != 200:
        raise RuntimeError("Failed to get next: status %d" % status)
    return body, {name: value for name, value in headers.items()}


def post_invocation_result(invoke_id, result, content_type, invocation_id=None):
    _post("invocation/%s/response" % invoke_id, result, content_type)


def post_error(invoke_id, error, xray_cause, invocation_id=None):
    _post("invocation/%s/error" % invoke_id, error.encode() if isinstance(error, str) else error, "application/json")


def post_init_error(error):
    _post("init/error", error.encode(), "application/json")


def _post(path, body, content_type):
    status, answer, _ = _call("POST", path, body, {"Content-Type": content_type})
    # 413: the answer is too large, and the invoker has got the error already
    if status not in (202, 413):
        raise RuntimeError("Failed to post the answer: status %d %s" % (status, answer.decode(errors="replace")))
