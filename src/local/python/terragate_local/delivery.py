"""The delivery of streamed answers: pieces pass from their function to the caller's connection while they come.

LocalStack's handlers know whole answers alone. A streamed one leaves them as a head without a body; the body is written
here, by Twisted's own thread, as fast as the caller reads it.
"""

from types import ModuleType

from twisted.internet import reactor
from twisted.internet.interfaces import IPushProducer
from twisted.web.http import NO_BODY_CODES
from zope.interface import implementer

from .streaming import StreamedAnswer

KEY = "terragate.delivery"
"""Name of a request's delivery in the WSGI environment."""


def install(twisted_serving: ModuleType) -> None:
    """Lets handlers find the delivery of their request in its WSGI environment."""
    update = twisted_serving.update_wsgi_environment

    def update_wsgi_environment(environ: dict, request) -> None:
        update(environ, request)
        environ[KEY] = request.delivery

    twisted_serving.update_wsgi_environment = update_wsgi_environment


@implementer(IPushProducer)
class Delivery:
    """The body of one request's answer, where it streams. It takes the place of the request's ``finish``."""

    def __init__(self, request):
        self._request = request
        self._finish = request.finish
        self._answer: StreamedAnswer | None = None
        self._begins = False
        self._lost = False
        self._paused = False
        self._over = False
        self._seconds = 0.0
        self._timeout = None
        request.delivery = self
        request.finish = self._finish_or_begin
        request.notifyFinish().addErrback(self._lose)

    def expect(self, answer: StreamedAnswer) -> None:
        """Takes an answer that may come: its function learns when the caller leaves, also before it has begun."""
        self._answer = answer
        if self._lost:
            answer.body.leave()

    def begin(self, seconds: float) -> None:
        """Has the expected answer's body follow the head. To be called before the handlers are done.

        :param seconds: after which the answer is broken off
        """
        self._begins = True
        self._seconds = seconds

    def _finish_or_begin(self) -> None:
        if not self._begins:
            if self._answer:
                self._answer.body.leave()
            self._finish()
            return
        request = self._request
        request.responseHeaders.removeHeader("Content-Length")
        if request.method == b"HEAD" or request.code in NO_BODY_CODES:
            # The caller has all with the head, and may leave before the function is at its end
            self._answer.body.drop()
            if not self._lost:
                self._finish()
            return
        request.write(b"")  # the head, which is of use before there is a body
        request.registerProducer(self, True)
        self._timeout = reactor.callLater(self._seconds, self._break_off)
        self._answer.body.on_news(lambda: reactor.callFromThread(self._write))

    def _write(self) -> None:
        body = self._answer.body
        while not self._paused and not self._over and (piece := body.take()):
            self._request.write(piece)
        if self._paused or self._over or not body.done():
            return
        if body.broken:
            self._break_off()
        else:
            self._end()
            self._finish()

    def _break_off(self) -> None:
        """Ends the connection without the end of the answer: a caller would take it for whole."""
        self._end()
        self._request.loseConnection()

    def _end(self) -> None:
        self._over = True
        if self._timeout and self._timeout.active():
            self._timeout.cancel()
        self._answer.body.leave()
        self._request.unregisterProducer()

    def _lose(self, _reason) -> None:
        self._lost = self._over = True
        if self._timeout and self._timeout.active():
            self._timeout.cancel()
        if self._answer:
            self._answer.body.leave()

    def pauseProducing(self) -> None:
        self._paused = True

    def resumeProducing(self) -> None:
        self._paused = False
        self._write()

    def stopProducing(self) -> None:
        self._lose(None)
