"""Answers that are packed, too long, or cut short."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib

from odoo.tests import tagged

from ..rest import UnreadableAnswer
from .rest_case import Reply, RestCase


@tagged("standard", "at_install")
class TestContent(RestCase):
    LIMIT = 100_000

    def read(self, body, encoding=None):
        headers = {"Content-Encoding": encoding} if encoding else {}
        self.server.replies = [Reply(200, body, headers)]
        return self.client(base=self.quick(longest_answer=self.LIMIT)).get("x")

    def refused(self, text, *args):
        with self.assertRaisesRegex(UnreadableAnswer, text):
            self.read(*args)

    def test_packed(self):
        data = b'["' + b"x" * 50_000 + b'"]'
        for body, encoding in (
            (gzip.compress(data), "gzip"),
            (gzip.compress(data[:9]) + gzip.compress(data[9:]), "gzip"),
            (gzip.compress(data) + b"\0\0", "x-gzip"),
            (zlib.compress(data), "deflate"),
            (data, "identity"),
        ):
            self.assertEqual(self.read(body, encoding), ["x" * 50_000])
        self.assertEqual(self.server.asked[0].headers["Accept-Encoding"], "gzip")

    def test_too_long(self):
        self.refused("longer than 0.0953674 MB", b" " * (self.LIMIT + 1))
        self.read(b"1" + b" " * (self.LIMIT - 1))

    def test_small_but_unpacks_to_much(self):
        """Refused at the limit: the rest is never unpacked."""
        bomb = gzip.compress(b" " * 300_000_000)
        self.assertLess(len(bomb), 1_000_000)
        tracemalloc.start()
        self.addCleanup(tracemalloc.stop)
        self.refused("longer than", bomb, "gzip")
        self.refused("longer than", gzip.compress(b" " * 60_000) * 2, "gzip")
        self.assertLess(tracemalloc.get_traced_memory()[1], 10_000_000)

    def test_packed_twice(self):
        for encoding in ("gzip, gzip", "br", "zstd"):
            self.refused("nobody asked for", b"{}", encoding)

    def test_badly_packed(self):
        self.refused("cut short", b"nonsense", "gzip")
        self.refused("cut short", gzip.compress(b"[1, 2, 3]")[:-9], "gzip")
        self.refused("cut short", gzip.compress(b"[1]") + b"rest", "gzip")

    def test_cut_short(self):
        self.server.replies = [Reply(200, b'{"a"', {"Content-Length": "500"})]
        with self.assertRaisesRegex(UnreadableAnswer, "cut short"):
            self.client(base=self.quick()).get("x")
