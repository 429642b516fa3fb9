"""moto's server, with what the AWS provider needs and moto lacks or does otherwise than AWS.

    python moto_server -H 127.0.0.1 -p 5000

Ends when its standard input does.
"""

import os
import sys
import threading
from pathlib import Path

# HTTP APIs are those of the local AWS
sys.path.insert(0, str(Path(__file__).parents[3] / "src/local/python"))
os.environ["MOTO_ACM_VALIDATION_WAIT"] = "0"  # seconds after which moto issues a certificate; certificates.py asks for its record
os.environ.setdefault("MOTO_IAM_LOAD_MANAGED_POLICIES", "true")  # else attaching a policy of AWS is a 404

import bucket_policies  # noqa: E402, F401
import certificates  # noqa: E402, F401
import databases  # noqa: E402, F401
import distributions  # noqa: E402, F401
import event_source_mappings  # noqa: E402, F401
import http_apis  # noqa: E402, F401
import lambda_functions  # noqa: E402, F401
import one_at_a_time  # noqa: E402, F401
import rest_apis  # noqa: E402, F401
import rest_stages  # noqa: E402, F401
import tags  # noqa: E402, F401
from moto.server import main  # noqa: E402


def end_with_stdin() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


if interval := os.environ.get("MOTO_SWITCH_INTERVAL"):  # seconds: how often threads take turns
    sys.setswitchinterval(float(interval))
threading.Thread(target=end_with_stdin, daemon=True).start()
main(sys.argv[1:])
