#!/usr/bin/env bash
# moto 5.1.15 (PyPI): a bucket policy counts without its conditions.
#
# Expected: the usual statement that denies requests without TLS (`aws:SecureTransport` is false) lets a request over HTTPS
# through. Seen: the statement denies every PutObject, over HTTPS too (403). A module that hardens its bucket can then not be
# applied together with an object in it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'moto[s3]==5.1.15' boto3==1.42.0
cat > main.py <<'PY'
import json

import boto3
from botocore.exceptions import ClientError
from moto import mock_aws

DENY = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": ["arn:aws:s3:::packages", "arn:aws:s3:::packages/*"],
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}
with mock_aws():
    s3 = boto3.client("s3", region_name="us-east-1", aws_access_key_id="testing", aws_secret_access_key="testing")
    s3.create_bucket(Bucket="packages")
    s3.put_object(Bucket="packages", Key="before", Body=b"")
    s3.put_bucket_policy(Bucket="packages", Policy=json.dumps({"Version": "2012-10-17", "Statement": [DENY]}))
    scheme = s3.meta.endpoint_url.split(":")[0]
    try:
        s3.put_object(Bucket="packages", Key="after", Body=b"")
        print(scheme, 200)
    except ClientError as error:
        print(scheme, error.response["ResponseMetadata"]["HTTPStatusCode"])
PY
venv/bin/python main.py | tee seen
echo 'https 403' | diff - seen && echo "as found: moto 5.1.15"
