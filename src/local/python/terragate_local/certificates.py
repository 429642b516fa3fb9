"""Certificates of AWS Certificate Manager, which are issued when the record that validates them is in a hosted zone.

https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html
"""

from types import ModuleType

from .imports import when_imported
from .replaces import replaces

PENDING, ISSUED = "PENDING_VALIDATION", "ISSUED"


def install() -> None:
    """Issues a certificate as soon as its record is there. One whose names are of a zone elsewhere is issued after seconds,
    as by LocalStack itself: nobody could write its record here."""
    when_imported("moto.acm.models", lambda models: complete(models, elsewhere=True))


def complete(models: ModuleType, elsewhere: bool = False) -> None:
    """Lets moto look at records, where it looks at the time alone.

    :param elsewhere: whether time is enough for a certificate without a record
    """

    @replaces(models.CertBundle, "check")
    def _check(original, self):
        was_pending = self.status == PENDING and self.type == "AMAZON_ISSUED"
        original(self)
        if not was_pending or self.status not in (PENDING, ISSUED):
            return
        if is_validated(self):
            self.status = ISSUED
        elif not elsewhere:
            self.status = PENDING


def is_validated(certificate) -> bool:
    """Whether each name of a certificate has its record in a hosted zone of the account."""
    from moto.route53.models import route53_backends

    _, partition, _, _, account, _ = certificate.arn.split(":", 5)
    records = {
        (record.name.rstrip("."), value.rstrip("."))
        for zone in route53_backends[account][partition].zones.values()
        for record in zone.rrsets
        if record.type == "CNAME"
        for value in record.records
    }
    options = certificate.describe()["Certificate"].get("DomainValidationOptions") or []
    wanted = [option["ResourceRecord"] for option in options if "ResourceRecord" in option]
    return bool(wanted) and all((one["Name"].rstrip("."), one["Value"].rstrip(".")) in records for one in wanted)
