#!/usr/bin/env bash
# moto 5.2.1 (PyPI): changes of a Lambda function URL, and permissions for one.
#
# Expected: UpdateFunctionUrlConfig with InvokeMode changes the mode, as it changes AuthType; a permission that is added with
# FunctionUrlAuthType has it as the condition lambda:FunctionUrlAuthType in the policy of the function, as AWS writes it.
# Seen: AuthType changes, and InvokeMode stays what it was when the URL was made, so that a Terraform plan after an apply that changes
# invoke_mode is never empty. The permission has no condition at all: a test of a policy that has to hold one cannot pass.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'moto[awslambda,iam]==5.2.1' boto3
cat > try.py <<'PYTHON'
import io
import json
import os
import zipfile

import boto3
from moto import mock_aws

os.environ.update(AWS_ACCESS_KEY_ID="a", AWS_SECRET_ACCESS_KEY="b", AWS_DEFAULT_REGION="us-east-1")


@mock_aws
def main() -> None:
    iam, aws = boto3.client("iam"), boto3.client("lambda")
    role = iam.create_role(RoleName="r", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("app.py", "def handler(event, context): ...\n")
    aws.create_function(
        FunctionName="f",
        Role=role,
        Runtime="python3.13",
        Handler="app.handler",
        Code={"ZipFile": code.getvalue()},
    )
    aws.create_function_url_config(FunctionName="f", AuthType="NONE", InvokeMode="BUFFERED")
    aws.update_function_url_config(FunctionName="f", AuthType="AWS_IAM", InvokeMode="RESPONSE_STREAM")
    now = aws.get_function_url_config(FunctionName="f")
    print("after the change:", now["AuthType"], now["InvokeMode"])
    aws.add_permission(
        FunctionName="f",
        StatementId="s",
        Action="lambda:InvokeFunctionUrl",
        Principal="cloudfront.amazonaws.com",
        FunctionUrlAuthType="AWS_IAM",
    )
    (statement,) = json.loads(aws.get_policy(FunctionName="f")["Policy"])["Statement"]
    print("condition of the permission:", statement.get("Condition"))


main()
PYTHON
venv/bin/python try.py | tee seen
diff - seen <<'SEEN' && echo "as found: moto 5.2.1"
after the change: AWS_IAM BUFFERED
condition of the permission: None
SEEN
