#!/usr/bin/env bash
# moto 5.2.5 and boto3 (PyPI): requests to DynamoDB that AWS's pages say are refused.
#
# Expected: a ValidationException for each, as moto gives it for reserved words in a filter, for empty keys and for items above 400 KB.
# Seen: taken are a batch of 26 items (BatchWriteItem: at most 25), a key of the table in a FilterExpression of Query, a value in
# ExpressionAttributeValues that no expression uses, a set with a value twice, and a number of 39 digits (38 are kept). Code that is
# tested with moto alone meets the first refusal in production.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'moto[dynamodb]==5.2.5' boto3
cat > refused.py <<'PYTHON'
import boto3
from botocore.exceptions import ClientError
from moto import mock_aws

KEYS = {"pk": {"S": "a"}, "sk": {"S": "1"}}


@mock_aws
def main() -> None:
    client = boto3.client("dynamodb", region_name="eu-west-1", aws_access_key_id="x", aws_secret_access_key="x")
    schema = [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}]
    types = [{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")]
    client.create_table(TableName="t", KeySchema=schema, AttributeDefinitions=types, BillingMode="PAY_PER_REQUEST")
    asked = {"TableName": "t", "KeyConditionExpression": "pk = :a", "ExpressionAttributeValues": {":a": {"S": "a"}, ":b": {"S": "1"}}}
    puts = [{"PutRequest": {"Item": {"pk": {"S": "b"}, "sk": {"S": str(i)}}}} for i in range(26)]
    for name, call in {
        "a reserved word in a filter": lambda: client.query(**asked, FilterExpression="status = :b"),
        "an empty key": lambda: client.put_item(TableName="t", Item={**KEYS, "pk": {"S": ""}}),
        "a batch of 26": lambda: client.batch_write_item(RequestItems={"t": puts}),
        "a key in a filter": lambda: client.query(**asked, FilterExpression="sk = :b"),
        "a value that is not used": lambda: client.query(**asked),
        "a set with a value twice": lambda: client.put_item(TableName="t", Item={**KEYS, "tags": {"SS": ["x", "x"]}}),
        "a number of 39 digits": lambda: client.put_item(TableName="t", Item={**KEYS, "size": {"N": "1" * 39}}),
    }.items():
        try:
            call()
            print(f"{name}: taken")
        except ClientError as error:
            print(f"{name}: {error.response['Error']['Code']}")


main()
PYTHON
venv/bin/python refused.py | tee seen
diff - seen <<'SEEN' && echo "as found: moto 5.2.5"
a reserved word in a filter: ValidationException
an empty key: ValidationException
a batch of 26: taken
a key in a filter: taken
a value that is not used: taken
a set with a value twice: taken
a number of 39 digits: taken
SEEN
