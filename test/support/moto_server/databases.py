"""What a database and its network need, and moto answers otherwise than AWS. Each docstring says what is wrong without it."""

import json

from moto.ec2.models.security_groups import SecurityGroupRule
from moto.rds.models import DBCluster
from moto.sqs.models import Queue


def replaces_property(owner, name):
    """Replaces a property by a function that gets the value which the original has."""

    def decorate(function):
        original = getattr(owner, name)
        setattr(owner, name, property(lambda self: function(self, original.fget(self))))
        return function

    return decorate


@replaces_property(DBCluster, "scaling_configuration_info")
def _scaling(cluster, found):
    """A cluster of Serverless v2 has the scaling of v1 in moto: each plan would take it away."""
    return found if cluster.scaling_configuration else None


@replaces_property(SecurityGroupRule, "description")
def _description(rule, found):
    """moto says what addresses are for, and not what another security group is for."""
    return found or rule.source_group.get("Description")


@replaces_property(Queue, "attributes")
def _attributes(queue, found):
    """moto puts blanks into the JSON that a queue was made with: each plan would take them out."""
    if queue.redrive_policy:
        found["RedrivePolicy"] = json.dumps(queue.redrive_policy, separators=(",", ":"))
    return found
