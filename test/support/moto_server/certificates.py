"""Certificates of AWS Certificate Manager, which are issued by their records alone, as on AWS."""

from moto.acm import models
from terragate_local.certificates import complete

complete(models)
