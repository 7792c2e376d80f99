"""Keeps requests away from private networks.

Whoever may enter the URL of a backend could otherwise make Odoo ask the machines
beside it, or a cloud's metadata service. A name is not judged but the addresses that
it stands for, at the very moment of connecting, and the connection goes to the address
that was judged: a name server can't answer differently in between. As each connection
is judged, redirections are, too.

Behind a proxy it is the proxy that connects. The addresses that Odoo sees for the
target are judged before the proxy is asked; the rest is the proxy's to forbid. The
proxy itself, which the administrator of the machine chose, may be on any network.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.utils import select_proxy
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address

#: NAT64: the last four bytes are the IPv4 address that is really asked.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
#: NAT64 in the operator's own network (RFC 8215), never a public server.
_LOCAL_NAT64 = ipaddress.IPv6Network("64:ff9b:1::/48")


class PrivateAddress(Exception):
    """A host stands for addresses of private networks only.

    Raised below ``requests``, whose client makes an error for people of it.
    """

    def __init__(self, host: str, addresses: list[str]) -> None:
        super().__init__(f"{host}: {', '.join(addresses)}")
        self.host = host
        self.addresses = addresses


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet.

    >>> is_public("93.184.215.14"), is_public("2606:2800:21f:cb07::1")
    (True, True)
    >>> [is_public(a) for a in ("10.0.0.1", "100.64.0.1", "169.254.169.254", "::1")]
    [False, False, False, False]
    >>> is_public("::ffff:127.0.0.1"), is_public("64:ff9b::a00:1"), is_public("ff02::1")
    (False, False, False)
    """
    # A link-local address names its interface after a percent sign.
    return _is_public(ipaddress.ip_address(address.partition("%")[0]))


def _is_public(address: _Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return _is_public(address.ipv4_mapped)
        if address in _NAT64:
            return _is_public(ipaddress.IPv4Address(address.packed[-4:]))
        inner = [address.sixtofour, *(address.teredo or ())]
        if address in _LOCAL_NAT64 or not all(_is_public(one) for one in inner if one):
            return False
        if address.is_site_local:
            return False
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified
    )


def addresses_of(host: str, port: int | None) -> list[str]:
    """The addresses that a host stands for, as a connection would use them.

    :raises OSError: the name is unknown
    """
    found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(info[4][0]) for info in found))


def public_addresses_of(host: str, port: int | None) -> list[str]:
    """Those of the host's addresses that are public.

    :raises PrivateAddress: there is none
    :raises OSError: the name is unknown
    """
    addresses = addresses_of(host, port)
    public = [address for address in addresses if is_public(address)]
    if not public:
        raise PrivateAddress(host, addresses)
    return public


class _Guarded:
    """Connects to checked addresses only; the host's name stays that of the request.

    Mixed into connections of urllib3, whose ``_new_conn`` opens the socket.
    """

    host: Any
    port: Any
    _dns_host: Any

    def _new_conn(self) -> Any:
        name = self._dns_host
        try:
            addresses = public_addresses_of(name, self.port)
        except OSError as error:
            raise urllib3.exceptions.NewConnectionError(self, str(error)) from error  # type: ignore[arg-type]
        try:
            return self._connect_to_first(iter(addresses))
        finally:
            self._dns_host = name

    def _connect_to_first(self, addresses: Iterator[str]) -> Any:
        failure: Exception | None = None
        for address in addresses:
            self._dns_host = address
            try:
                return super()._new_conn()  # type: ignore[misc]
            except urllib3.exceptions.HTTPError as error:
                failure = error
        raise failure or PrivateAddress(str(self._dns_host), [])


class _GuardedHTTP(_Guarded, HTTPConnection):
    pass


class _GuardedHTTPS(_Guarded, HTTPSConnection):
    pass


class _GuardedHTTPPool(HTTPConnectionPool):
    ConnectionCls = _GuardedHTTP


class _GuardedHTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _GuardedHTTPS


class Transport(HTTPAdapter):
    """Opens connections, with two time limits and away from private networks.

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

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        if self._guarded:
            self.poolmanager.pool_classes_by_scheme = {
                "http": _GuardedHTTPPool,
                "https": _GuardedHTTPSPool,
            }

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
            _check_before_proxy(str(request.url))
        return super().send(request, stream, timeout, verify, cert, proxies)


def _check_before_proxy(url: str) -> None:
    parts = urlsplit(url)
    try:
        public_addresses_of(parts.hostname or "", parts.port)
    except OSError:
        # Only the proxy knows the name: what it may stand for is the proxy's to judge.
        return
