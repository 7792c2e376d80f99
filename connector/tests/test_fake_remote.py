import http.client
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from odoo.tests import BaseCase, tagged

from .fake_remote import Answer, FakeRemote, faults


@tagged("-at_install", "post_install")
class TestFakeRemote(BaseCase):
    def setUp(self):
        super().setUp()
        self.remote = FakeRemote()
        self.addCleanup(self.remote.close)

    def ask(self, method, path, data=None, headers=None, timeout=5):
        connection = http.client.HTTPConnection(
            urlsplit(self.remote.url).netloc, timeout=timeout
        )
        self.addCleanup(connection.close)
        body = None if data is None else json.dumps(data)
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        content = response.read()
        response.json = json.loads(content) if content else None
        return response

    def pages(self, path, most=20):
        pages = []
        while path and len(pages) < most:
            answer = self.ask("GET", path).json
            pages.append([str(item["id"]) for item in answer["items"]])
            path = answer["next"]
        return pages

    def add(self, count):
        return [self.remote.add("customers", name=f"C{n}") for n in range(count)]

    def test_record_from_birth_to_death(self):
        self.remote.collection("customers")
        made = self.ask("POST", "/customers", {"name": "Ada"})
        self.assertEqual((made.status, made.json["name"]), (201, "Ada"))
        path = f"/customers/{made.json['id']}"
        self.assertEqual(self.ask("PATCH", path, {"city": "Rome"}).status, 200)
        self.assertEqual(self.ask("GET", path).json["city"], "Rome")
        self.assertEqual(self.ask("GET", path).json["name"], "Ada")
        self.assertEqual(self.ask("DELETE", path).status, 204)
        self.assertEqual(self.ask("GET", path).status, 404)
        self.assertEqual(self.ask("DELETE", path).status, 404)

    def test_id_of_a_record_does_not_change(self):
        [external_id] = self.add(1)
        self.ask("PUT", f"/customers/{external_id}", {"id": 77, "name": "B"})
        self.assertEqual(self.remote.ids("customers"), [external_id])
        self.assertEqual(self.remote.get("customers", external_id)["name"], "B")

    def test_unknown_addresses_and_methods(self):
        self.add(1)
        for method, path, status in (
            ("GET", "/nothing", 404),
            ("POST", "/customers/1", 405),
            ("PUT", "/customers", 405),
        ):
            with self.subTest(path=path):
                self.assertEqual(self.ask(method, path, {"name": "x"}).status, status)
        self.assertEqual(self.ask("POST", "/customers").status, 400)
        self.assertEqual(self.ask("GET", "/customers?since=soon").status, 400)
        self.assertEqual(self.ask("GET", "/customers?page=x").status, 400)

    def test_check_of_data(self):
        self.remote.collection("customers").check = lambda data: (
            None if data.get("name") else "name is missing"
        )
        refused = self.ask("POST", "/customers", {"city": "Rome"})
        self.assertEqual(refused.status, 422)
        self.assertEqual(refused.json["message"], "name is missing")
        self.assertFalse(self.remote.ids("customers"))

    def test_token(self):
        self.remote.token = "secret"
        right = {"Authorization": "Bearer secret"}
        self.assertEqual(self.ask("GET", "/ping").status, 401)
        self.assertEqual(self.ask("GET", "/ping", headers=right).status, 200)

    def test_pages(self):
        ids = self.add(5)
        for self.remote.keyset in (True, False):
            with self.subTest(keyset=self.remote.keyset):
                self.assertEqual(
                    self.pages("/customers?per_page=2"), [ids[:2], ids[2:4], ids[4:]]
                )
        self.assertEqual(self.pages("/customers?per_page=5"), [ids])
        self.remote.page_size = 3
        self.assertEqual(self.pages("/customers?per_page=100"), [ids[:3], ids[3:]])
        link = self.ask("GET", "/customers").headers["Link"]
        self.assertIn('rel="next"', link)

    def test_numeric_ids_in_order(self):
        ids = self.add(11)
        self.assertEqual(sum(self.pages("/customers?per_page=3"), []), ids)

    def test_deletion_between_two_pages(self):
        ids = self.add(4)
        for keyset, lost in ((True, set()), (False, {ids[2]})):
            with self.subTest(keyset=keyset):
                self.remote.keyset = keyset
                self.remote.meanwhile(lambda: self.remote.remove("customers", ids[0]))
                seen = sum(self.pages("/customers?per_page=2"), [])
                self.assertEqual(set(ids) - set(seen), lost)
                self.remote.add("customers", id=int(ids[0]))

    def test_hidden_records_leave_pages_short(self):
        ids = self.add(5)
        self.remote.collection("customers").hidden = {ids[0], ids[2], ids[3]}
        self.assertEqual(self.pages("/customers?per_page=2"), [[ids[1]], [], [ids[4]]])

    def test_filters(self):
        noon = self.remote.freeze(datetime(2026, 1, 2, 12))
        old, new = self.remote.add("customers", name="A"), None
        self.remote.tick(10)
        new = self.remote.add("customers", name="B")
        late = "since=2026-01-02T12:00:10"
        self.assertEqual(self.pages(f"/customers?{late}"), [[new]])
        self.assertEqual(
            self.pages("/customers?since=2026-01-02T12:00:00Z"), [[old, new]]
        )
        self.assertEqual(self.pages("/customers?until=2026-01-02T12:00:00"), [[old]])
        self.assertEqual(self.pages("/customers?name=A"), [[old]])
        self.assertEqual(self.pages(f"/customers?ids={new},99"), [[new]])
        self.remote.tick()
        self.remote.change("customers", old, name="C")
        self.assertEqual(
            self.pages("/customers?sort=updated_at&per_page=1"), [[new], [old]]
        )
        self.assertEqual(noon, datetime(2026, 1, 2, 12))

    def test_clock(self):
        self.remote.ahead = timedelta(hours=3)
        answer = self.ask("GET", "/ping")
        shown = parsedate_to_datetime(answer.headers["Date"])
        gap = shown - datetime.now(UTC)
        self.assertAlmostEqual(gap.total_seconds(), 3 * 3600, delta=60)
        self.assertEqual(datetime.fromisoformat(answer.json["now"]), shown)

    def test_faults(self):
        [external_id] = self.add(1)
        path = f"/customers/{external_id}"
        cases = [
            (faults.status(503), 503, "The fake remote answers 503"),
            (faults.too_many(7), 429, "Slow down"),
        ]
        for fault, status, message in cases:
            with self.subTest(status=status):
                self.remote.fail(fault)
                answer = self.ask("GET", path)
                self.assertEqual(answer.status, status)
                self.assertEqual(answer.json["message"], message)
                self.remote.heal()
        self.assertEqual(answer.headers["Retry-After"], "7")
        self.assertEqual(self.ask("GET", path).status, 200)

    def test_unreadable_answers(self):
        [external_id] = self.add(1)
        path = f"/customers/{external_id}"
        for fault, error in (
            (faults.garbage(), ValueError),
            (faults.web_page(), ValueError),
            (faults.cut(), http.client.IncompleteRead),
            (faults.hang_up(), http.client.RemoteDisconnected),
        ):
            with self.subTest(error=error):
                self.remote.fail(fault, times=1)
                with self.assertRaises(error):
                    self.ask("GET", path)
        self.remote.fail(faults.slow(0.5), times=1)
        with self.assertRaises(TimeoutError):
            self.ask("GET", path, timeout=0.1)

    def test_echo_and_redirect(self):
        self.add(1)
        self.remote.fail(faults.echo(), times=1)
        answer = self.ask("GET", "/customers", headers={"Authorization": "Bearer s3"})
        self.assertEqual(answer.status, 400)
        self.assertIn("Bearer s3", answer.json["message"])
        self.remote.fail(faults.redirect("http://elsewhere.example/"))
        self.assertEqual(
            self.ask("GET", "/customers").headers["Location"],
            "http://elsewhere.example/",
        )

    def test_repeated_pages(self):
        ids = self.add(3)
        self.remote.fail(faults.repeated_page())
        self.assertEqual(self.pages("/customers?per_page=1", 5), [[ids[0]]] * 5)
        self.remote.heal()
        self.remote.fail(faults.same_page_for_all())
        self.assertEqual(self.pages("/customers?per_page=1", 5), [[ids[0]]] * 3)
        self.remote.heal()
        self.remote.fail(faults.same_answer())
        self.assertEqual(self.pages("/customers?per_page=1", 5), [[ids[0]]] * 5)

    def test_which_requests_fail(self):
        self.add(2)
        self.remote.fail(
            faults.status(500), method="GET", path=r"customers/\d", skip=1, times=2
        )
        paths = ["/customers", *["/customers/1"] * 4]
        self.assertEqual(
            [self.ask("GET", path).status for path in paths], [200, 200, 500, 500, 200]
        )
        self.assertEqual(len(self.remote.asked("GET", "customers/1$")), 4)
        self.assertEqual(self.remote.requests[2].answered, 500)

    def test_failed_request_is_processed_or_not(self):
        self.add(1)
        self.remote.fail(faults.status(502), method="POST", times=1)
        self.ask("POST", "/customers", {"name": "lost"})
        self.assertEqual(len(self.remote.ids("customers")), 1)
        self.remote.fail(faults.status(502), method="POST", times=1, processed=True)
        self.assertEqual(self.ask("POST", "/customers", {"name": "B"}).status, 502)
        self.assertEqual(len(self.remote.ids("customers")), 2)

    def test_circles_end(self):
        self.add(1)
        self.remote.most_requests = 2
        statuses = [self.ask("GET", "/customers").status for __ in range(3)]
        self.assertEqual(statuses, [200, 200, 508])

    def test_as_a_program(self):
        folder = Path(__file__).parent
        command = [sys.executable, "-m", "fake_remote", "--collection", "orders"]
        program = subprocess.Popen(
            [*command, "--records", "3", "--token", "t0"],
            cwd=folder,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            line = program.stdout.readline()
            url = line.split()[-1]
            self.assertTrue(url.startswith("http://127.0.0.1:"), line)
            wanted = Request(f"{url}/orders", headers={"Authorization": "Bearer t0"})
            with urlopen(wanted, timeout=5) as answer:
                found = json.load(answer)
            self.assertEqual([one["id"] for one in found["items"]], [1, 2, 3])
            self.assertEqual(found["items"][0]["name"], "Record 1")
        finally:
            program.terminate()
            program.wait(5)
            program.stdout.close()

    def test_heir_speaks_another_api(self):
        class Shop(FakeRemote):
            def respond(self, request):
                if request.path == "hello":
                    return Answer(body="world")
                return super().respond(request)

        self.remote = self.enterContext(Shop())
        self.assertEqual(self.ask("GET", "/hello").json, "world")
        self.assertEqual(self.ask("GET", "/ping").status, 200)
