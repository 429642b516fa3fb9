#!/usr/bin/env bash
# moto 5.2.5 (PyPI): a CloudFront distribution forgets the origin access control that it was made with.
#
# Expected: GetDistribution gives back the OriginAccessControlId of an origin, by which CloudFront signs its requests to a
# private bucket. Seen: CreateDistribution takes it, and neither its answer nor that of GetDistribution has it. A root
# with such a distribution has a difference in each plan.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'moto[cloudfront]==5.2.5' boto3==1.44.8
cat > main.py <<'PY'
import boto3
from moto import mock_aws

with mock_aws():
    cloudfront = boto3.client("cloudfront", aws_access_key_id="testing", aws_secret_access_key="testing")
    control = cloudfront.create_origin_access_control(
        OriginAccessControlConfig={
            "Name": "website",
            "OriginAccessControlOriginType": "s3",
            "SigningBehavior": "always",
            "SigningProtocol": "sigv4",
        }
    )["OriginAccessControl"]["Id"]
    origin = {
        "Id": "bucket",
        "DomainName": "website.s3.us-east-1.amazonaws.com",
        "OriginAccessControlId": control,
        "S3OriginConfig": {"OriginAccessIdentity": ""},
    }
    behaviour = {
        "TargetOriginId": "bucket",
        "ViewerProtocolPolicy": "redirect-to-https",
        "CachePolicyId": "658327ea-f89d-4fab-a63d-7e88639e58f6",
    }
    made = cloudfront.create_distribution(
        DistributionConfig={
            "CallerReference": "1",
            "Comment": "website",
            "Enabled": True,
            "Origins": {"Quantity": 1, "Items": [origin]},
            "DefaultCacheBehavior": behaviour,
        }
    )["Distribution"]
    read = cloudfront.get_distribution(Id=made["Id"])["Distribution"]
    for name, distribution in (("made", made), ("read", read)):
        [kept] = distribution["DistributionConfig"]["Origins"]["Items"]
        print(f"{name}:", "the access control" if kept.get("OriginAccessControlId") == control else "no access control")
PY
venv/bin/python main.py | tee seen
printf 'made: no access control\nread: no access control\n' | diff - seen && echo "as found: moto 5.2.5"
