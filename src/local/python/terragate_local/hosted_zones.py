"""Hosted zones of Route 53: those that a root names and does not make are in the account on AWS, and taken as there.

Such a zone is the root of all names here, as its own name is known on AWS alone. Nothing answers for its records.
"""

import re
from types import ModuleType

from .imports import when_imported
from .replaces import replaces

_ID = re.compile(r"Z[A-Z0-9]{1,31}")
"""The form of ids on AWS; https://docs.aws.amazon.com/Route53/latest/APIReference/API_HostedZone.html"""


def install() -> None:
    when_imported("moto.route53.models", complete)


def complete(models: ModuleType) -> None:
    made: set[str] = set()

    @replaces(models.Route53Backend, "create_hosted_zone")
    def _create(original, self, *args, **kwargs):
        zone = original(self, *args, **kwargs)
        made.add(zone.id)
        return zone

    @replaces(models.Route53Backend, "get_hosted_zone")
    def _get(original, self, id_):
        name = id_.replace("/hostedzone/", "")
        if name not in self.zones and name not in made and _ID.fullmatch(name):
            self.zones[name] = models.FakeZone(".", name, private_zone=False, caller_reference=name)
        return original(self, id_)
