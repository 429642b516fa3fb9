"""LocalStack's server on this machine alone, behind the guard of ``access.py``.

LocalStack drops the host of GATEWAY_LISTEN and listens on all interfaces, takes requests from everybody, and allows
pages of its vendor to read the answers.
"""

import functools
import os
import socket
from types import ModuleType, SimpleNamespace

from .access import SECRET_HEADER, Guard, refused
from .callers.keys import issued
from .changes import note_request
from .imports import when_imported
from .settings import Settings
from .signatures import Request


def listen(port: int) -> socket.socket:
    """Takes a port of loopback, 0 for any, and tells the launcher which.

    The server gets it when it has come up. Requests that are sent meanwhile wait.
    """
    listener = socket.create_server(("127.0.0.1", port), backlog=128)
    listener.setblocking(False)  # as the reactor has its sockets
    tell = os.environ.pop("TERRAGATE_LOCAL_TELL_PORT", "")
    if tell:
        with os.fdopen(int(tell), "w") as launcher:
            launcher.write(f"{listener.getsockname()[1]}\n")
    return listener


def install(settings: Settings, listener: socket.socket) -> None:
    """Prepares the server. To be called before LocalStack is imported."""
    guard = Guard(settings.access_key, settings.secret, issued_secret)
    when_imported("localstack.runtime.server.twisted", lambda server: _serve_here(server, guard, listener))
    when_imported("rolo.serving.twisted", _let_handlers_deliver)
    when_imported("localstack.aws.handlers.cors", _allow_no_page)
    when_imported("localstack.utils.aws.aws_stack", _look_up_no_vendor)
    when_imported("localstack.aws.connect", lambda connect: _introduce_clients(connect, settings.secret))
    when_imported(
        "localstack.services.apigateway.next_gen.execute_api.integrations.aws",
        lambda integrations: _introduce_integrations(integrations, settings.secret),
    )


def _serve_here(server: ModuleType, guard: Guard, listener: socket.socket) -> None:
    """Serves at the listener, in place of a method that listens on all interfaces."""
    from twisted.python.components import proxyForInterface
    from twisted.web.resource import IResource

    from .delivery import Delivery

    class Guarded(proxyForInterface(IResource)):
        isLeaf = True

        def render(self, request):
            asked = _asked(request)
            why = guard.refusal(asked)
            if why is None:
                # Neither LocalStack nor an app is to see the secret
                request.requestHeaders.removeHeader(SECRET_HEADER)
                Delivery(request)
                note_request(request.method, request.path)
                return self.original.render(request)
            media_type, body = refused(asked, why)
            request.setResponseCode(403)
            request.responseHeaders.setRawHeaders("Content-Type", [media_type])
            request.responseHeaders.setRawHeaders("x-amzn-ErrorType", ["AccessDenied"])
            return body

    def register(_self, gateway, _listen, ssl_creds=None) -> None:
        site = server.TwistedGateway(gateway)
        site.resource = Guarded(site.resource)
        site.log = lambda _request: None  # LocalStack keeps a log of its own
        factory = site
        if ssl_creds:
            certificate, key = ssl_creds
            contexts = server.ssl.DefaultOpenSSLContextFactory(key, certificate)
            contexts.getContext().use_certificate_chain_file(certificate)
            factory = server.TLSMultiplexerFactory(contexts, False, site)
        server.reactor.adoptStreamPort(listener.fileno(), listener.family, factory)
        listener.close()  # the reactor has it by a number of its own

    server.TwistedRuntimeServer.register = register


def _let_handlers_deliver(twisted_serving: ModuleType) -> None:
    from . import delivery

    delivery.install(twisted_serving)


def _asked(request) -> Request:
    headers: dict[str, list[str]] = {}
    for name, values in request.requestHeaders.getAllRawHeaders():
        headers.setdefault(name.decode("latin-1").lower(), []).extend(value.decode("latin-1") for value in values)
    return Request(request.method.decode("latin-1"), request.uri.decode("latin-1"), headers, request.content)


def issued_secret(access_key: str) -> str | None:
    """The secret of a key that the local IAM or STS gave out, and that is still valid; None for any other."""
    key = issued(access_key)
    return key.secret if key and key.valid else None


def _allow_no_page(cors: ModuleType) -> None:
    """Allows no page of LocalStack's vendor. Pages of users have the CORS of their APIs and buckets."""
    cors.ALLOWED_CORS_ORIGINS.clear()
    cors.DYNAMIC_INTERNAL_ORIGINS = ()


def _look_up_no_vendor(aws_stack: ModuleType) -> None:
    """Keeps LocalStack from looking up its own S3 by a name in its vendor's domain."""
    aws_stack.CACHE_S3_HOSTNAME_DNS_STATUS = False


def _introduce_clients(connect: ModuleType, secret: str) -> None:
    """Lets LocalStack's services ask each other by HTTP with the secret."""

    def with_secret(params: dict, **_kwargs) -> None:
        params["headers"][SECRET_HEADER] = secret

    hook = connect.InternalClientFactory._get_client_post_hook

    @functools.wraps(hook)
    def post_hook(self, client):
        client = hook(self, client)
        client.meta.events.register("before-call.*.*", with_secret)
        return client

    connect.InternalClientFactory._get_client_post_hook = post_hook


def _introduce_integrations(integrations: ModuleType, secret: str) -> None:
    """Lets integrations of type AWS ask services with the secret. They follow no redirect, which could leak it."""
    requests = integrations.requests

    def request(*, headers, **more):
        return requests.request(headers={**headers, SECRET_HEADER: secret}, allow_redirects=False, **more)

    integrations.requests = SimpleNamespace(request=request)
