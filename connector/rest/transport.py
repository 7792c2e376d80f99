"""Opens connections: with limits of time, and away from private networks."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.utils import select_proxy
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from .guard import Guarded, check_before_proxy

#: How many times the time limit between two bytes the head of an answer may take.
HEAD_FACTOR = 5


class _Bounded:
    """Bounds the time until the head of an answer is there, however it trickles.

    The time limit of a socket begins anew with each byte.
    """

    sock: Any
    timeout: Any

    def getresponse(self) -> Any:
        limits = [self.timeout, self.sock.gettimeout()]
        longest = max(
            (one for one in limits if isinstance(one, int | float)), default=0
        )
        if not longest:
            return super().getresponse()  # type: ignore[misc]
        hurry = _Hurry(self.sock)
        timer = threading.Timer(HEAD_FACTOR * longest, hurry)
        timer.daemon = True
        timer.start()
        try:
            return super().getresponse()  # type: ignore[misc]
        finally:
            timer.cancel()
            if hurry.came:
                # Whatever was made of the half head that was there.
                raise TimeoutError


class _Hurry:
    """Ends what somebody else is reading from a socket."""

    def __init__(self, sock: Any) -> None:
        self._sock = sock
        self.came = False

    def __call__(self) -> None:
        self.came = True
        with contextlib.suppress(OSError):
            if isinstance(self._sock, socket.socket):
                # That of an encrypted one would touch what the other thread uses.
                socket.socket.shutdown(self._sock, socket.SHUT_RDWR)
            else:
                self._sock.close()


class _HTTP(_Bounded, HTTPConnection):
    pass


class _HTTPS(_Bounded, HTTPSConnection):
    pass


class _GuardedHTTP(Guarded, _HTTP):
    pass


class _GuardedHTTPS(Guarded, _HTTPS):
    pass


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _HTTP


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _HTTPS


class _GuardedHTTPPool(HTTPConnectionPool):
    ConnectionCls = _GuardedHTTP


class _GuardedHTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _GuardedHTTPS


_POOLS = {"http": _HTTPPool, "https": _HTTPSPool}
_GUARDED_POOLS = {"http": _GuardedHTTPPool, "https": _GuardedHTTPSPool}


class Transport(HTTPAdapter):
    """Sends the requests of a session.

    :param connect_timeout: seconds to wait for a connection, if that is less than
        the time limit of an answer
    :param allow_private_network: connect to any address
    """

    def __init__(
        self, connect_timeout: float = 10, allow_private_network: bool = False
    ) -> None:
        self._connect_timeout = connect_timeout
        self._guarded = not allow_private_network
        super().__init__()

    # pylint: disable-next=missing-return
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        pools = _GUARDED_POOLS if self._guarded else _POOLS
        self.poolmanager.pool_classes_by_scheme = pools

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> urllib3.ProxyManager:
        """The connections to a proxy, which may be on any network."""
        manager = super().proxy_manager_for(proxy, **kwargs)
        manager.pool_classes_by_scheme = _POOLS
        return manager

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: bool | str = True,
        cert: Any = None,
        proxies: Any = None,
    ) -> requests.Response:
        """Send, raising what requests raises. :raises PrivateAddress: see there"""
        if isinstance(timeout, int | float):
            timeout = (min(self._connect_timeout, timeout), timeout)
        if self._guarded and select_proxy(str(request.url), proxies):
            check_before_proxy(str(request.url))
        return super().send(request, stream, timeout, verify, cert, proxies)
