"""Private networks are out of reach, unless they are allowed."""

from __future__ import annotations

import socket
from unittest.mock import patch

from odoo.tests import tagged

from ..rest import (
    AddressRefused,
    Bearer,
    ServerUnreachable,
    guard,
    is_public,
    transport,
)
from .rest_case import Reply, RestCase

PRIVATE = (
    *("127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255"),
    *("192.168.1.1", "169.254.169.254", "100.64.0.1", "100.127.255.254", "224.0.0.1"),
    *("239.255.255.255", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1"),
    *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1"),
    *("fec0::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254"),
    *("64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::1"),
    *("2001:db8::1", "::127.0.0.1", "2001:0:4136:e378:8000:63bf:f5ff:fffe"),
)
PUBLIC = (
    *("93.184.215.14", "8.8.8.8", "172.32.0.1", "100.128.0.1", "192.167.1.1"),
    *("2606:2800:21f:cb07::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"),
)


@tagged("standard", "at_install")
class TestGuard(RestCase):
    def resolve(self, *answers: list[str]):
        """Let a name server answer, another address each time."""
        left = list(answers)

        def getaddrinfo(host, port, *args, **kwargs):
            if host[:1].isdigit():
                addresses = [host]  # no name server is asked for these
            else:
                addresses = left.pop(0) if len(left) > 1 else left[0]
            return [
                (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
                for address in addresses
            ]

        self.enterContext(patch("socket.getaddrinfo", getaddrinfo))

    def refused(self, url, **kwargs):
        client = self.client(Bearer("t"), url=url, allow_private_network=False)
        with self.assertRaises(AddressRefused) as caught:
            client.get("x", **kwargs)
        self.assertEqual(self.server.asked, [])
        return caught.exception

    def test_addresses(self):
        for address in PRIVATE:
            self.assertFalse(is_public(address), address)
        for address in PUBLIC:
            self.assertTrue(is_public(address), address)

    def test_refused(self):
        error = self.refused(self.server.url)
        self.assertIn("127.0.0.1, on a private network", error.seen)
        self.assertIn("Allow Private Network", error.advice)

    def test_spellings_of_this_machine(self):
        for host in ("localhost", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "0"):
            with self.subTest(host):
                self.refused(f"http://{host}:{self.server.port}")

    def test_allowed(self):
        self.assertEqual(self.client().get("x"), {})

    def test_name_of_a_private_address(self):
        self.resolve(["192.168.7.7"])
        error = self.refused("http://shop.test")
        self.assertIn("the host shop.test is 192.168.7.7", error.seen)

    def test_no_connection_is_made(self):
        """Not even a connection, which would tell whether something listens there."""
        with patch.object(socket.socket, "connect") as connect:
            self.refused(self.server.url)
        connect.assert_not_called()

    def test_name_that_changes_between_check_and_connection(self):
        """The connection goes to the address that was checked."""
        self.resolve(["93.184.215.14", "93.184.215.15"], ["127.0.0.1"])
        reached = []

        def connect(sock, address):
            reached.append(address)
            raise ConnectionRefusedError

        client = self.client(
            url=f"http://rebound.test:{self.server.port}",
            allow_private_network=False,
            base=self.quick(),
        )
        with (
            patch.object(socket.socket, "connect", connect),
            self.assertRaises(ServerUnreachable),
        ):
            client.get("x")
        port = self.server.port
        self.assertEqual(reached, [("93.184.215.14", port), ("93.184.215.15", port)])

    def test_only_public_ones_of_several_addresses(self):
        self.resolve(["10.0.0.1", "93.184.215.14", "93.184.215.15"])
        self.assertEqual(
            guard.public_addresses_of("x.test", 80), ["93.184.215.14", "93.184.215.15"]
        )

    def test_host_header_is_the_name(self):
        """Servers that share an address, and certificates, need the name."""
        self.resolve(["127.0.0.1"])
        self.enterContext(patch.object(guard, "is_public", lambda address: True))
        url = f"http://shop.test:{self.server.port}"
        self.client(url=url, allow_private_network=False).get("x")
        headers = self.server.asked[0].headers
        self.assertEqual(headers["Host"], f"shop.test:{self.server.port}")

    def test_name_that_the_certificate_must_bear(self):
        self.resolve(["127.0.0.1"])
        self.enterContext(patch.object(guard, "is_public", lambda address: True))
        connection = transport._GuardedHTTPS("shop.test", self.server.port)
        connection._new_conn().close()
        self.assertEqual(connection.host, "shop.test")

    def test_next_address_when_the_first_is_down(self):
        self.resolve(["127.0.0.2", "127.0.0.1"])
        self.enterContext(patch.object(guard, "is_public", lambda address: True))
        url = f"http://shop.test:{self.server.port}"
        client = self.client(url=url, allow_private_network=False)
        self.assertEqual(client.get("x"), {})

    def test_after_redirection(self):
        """A server of the internet that sends on to a private one of the same name."""
        # The name is checked again for each connection, hence after a redirection.
        self.resolve(["127.0.0.1"])
        checks = iter([True])
        self.enterContext(
            patch.object(guard, "is_public", lambda address: next(checks, False))
        )
        headers = {"Location": "/y", "Connection": "close"}
        self.server.replies = [Reply(302, headers=headers)]
        client = self.client(
            url=f"http://shop.test:{self.server.port}", allow_private_network=False
        )
        with self.assertRaises(AddressRefused):
            client.get("x")
        self.assertEqual(len(self.server.asked), 1)

    def test_unknown_host(self):
        error = socket.gaierror(-2, "unknown")
        self.enterContext(patch("socket.getaddrinfo", side_effect=error))
        client = self.client(url="http://no.test", allow_private_network=False)
        with self.assertRaisesRegex(ServerUnreachable, "the host is unknown"):
            client.get("x")

    # Proxies: it is them that connect

    def proxy(self):
        self.enterContext(
            patch.dict(
                "os.environ",
                {"http_proxy": self.server.url, "no_proxy": ""},
                clear=True,
            )
        )

    def test_proxy_on_a_private_network_may_be_asked(self):
        self.proxy()
        self.resolve(["93.184.215.14"])
        real = socket.create_connection
        self.enterContext(
            patch(
                "urllib3.util.connection.create_connection",
                lambda address, *args, **kwargs: real(("127.0.0.1", self.server.port)),
            )
        )
        client = self.client(url="http://shop.test", allow_private_network=False)
        self.assertEqual(client.get("x"), {})
        self.assertEqual(self.server.asked[0].path, "http://shop.test/x")

    def test_private_target_behind_a_proxy(self):
        self.proxy()
        self.refused("http://10.0.0.1")
        self.resolve(["10.0.0.1"])
        self.refused("http://shop.test")

    def test_name_that_only_the_proxy_knows(self):
        self.proxy()
        real = socket.getaddrinfo

        def getaddrinfo(host, *args, **kwargs):
            if host == "inside.test":
                raise socket.gaierror(-2, "unknown")
            return real(host, *args, **kwargs)

        self.enterContext(patch("socket.getaddrinfo", getaddrinfo))
        client = self.client(url="http://inside.test", allow_private_network=False)
        self.assertEqual(client.get("x"), {})
