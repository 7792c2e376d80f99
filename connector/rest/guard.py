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
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import urllib3

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


class Guarded:
    """Connects to checked addresses only; the host's name stays that of the request.

    Mixed into connections of urllib3, whose ``_new_conn`` opens the socket.
    """

    port: Any
    _dns_host: Any

    def _new_conn(self) -> Any:
        name = self._dns_host
        try:
            addresses = public_addresses_of(name, self.port)
        except OSError as error:
            raise urllib3.exceptions.NewConnectionError(
                self,  # type: ignore[arg-type]
                str(error),
            ) from error
        try:
            return self._first_of(addresses, super()._new_conn)  # type: ignore[misc]
        finally:
            self._dns_host = name

    def _first_of(self, addresses: list[str], connect: Callable[[], Any]) -> Any:
        *others, last = addresses
        for address in others:
            self._dns_host = address
            try:
                return connect()
            except urllib3.exceptions.HTTPError:
                continue
        self._dns_host = last
        return connect()


def check_before_proxy(url: str) -> None:
    """Refuse a URL whose host is private, as far as we can tell.

    :raises PrivateAddress: it is
    """
    parts = urlsplit(url)
    try:
        public_addresses_of(parts.hostname or "", parts.port)
    except OSError:
        # Only the proxy knows the name: what it may stand for is the proxy's to judge.
        return
