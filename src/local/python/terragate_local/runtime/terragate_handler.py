"""Runs a Python handler: `python -m terragate_handler module.function`, as `python -m awslambdaric` does.

For machines that `awslambdaric` has no compiled parts for. What a handler prints, logs and raises looks the same.
"""

import importlib
import json
import logging
import os
import sys
import time
import traceback

import runtime_client


class Context:
    """The context of a handler: https://docs.aws.amazon.com/lambda/latest/dg/python-context.html"""

    identity = None
    client_context = None

    def __init__(self, headers):
        self.aws_request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        self.invoked_function_arn = headers["Lambda-Runtime-Invoked-Function-Arn"]
        self._epoch_deadline_time_in_ms = int(headers["Lambda-Runtime-Deadline-Ms"])
        self.function_name = os.environ.get("AWS_LAMBDA_FUNCTION_NAME")
        self.function_version = os.environ.get("AWS_LAMBDA_FUNCTION_VERSION")
        self.memory_limit_in_mb = os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.log_group_name = os.environ.get("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = os.environ.get("AWS_LAMBDA_LOG_STREAM_NAME")

    def get_remaining_time_in_millis(self):
        return max(0, self._epoch_deadline_time_in_ms - int(time.time() * 1000))

    def log(self, message):
        print(message, flush=True)


class RequestId(logging.Filter):
    current = ""

    def filter(self, record):
        record.aws_request_id = self.current
        return True


class JsonLines(logging.Formatter):
    def format(self, record):
        line = {
            "timestamp": self.formatTime(record, "%Y-%m-%dT%H:%M:%SZ"),
            "level": record.levelname,
            "message": record.getMessage(),
            "logger": record.name,
            "requestId": record.aws_request_id,
        }
        if record.exc_info:
            line["errorType"] = record.exc_info[0].__name__
            line["stackTrace"] = traceback.format_tb(record.exc_info[2])
        return json.dumps(line, default=str)


def start_logging(request_id):
    handler = logging.StreamHandler(sys.stdout)
    if os.environ.get("AWS_LAMBDA_LOG_FORMAT") == "JSON":
        formatter = JsonLines()
    else:
        formatter = logging.Formatter(
            "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s", "%Y-%m-%dT%H:%M:%S"
        )
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    handler.addFilter(request_id)
    logging.getLogger().addHandler(handler)
    level = os.environ.get("AWS_LAMBDA_LOG_LEVEL")
    if level:
        logging.getLogger().setLevel({"TRACE": "DEBUG", "FATAL": "CRITICAL"}.get(level, level))


def failure(error, request_id=""):
    """An exception in the form of Lambda's answer; it is printed, too. The frames of this file are left out."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename != __file__]
    lines = [line for line in traceback.format_list(frames) if "importlib" not in line]
    text = "[ERROR] %s: %s\nTraceback (most recent call last):\n%s" % (type(error).__name__, error, "".join(lines))
    print(text.rstrip(), flush=True)
    kind = type(error).__name__
    return json.dumps({"errorMessage": str(error), "errorType": kind, "requestId": request_id, "stackTrace": lines})


def load(name):
    module, _, function = name.rpartition(".")
    if not module:
        raise ValueError("Bad handler '%s': it needs a module and a function" % name)
    return getattr(importlib.import_module(module.replace("/", ".")), function)


def main():
    # Printed output has to be written before the answer
    sys.stdout.reconfigure(line_buffering=True)
    sys.stderr.reconfigure(line_buffering=True)
    runtime_client.initialize_client("terragate")
    request_id = RequestId()
    start_logging(request_id)
    try:
        handle = load(sys.argv[-1])
    except BaseException as error:
        runtime_client.post_init_error(failure(error))
        sys.exit(1)
    while True:
        body, headers = runtime_client.next()
        context = Context(headers)
        request_id.current = context.aws_request_id
        os.environ["_X_AMZN_TRACE_ID"] = headers.get("Lambda-Runtime-Trace-Id", "")
        try:
            result = json.dumps(handle(json.loads(body), context)).encode()
        except Exception as error:
            runtime_client.post_error(context.aws_request_id, failure(error, context.aws_request_id), "")
        else:
            runtime_client.post_invocation_result(context.aws_request_id, result, "application/json")


if __name__ == "__main__":
    main()
