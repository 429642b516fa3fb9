"""Bucket policies that deny requests without TLS.

moto reads no conditions, so that such a statement would deny every request. The endpoint stands for one of AWS, which
is reached by TLS: these statements deny nothing here. All others are as moto has them.
"""

import json

from moto.iam.access_control import PermissionResult
from moto.s3.models import FakeBucket
from terragate_local.replaces import replaces

_WITHOUT_TLS = ("Deny", {"Bool": {"aws:SecureTransport": "false"}})


@replaces(FakeBucket, "get_permission")
def _get_permission(original, self, action, resource):
    if self.policy is None:
        return original(self, action, resource)
    whole = self.policy
    policy = json.loads(whole)
    statements = [one for one in policy["Statement"] if (one["Effect"], one.get("Condition")) != _WITHOUT_TLS]
    if not statements:
        return PermissionResult.NEUTRAL
    self.policy = json.dumps({**policy, "Statement": statements}).encode()
    try:
        return original(self, action, resource)
    finally:
        self.policy = whole
