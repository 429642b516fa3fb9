"""Keeps a function's servers on this machine, whatever host they are started with.

On AWS nobody reaches what listens inside of an execution environment, so that ``--host 0.0.0.0`` is usual there. Here it
would be the machine's network. Each Python of a function imports this at its start, before anything of the function: a
stream socket that is bound to all interfaces at a fixed port is bound to loopback, and so is one at any port once it
listens. Datagrams and what calls out at any port are left alone.
"""

import os
import socket
import sys

_HERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}
_EVERYWHERE = (None, "", "0", *_HERE)
_KEPT = [
    (socket.SOL_SOCKET, getattr(socket, name)) for name in ("SO_REUSEADDR", "SO_REUSEPORT") if hasattr(socket, name)
]
_bind = socket.socket.bind
_listen = socket.socket.listen


def _bind_here(self, address):
    if _is_stream(self) and isinstance(address, tuple) and address[0] in _EVERYWHERE and address[1] not in (0, "0"):
        address = (_loopback(self), *address[1:])
    return _bind(self, address)


def _listen_here(self, *args):
    narrow(self)
    return _listen(self, *args)


def narrow(sock):
    """Binds a socket of all interfaces again, at the same port of loopback."""
    if not _is_stream(sock):
        return
    address = sock.getsockname()
    if address[0] not in _HERE:
        return
    with socket.socket(sock.family, sock.type, sock.proto) as fresh:
        for option in _KEPT:
            fresh.setsockopt(*option, sock.getsockopt(*option))
        if sock.family == socket.AF_INET6:
            only = socket.IPPROTO_IPV6, socket.IPV6_V6ONLY
            fresh.setsockopt(*only, sock.getsockopt(*only))
        host = _loopback(sock)
        os.set_blocking(fresh.fileno(), os.get_blocking(sock.fileno()))
        os.dup2(fresh.fileno(), sock.fileno(), os.get_inheritable(sock.fileno()))
    _bind(sock, (host, *address[1:]))


def _is_stream(sock):
    return sock.type == socket.SOCK_STREAM and sock.family in (socket.AF_INET, socket.AF_INET6)


def _loopback(sock):
    if sock.family == socket.AF_INET:
        return "127.0.0.1"
    # A socket that takes IPv4, too, is reached as 127.0.0.1, as on AWS
    return "::1" if sock.getsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY) else "::ffff:127.0.0.1"


def _narrow_uvloop(uvloop):
    """Narrows uvloop, whose loop binds without Python's sockets."""
    create_server = uvloop.Loop.create_server

    async def create_server_here(self, protocol_factory, host=None, port=None, *, sock=None, **more):
        if sock is not None:
            narrow(sock)
        else:
            hosts = [host] if host is None or isinstance(host, str) else list(host)
            host = [_HERE.get(one, "127.0.0.1") if one in _EVERYWHERE else one for one in hosts]
        return await create_server(self, protocol_factory, host, port, sock=sock, **more)

    uvloop.Loop.create_server = create_server_here


class _WhenUvloopComes:
    def find_spec(self, name, path=None, target=None):
        if name != "uvloop":
            return None
        sys.meta_path.remove(self)
        specs = (finder.find_spec(name, path, target) for finder in sys.meta_path)
        spec = next((one for one in specs if one), None)
        if spec and spec.loader:
            execute = spec.loader.exec_module

            def exec_module(module):
                execute(module)
                _narrow_uvloop(module)

            spec.loader.exec_module = exec_module
        return spec


socket.socket.bind = _bind_here
socket.socket.listen = _listen_here
sys.meta_path.insert(0, _WhenUvloopComes())
