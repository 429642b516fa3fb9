"""Distributions of CloudFront, as the local AWS has them."""

from moto.cloudfront import models
from terragate_local.distributions import complete

complete(models)
