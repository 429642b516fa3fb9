"""Metrics of Powertools, for a server that works on several requests at a time."""

from contextvars import ContextVar

from aws_lambda_powertools import Metrics
from aws_lambda_powertools.metrics import EphemeralMetrics


class RequestMetrics(Metrics):
    """Powertools' `Metrics` with a set for each request, so that dimensions of different requests do not mix.

    What is added outside of a request is printed by `flush_metrics()`.
    """

    _of_request: ContextVar[EphemeralMetrics] = ContextVar("metrics")

    @property
    def provider(self) -> EphemeralMetrics:
        return self._of_request.get(self._outside)

    @provider.setter
    def provider(self, provider: EphemeralMetrics) -> None:  # Metrics makes it
        self._outside = provider

    def begin(self) -> EphemeralMetrics:
        """Begins an empty set of metrics for the request."""
        provider = self.apart()
        self._of_request.set(provider)
        return provider

    def apart(self) -> EphemeralMetrics:
        """An empty set of metrics, to which what a route adds does not belong."""
        dimensions = {"service": self.service, **self.default_dimensions}
        return EphemeralMetrics(namespace=self.namespace, default_dimensions=dimensions)
