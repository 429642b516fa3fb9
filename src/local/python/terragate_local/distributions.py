"""Distributions of CloudFront, which LocalStack's core lacks: as moto keeps them, with what it forgets. Nothing is served."""

from types import ModuleType

from .imports import when_imported
from .moto_services import add_service
from .replaces import replaces


def install(plugins: ModuleType) -> None:
    add_service(plugins, "cloudfront")
    when_imported("moto.cloudfront.models", complete)


def complete(models: ModuleType) -> None:
    """Lets moto answer with what a distribution was given: else each plan finds a change."""

    @replaces(models.Distribution, "__init__")
    def _distribution(original, self, account_id, *given):
        original(self, account_id, *given)
        # CloudFront is in no region, whose place in an ARN is empty
        self.arn = self.arn.replace(f":cloudfront:{account_id}:", f":cloudfront::{account_id}:")

    @replaces(models.Origin, "__init__")
    def _origin(original, self, origin):
        original(self, origin)
        self.origin_access_control_id = origin.get("OriginAccessControlId", "")

    @replaces(models.DefaultCacheBehaviour, "__init__")
    def _behaviour(original, self, config):
        original(self, config)
        if self.cache_policy_id:  # a cache policy stands in place of forwarded values
            self.forwarded_values = None

    @replaces(models.ViewerCertificate, "__init__")
    def _certificate(original, self, config):
        original(self, config)
        if self.acm_certificate_arn:
            self.cloud_front_default_certificate = False
        # An empty text is not "no certificate" to the provider
        self.acm_certificate_arn = self.acm_certificate_arn or None
        self.iam_certificate_id = self.iam_certificate_id or None
