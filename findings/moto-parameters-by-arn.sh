#!/usr/bin/env bash
# moto 5.2.5 (PyPI): SSM finds one parameter by its ARN, and none where several are asked for.
#
# Expected: GetParameters takes what GetParameter takes, the name of a parameter or its ARN
# (https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html).
# Seen: GetParameter answers for the ARN. GetParameters has the same ARN neither among the parameters nor among the invalid
# ones. A function that reads its secrets by their ARNs, ten in a request, gets nothing and no error.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'moto[ssm]==5.2.5' boto3==1.44.8
cat > main.py <<'PY'
import boto3
from moto import mock_aws

with mock_aws():
    ssm = boto3.client("ssm", region_name="us-east-1", aws_access_key_id="testing", aws_secret_access_key="testing")
    ssm.put_parameter(Name="/shop/token", Value="1", Type="String")
    arn = ssm.get_parameter(Name="/shop/token")["Parameter"]["ARN"]
    print("one by its ARN:", ssm.get_parameter(Name=arn)["Parameter"]["Name"])
    several = ssm.get_parameters(Names=[arn])
    print("several by ARN:", len(several["Parameters"]), "found,", len(several["InvalidParameters"]), "invalid")
    print("several by name:", len(ssm.get_parameters(Names=["/shop/token"])["Parameters"]), "found")
PY
venv/bin/python main.py | tee seen
printf 'one by its ARN: /shop/token\nseveral by ARN: 0 found, 0 invalid\nseveral by name: 1 found\n' | diff - seen &&
  echo "as found: moto 5.2.5"
