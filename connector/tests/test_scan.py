"""How far an import has come, without a database."""

import json
from datetime import UTC, datetime, timedelta

from odoo.tests import BaseCase

from odoo.addons.connector.components.page import Page, Position
from odoo.addons.connector.components.synchronizer.scan import (
    RepeatedPage,
    Scan,
    to_remote,
    to_utc,
)

NOON = datetime(2026, 3, 1, 12, 0)


class TestScan(BaseCase):
    def test_survives_as_the_argument_of_a_job(self):
        scan = Scan(
            moves_cursor=True,
            since=Position(NOON - timedelta(days=1), "7"),
            remote_now=NOON,
        )
        scan.look(Page(["a", "b"], next={"after": "b"}, position=NOON))
        data = json.loads(json.dumps(scan.to_json()))
        self.assertEqual(Scan.from_json(data).to_json(), scan.to_json())
        self.assertEqual(Scan.from_json(data).reached(), Position(NOON))

    def test_empty_survives(self):
        data = json.loads(json.dumps(Scan().to_json()))
        self.assertEqual(Scan.from_json(data), Scan())

    def test_only_an_import_of_all_moves_the_cursor(self):
        self.assertIsNone(Scan(remote_now=NOON).reached())

    def test_same_ids_in_another_order_are_another_page(self):
        scan = Scan()
        scan.look(Page(["a", "b"]))
        scan.look(Page(["b", "a"]))
        with self.assertRaises(RepeatedPage):
            scan.look(Page(["a", "b"]))

    def test_ids_are_not_taken_for_what_follows(self):
        scan = Scan()
        scan.look(Page(["2"], next="2"))
        scan.look(Page(["next", "2"]))

    def test_page_that_goes_on_at_itself(self):
        scan = Scan()
        scan.look(Page([], next={"page": 1}))
        with self.assertRaises(RepeatedPage):
            scan.look(Page([], next={"page": 1}))

    def test_what_follows_in_the_next_job(self):
        scan = Scan()
        scan.look(Page(["a"], next="x"))
        following = Scan.from_json(scan.to_json())
        with self.assertRaises(RepeatedPage):
            following.look(Page(["b"], next="x"))


class TestTimeZones(BaseCase):
    """Berlin sets its clocks back on 25 October 2026, at 01:00 UTC: 3:00 → 2:00."""

    ZONE = "Europe/Berlin"

    def test_there_and_back(self):
        for zone in ("UTC", "Asia/Tokyo", "America/New_York", "Asia/Kathmandu"):
            with self.subTest(zone):
                self.assertEqual(to_utc(to_remote(NOON, zone), zone), NOON)

    def test_own_time_zone_comes_first(self):
        self.assertEqual(to_utc(NOON.replace(tzinfo=UTC), "Asia/Tokyo"), NOON)

    def test_hour_that_comes_twice_is_the_first_one(self):
        local = datetime(2026, 10, 25, 2, 30)
        self.assertEqual(to_utc(local, self.ZONE), datetime(2026, 10, 25, 0, 30))

    def test_filter_finds_what_changes_later_whatever_its_local_time(self):
        start = datetime(2026, 10, 24, 20, 0)
        for step in range(48):
            instant = start + timedelta(minutes=15 * step)
            since = to_remote(instant, self.ZONE)
            for later in range(0, 12 * 60, 10):
                moment = instant + timedelta(minutes=later)
                hours = 2 if moment < datetime(2026, 10, 25, 1, 0) else 1
                with self.subTest(instant=instant, later=later):
                    self.assertLessEqual(since, moment + timedelta(hours=hours))

    def test_filter_is_never_more_than_an_hour_early(self):
        for month in range(1, 13):
            for day in range(1, 29):
                instant = datetime(2026, month, day, 1, 0)
                early = instant - to_utc(to_remote(instant, self.ZONE), self.ZONE)
                self.assertLessEqual(early, timedelta(hours=1))
                self.assertGreaterEqual(early, timedelta())
