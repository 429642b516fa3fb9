#!/usr/bin/env bash
# moto 5.1.15 (PyPI): log events stay in memory after their log group is deleted.
#
# Expected: what delete_log_group removes is free to be collected. Seen: each LogEvent that was ever made is kept by moto's
# list of instances until the whole backend is reset, so that a server that runs for days grows with each line of log.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'moto[logs]==5.1.15' boto3==1.42.0
cat > main.py <<'PY'
import gc
import time

import boto3
from moto import mock_aws
from moto.logs.models import LogEvent

with mock_aws():
    logs = boto3.client("logs", region_name="us-east-1", aws_access_key_id="testing", aws_secret_access_key="testing")
    for _ in range(3):
        logs.create_log_group(logGroupName="group")
        logs.create_log_stream(logGroupName="group", logStreamName="stream")
        now = int(time.time() * 1000)
        events = [{"timestamp": now, "message": "a line"}] * 100
        logs.put_log_events(logGroupName="group", logStreamName="stream", logEvents=events)
        logs.delete_log_group(logGroupName="group")
        gc.collect()
        print(len(logs.describe_log_groups()["logGroups"]), "groups,", sum(isinstance(one, LogEvent) for one in gc.get_objects()), "events")
PY
venv/bin/python main.py | tee seen
printf '0 groups, 100 events\n0 groups, 200 events\n0 groups, 300 events\n' | diff - seen && echo "as found: moto 5.1.15"
