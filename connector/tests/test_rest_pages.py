"""Lists of many pages, and lists that never end."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

from odoo.tests import tagged

from ..rest import (
    Cursor,
    EndlessPages,
    NextLink,
    Offset,
    PageNumber,
    RestConfigurationError,
    UnreadableAnswer,
)
from .rest_case import Reply, RestCase


@tagged("standard", "at_install")
class TestPages(RestCase):
    def setUp(self):
        super().setUp()
        self.items = [{"id": number} for number in range(1, 8)]
        self.server.reply = self.answer
        self.at_most = 100

    def answer(self, asked):
        """A server that pages in all the ways at once."""
        query = {k: v[0] for k, v in parse_qs(urlsplit(asked.path).query).items()}
        size = min(int(query.get("per_page") or query.get("limit") or 3), self.at_most)
        start = int(query.get("offset") or query.get("cursor") or 0)
        start = start or (int(query.get("page", 1)) - 1) * size
        page = self.items[start : start + size]
        more = start + size < len(self.items)
        url = f"{self.server.url}/items?offset={start + size}&limit={size}"
        body = {
            "data": page,
            "meta": {
                "total": len(self.items),
                "cursor": str(start + size) if more else None,
                "next": url if more else "",
            },
        }
        headers = {"Link": f'<{url}>; rel="next"'} if more else {}
        return Reply(200, body, headers)

    def pages(self, pager, **kwargs):
        return self.client().pages("items", {"q": "x"}, pager, **kwargs)

    def ids(self, pager, **kwargs):
        return [
            item["id"] for page in self.pages(pager, **kwargs) for item in page.items
        ]

    def test_every_way(self):
        everything = [item["id"] for item in self.items]
        for pager, requests in (
            (PageNumber(items="data", page_size=3), 4),
            (PageNumber(items="data", page_size=3, total=("meta", "total")), 3),
            (Offset(items="data", page_size=3), 4),
            (Offset(items="data", page_size=3, total=("meta", "total")), 3),
            (Cursor(items="data", token=("meta", "cursor"), page_size=3), 3),
            (NextLink(items="data"), 3),
            (NextLink(items="data", link=("meta", "next"), page_size=3), 3),
        ):
            with self.subTest(pager):
                self.server.asked.clear()
                self.assertEqual(self.ids(pager), everything)
                self.assertEqual(len(self.server.asked), requests)
                self.assertIn("q=x", self.server.asked[0].path)

    def test_pages_are_asked_for_when_needed(self):
        pages = self.pages(PageNumber(items="data", page_size=3))
        self.assertEqual(self.server.asked, [])
        next(pages)
        self.assertEqual(len(self.server.asked), 1)

    def test_server_that_cuts_the_size_down(self):
        """A page shorter than asked for is no end."""
        self.at_most = 2
        for pager in (
            PageNumber(items="data", page_size=100),
            Offset(items="data", page_size=100, total=("meta", "total")),
        ):
            self.assertEqual(len(self.ids(pager)), 7)

    def test_another_job_goes_on(self):
        for pager in (
            PageNumber(items="data", page_size=3),
            Offset(items="data", page_size=3),
            Cursor(items="data", token=("meta", "cursor")),
            NextLink(items="data"),
        ):
            first = next(self.pages(pager))
            self.assertEqual([item["id"] for item in first.items], [1, 2, 3])
            start = json.loads(json.dumps(first.next))
            self.assertEqual(self.ids(pager, start=start), [4, 5, 6, 7])

    def test_empty_list(self):
        self.items = []
        for pager in (PageNumber(items="data"), NextLink(items="data")):
            self.assertEqual(self.ids(pager), [])

    def test_whole_list(self):
        self.server.reply = lambda asked: Reply(body=[1, 2])
        self.assertEqual([p.items for p in self.client().pages("items")], [[1, 2]])

    # What leads nowhere

    def endless(self, pager, reply, text="repeats a page", **kwargs):
        self.server.reply = reply
        found = []
        with self.assertRaisesRegex(EndlessPages, text):
            for page in self.client().pages("items", (), pager, **kwargs):
                found += page.items
        return found

    def test_page_that_repeats(self):
        reply = lambda asked: Reply(body=[{"id": 1}])  # noqa: E731
        for pager in (PageNumber(), Offset()):
            self.assertEqual(self.endless(pager, reply), [{"id": 1}])

    def test_pages_in_a_circle(self):
        def reply(asked):
            return Reply(body=[len(self.server.asked) % 3])

        self.assertEqual(self.endless(PageNumber(), reply), [1, 2, 0])

    def test_token_that_repeats(self):
        def reply(asked):
            return Reply(body={"items": [len(self.server.asked)], "next_cursor": "abc"})

        self.assertEqual(self.endless(Cursor(items="items"), reply), [1])

    def test_link_to_itself(self):
        def reply(asked):
            link = f'<{self.server.url}/items?page=2>; rel="next"'
            return Reply(200, [len(self.server.asked)], {"Link": link})

        self.assertEqual(self.endless(NextLink(), reply), [1])

    def test_hard_limit(self):
        def reply(asked):
            return Reply(body=[len(self.server.asked)])

        found = self.endless(PageNumber(), reply, "more than 5 pages", most=5)
        self.assertEqual(found, [1, 2, 3, 4, 5])
        self.assertEqual(len(self.server.asked), 5)

    def test_server_that_repeats_its_last_page(self):
        def reply(asked):
            page = min(int(parse_qs(urlsplit(asked.path).query)["page"][0]), 2)
            return Reply(body=[page])

        self.server.reply = reply
        pages = self.client().pages("items", (), PageNumber(ends_by_repeating=True))
        self.assertEqual([page.items for page in pages], [[1], [2]])

    def test_link_to_another_server(self):
        other = self.new_server()
        link = f'<{other.url}/items>; rel="next"'
        self.server.reply = lambda asked: Reply(200, [1], {"Link": link})
        with self.assertRaisesRegex(RestConfigurationError, "another server"):
            list(self.client().pages("items", (), NextLink()))
        self.assertEqual(other.asked, [])

    def test_link_that_is_no_url(self):
        self.server.reply = lambda asked: Reply(body={"data": [1], "next": "http://[b"})
        with self.assertRaises((RestConfigurationError, UnreadableAnswer)):
            list(self.client().pages("x", (), NextLink(items="data", link="next")))

    def test_link_relative_to_the_page(self):
        """Not to the URL of the backend."""

        def reply(asked):
            last = asked.path == "/v2/items?after=1"
            return Reply(body={"data": [last], "next": "" if last else "items?after=1"})

        self.server.reply = reply
        client = self.client(url=f"{self.server.url}/v2")
        pages = client.pages("items", (), NextLink(items="data", link="next"))
        self.assertEqual([page.items for page in pages], [[False], [True]])

        self.server.reply = lambda asked: Reply(
            body={
                "data": [asked.path],
                "next": "/v2/items?after=1" if "?" not in asked.path else None,
            }
        )
        pages = client.pages("items", (), NextLink(items="data", link="next"))
        self.assertEqual(
            [page.items for page in pages], [["/v2/items"], ["/v2/items?after=1"]]
        )

    def test_no_list(self):
        self.server.reply = lambda asked: Reply(body={"data": {"id": 1}})
        for pager in (PageNumber(items="data"), PageNumber(), PageNumber(items="no")):
            with self.assertRaisesRegex(UnreadableAnswer, "not the list"):
                self.ids(pager)
