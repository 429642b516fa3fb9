"""Invokes a project's run.sh through the Lambda Web Adapter and prints what came of it, as one line of JSON.

    python invoke_adapter.py ADAPTER PROJECT EVENTS

EVENTS is JSON: a list of {"path", "trace"}. It stands for Lambda's runtime API, which hands out the invocations, and
for the X-Ray daemon, whose datagrams are `documents`. `output` is what run.sh printed.
"""

import json
import os
import queue
import socket
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

adapter, project, events = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
waiting: "queue.Queue[tuple[str, dict]]" = queue.Queue()
answers: "queue.Queue[str]" = queue.Queue()


class RuntimeApi(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_args):
        pass

    def do_GET(self):
        if "extension" in self.path:
            time.sleep(3600)
        request_id, event = waiting.get()
        self.answer(
            event["body"],
            {
                "Lambda-Runtime-Aws-Request-Id": request_id,
                "Lambda-Runtime-Deadline-Ms": str(int(time.time() * 1000) + 30_000),
                "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:eu-west-1:123456789012:function:my-api:live",
                "Lambda-Runtime-Trace-Id": event["trace"],
            },
        )

    def do_POST(self):
        if self.headers.get("Transfer-Encoding") == "chunked":
            body = b""
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
        else:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if "response" in self.path or "error" in self.path:
            answers.put(body.decode())
        self.answer("{}", {"Lambda-Extension-Identifier": "1"})

    def answer(self, body, headers):
        self.send_response(200)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body.encode())))
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body.encode())


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


daemon = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
daemon.bind(("127.0.0.1", 0))
daemon.settimeout(0.5)
api = ThreadingHTTPServer(("127.0.0.1", 0), RuntimeApi)
api.daemon_threads = True
threading.Thread(target=api.serve_forever, daemon=True).start()

environment = {
    "PATH": os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]]),
    "LAMBDA_TASK_ROOT": project,
    "AWS_LAMBDA_FUNCTION_NAME": "my-api",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
    "AWS_LAMBDA_FUNCTION_VERSION": "1",
    "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/my-api",
    "AWS_LAMBDA_LOG_STREAM_NAME": "1",
    "AWS_LAMBDA_RUNTIME_API": "127.0.0.1:%d" % api.server_port,
    "AWS_XRAY_DAEMON_ADDRESS": "127.0.0.1:%d" % daemon.getsockname()[1],
    "AWS_LWA_PORT": str(free_port()),
    "AWS_LWA_INVOKE_MODE": "response_stream",
}
application = subprocess.Popen(
    [os.path.join(project, "run.sh")], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
)
bridge = subprocess.Popen([adapter], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
try:
    for number, event in enumerate(events):
        path, _, query = event["path"].partition("?")
        parameters = dict(pair.split("=") for pair in query.split("&") if pair)
        request = {
            "resource": "/{proxy+}",
            "path": path,
            "httpMethod": "GET",
            "headers": {"Host": "api.example.com", "x-amzn-trace-id": "Root=1-forged"},
            "multiValueHeaders": {"Host": ["api.example.com"], "x-amzn-trace-id": ["Root=1-forged"]},
            "queryStringParameters": parameters,
            "multiValueQueryStringParameters": {name: [value] for name, value in parameters.items()},
            "requestContext": {
                **{"path": "/prod" + path, "stage": "prod", "identity": {}},
                **{"httpMethod": "GET", "resourcePath": "/{proxy+}"},
            },
            "body": None,
            "isBase64Encoded": False,
        }
        waiting.put((f"00000000-0000-0000-0000-00000000000{number}", {"body": json.dumps(request), **event}))
    given = [answers.get(timeout=30) for _ in events]
    documents = []
    try:
        while True:
            documents.append(json.loads(daemon.recv(65536).split(b"\n", 1)[1]))
    except TimeoutError:
        pass
finally:
    bridge.kill()
    application.terminate()
    output = application.communicate()[0]
print(json.dumps({"answers": given, "documents": documents, "output": output.splitlines()}))
