"""Backends of REST APIs, and their adapters, against real HTTP."""

import requests

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user

from odoo.addons.component.tests.common import TransactionComponentCase
from odoo.addons.connector.exception import IDMissingInBackend
from odoo.addons.connector.rest import (
    AddressRefused,
    Anonymous,
    BudgetSpent,
    RestConfigurationError,
    UnreadableAnswer,
)
from odoo.addons.connector.tests.fake_remote import Answer, FakeRemote

_real_send = requests.Session.send
TOKEN = "t0ken-s3cret"


class RestBackendCase(TransactionComponentCase):
    MODEL = "connector.test.record"

    @classmethod
    def _request_handler(cls, session, request, /, **kwargs):
        return _real_send(session, request, **kwargs)

    def setUp(self):
        super().setUp()
        self.remote = FakeRemote(token=TOKEN)
        self.addCleanup(self.remote.close)
        self.backend = self.env["test.rest.backend"].create(
            {
                "name": "Remote",
                "url": self.remote.url,
                "token": TOKEN,
                "allow_private_network": True,
            }
        )

    def adapter(self, model=None):
        work = self.enterContext(self.backend.work_on(model or self.MODEL))
        return work.component(usage="backend.adapter")


class TestRestBackend(RestBackendCase):
    def test_one_client_per_work_context(self):
        with self.backend.work_on(self.MODEL) as work:
            other = work.work_on("res.partner")
            self.assertIs(other.rest, work.rest)
            with self.backend.work_on("res.partner", rest=work.rest) as nested:
                self.assertIs(nested.rest, work.rest)
            with self.backend.work_on(self.MODEL) as second:
                self.assertIsNot(second.rest, work.rest)

    def test_settings_are_those_of_the_backend(self):
        self.backend.timeout = 7
        with self.backend.work_on(self.MODEL) as work:
            work.rest.get("ping")
            self.assertEqual(work.rest._exchange._timeout, 7)
            self.assertIs(work.rest._exchange._verify, True)
        headers = self.remote.requests[0].headers
        self.assertEqual(headers["Authorization"], f"Bearer {TOKEN}")
        self.assertEqual(headers["X-Version"], "2")

    def test_wrong_key_names_the_backend(self):
        self.backend.token = "wrong"
        with self.assertRaises(RestConfigurationError) as caught:
            self.adapter().read("1")
        self.assertEqual(caught.exception.record, self.backend)
        self.assertNotIn("wrong", str(caught.exception))

    def test_private_networks_are_refused_by_default(self):
        backend = self.env["test.rest.backend"].create({"url": self.remote.url})
        with backend.work_on(self.MODEL) as work, self.assertRaises(AddressRefused):
            work.rest.get("ping")
        self.assertEqual(self.remote.requests, [])
        self.assertFalse(self.backend.copy().allow_private_network)

    def test_only_administrators_allow_private_networks(self):
        manager = new_test_user(
            self.env, "rest-manager", groups="connector.group_connector_manager"
        )
        backend = self.backend.with_user(manager)
        with self.assertRaises(AccessError):
            backend.allow_private_network = False
        self.assertNotIn("allow_private_network", backend.fields_get())
        with backend.work_on(self.MODEL) as work:
            work.rest.get("ping")

    def test_urls(self):
        for url in (
            *("", "api.example.com", "ftp://a.test", "http://", "https:///x"),
            *("http://u:p4ss@a.test", "http://a.test?key=x", "http://a.test#x"),
            *("http://a.test:99999", "http://[bad", "http://a.test:0"),
        ):
            with self.subTest(url), self.assertRaises(ValidationError) as caught:
                self.backend.url = url or " "
            self.assertNotIn("p4ss", str(caught.exception))
        for url in ("https://api.example.com/v2/", "http://127.0.0.1:8080"):
            self.backend.url = url

    def test_limits(self):
        for values in (
            *({"timeout": 0}, {"timeout": 601}),
            *({"requests_per_second": -1}, {"requests_per_second": 1001}),
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                self.backend.write(values)

    def test_budget(self):
        self.backend.requests_per_second = 0.2
        with self.backend.work_on(self.MODEL) as work:
            work.rest.get("ping")
        with (
            self.backend.work_on(self.MODEL) as work,
            self.assertRaises(BudgetSpent) as caught,
        ):
            work.rest.get("ping")
        self.assertIn(caught.exception.seconds, (5, 6))
        self.assertEqual(len(self.remote.requests), 1)
        self.backend.requests_per_second = 0
        with self.backend.work_on(self.MODEL) as work:
            work.rest.get("ping")

    def test_without_credentials(self):
        self.backend.token = False
        self.assertIsInstance(self.backend._rest_authentication(), Anonymous)


class TestRestAdapter(RestBackendCase):
    def setUp(self):
        super().setUp()
        self.remote.freeze()
        self.ids = []
        for name in ("Ada", "Bob", "Cy", "Dan", "Eve"):
            self.ids.append(self.remote.add("customers", name=name))
            self.remote.tick()

    def answer_with(self, body):
        self.remote.heal()
        self.remote.fail(lambda request, answer: Answer(200, body))

    def test_search(self):
        adapter = self.adapter()
        found = adapter.search()
        self.assertEqual(self.remote.requests, [], "nothing is asked before it is used")
        self.assertEqual(list(found), self.ids)
        self.assertEqual(len(self.remote.requests), 3)
        self.assertEqual(list(adapter.search({"name": "Cy"})), [self.ids[2]])

    def test_search_read(self):
        names = [record["name"] for record in self.adapter().search_read()]
        self.assertEqual(names, ["Ada", "Bob", "Cy", "Dan", "Eve"])

    def test_pages(self):
        adapter = self.adapter()
        first = next(adapter.pages())
        self.assertEqual(first.ids, self.ids[:2])
        self.assertEqual(first.records[self.ids[1]]["name"], "Bob")
        changed = self.remote.get("customers", self.ids[1])["updated_at"]
        self.assertEqual(first.position.isoformat(), changed.rstrip("Z"))
        rest = list(self.adapter().pages(start=first.next))
        self.assertEqual([page.ids for page in rest], [self.ids[2:4], self.ids[4:]])
        self.assertIsNone(rest[-1].next)

    def test_read_and_write(self):
        adapter = self.adapter()
        external_id = adapter.create({"name": "Flo"})
        self.assertEqual(adapter.read(external_id)["name"], "Flo")
        adapter.write(external_id, {"name": "Fleur"})
        self.assertEqual(adapter.read(external_id)["name"], "Fleur")
        adapter.delete(external_id)
        for call in (
            lambda: adapter.read(external_id),
            lambda: adapter.write(external_id, {}),
            lambda: adapter.delete(external_id),
        ):
            with self.assertRaises(IDMissingInBackend):
                call()

    def test_ids_are_data(self):
        with self.assertRaises(IDMissingInBackend):
            self.adapter().read("1/../2?x=1")
        self.assertEqual(len(self.remote.ids("customers")), 5)

    def test_read_many(self):
        for model, count in ((self.MODEL, 3), ("res.partner", 1)):
            self.remote.requests.clear()
            wanted = [self.ids[0], int(self.ids[3]), "99"]
            found = self.adapter(model).read_many(wanted)
            self.assertEqual(list(found), wanted[:2])
            self.assertEqual(found[wanted[1]]["name"], "Dan")
            self.assertEqual(len(self.remote.requests), count)
        self.assertEqual(self.adapter("res.partner").read_many([]), {})

    def test_clock(self):
        adapter = self.adapter()
        self.assertIsNone(adapter.remote_now())
        adapter.read(self.ids[0])
        self.assertEqual(adapter.remote_now(), self.remote.now())

    def test_items_without_id(self):
        for items in (["x"], [{"name": "x"}], [{"id": ""}], [None]):
            self.answer_with({"items": items, "next": None})
            with self.assertRaisesRegex(UnreadableAnswer, "without “id”"):
                list(self.adapter().search())

    def test_answer_that_is_no_record(self):
        self.answer_with([1])
        with self.assertRaisesRegex(UnreadableAnswer, "not a record"):
            self.adapter().read(self.ids[0])
