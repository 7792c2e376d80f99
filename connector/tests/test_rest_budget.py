"""Requests per second, shared by real processes with connections of their own."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import textwrap
import time
import uuid
from pathlib import Path

from odoo.sql_db import connection_info_for, db_connect
from odoo.tests import TransactionCase, tagged

from ..rest import PostgresBudget, budget
from ..rest.budget import Spent

_PROCESS = """
    import importlib.util, json, sys, time
    import psycopg2
    from contextlib import contextmanager

    spec = importlib.util.spec_from_file_location("budget", sys.argv[1])
    budget = importlib.util.module_from_spec(spec)
    sys.modules["budget"] = budget
    spec.loader.exec_module(budget)
    connection = psycopg2.connect(**json.loads(sys.stdin.readline()))
    connection.set_isolation_level(
        psycopg2.extensions.ISOLATION_LEVEL_REPEATABLE_READ
    )

    @contextmanager
    def connect():
        with connection, connection.cursor() as cursor:
            yield cursor

    shared = budget.PostgresBudget(connect, sys.argv[2], float(sys.argv[3]), 60)
    for _turn in range(int(sys.argv[4])):
        time.sleep(shared.take())
        print(time.time(), flush=True)
"""


@tagged("post_install", "-at_install")
class TestBudget(TransactionCase):
    def setUp(self):
        super().setUp()
        self.key = f"test,{uuid.uuid4()}"
        self.addCleanup(self.clean)

    def connect(self):
        return db_connect(self.env.cr.dbname).cursor()

    def clean(self):
        with self.connect() as cursor:
            cursor.execute(
                "DELETE FROM connector_rest_budget WHERE backend = %s", [self.key]
            )

    def budget(self, per_second, longest=3.0):
        return PostgresBudget(self.connect, self.key, per_second, longest)

    def test_turns(self):
        shared = self.budget(10)
        waits = [shared.take() for _turn in range(5)]
        for number, wait in enumerate(waits):
            self.assertAlmostEqual(wait, number / 10, delta=0.08)

    def test_what_was_not_used_is_lost(self):
        """After a quiet time there is no burst: the server counts each second."""
        shared = self.budget(20)
        shared.take()
        time.sleep(0.3)
        self.assertEqual(shared.take(), 0)
        self.assertGreater(shared.take(), 0.02)

    def test_nobody_sleeps_long(self):
        shared = self.budget(0.5, longest=3)
        self.assertEqual(shared.take(), 0)
        self.assertAlmostEqual(shared.take(), 2, delta=0.1)
        before = time.time()
        for _try in range(2):
            with self.assertRaises(Spent) as caught:
                shared.take()
            at = caught.exception.at.timestamp() - time.timezone
            self.assertAlmostEqual(at - before, 4, delta=0.2)

    def test_held(self):
        shared = self.budget(100)
        shared.hold(50)
        with self.assertRaises(Spent):
            shared.take()
        shared.hold(1)
        with self.assertRaises(Spent):
            shared.take()

    def test_turns_of_others(self):
        self.budget(1).hold(50)
        other = PostgresBudget(self.connect, f"{self.key}-other", 1)
        self.addCleanup(setattr, self, "key", self.key)
        self.assertEqual(other.take(), 0)
        with self.connect() as cursor:
            cursor.execute(
                "DELETE FROM connector_rest_budget WHERE backend = %s",
                [f"{self.key}-other"],
            )

    def test_taken_although_the_job_is_rolled_back(self):
        shared = self.env["connector.rest.budget"]._of(self.key, 1)
        with contextlib.suppress(KeyError), self.env.cr.savepoint():
            shared.take()
            raise KeyError
        self.assertGreater(shared.take(), 0.5)

    def test_nonsense(self):
        for rate in (0, -1, float("nan")):
            with self.assertRaises(ValueError):
                self.budget(rate)
        self.assertIsNone(self.env["connector.rest.budget"]._of(self.key, 0))

    def test_several_processes(self):
        """Six of them never send more than is allowed, and lose no turn."""
        rate, turns, processes = 25, 10, 6
        _name, info = connection_info_for(self.env.cr.dbname)
        arguments = [
            *(sys.executable, "-c", textwrap.dedent(_PROCESS), budget.__file__),
            *(self.key, str(rate), str(turns)),
        ]
        running = [
            subprocess.Popen(
                arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            for _process in range(processes)
        ]
        for process in running:
            # All begin together, before the first is waited for.
            process.stdin.write(f"{json.dumps(info)}\n")
            process.stdin.flush()
        sent = []
        for process in running:
            output, _errors = process.communicate(timeout=60)
            self.assertEqual(process.returncode, 0)
            sent += [float(line) for line in output.split()]
        sent.sort()
        self.assertEqual(len(sent), turns * processes)
        self.assertGreaterEqual(sent[-1] - sent[0], (len(sent) - 1) / rate - 0.2)
        # Some latency of the machine moves a request, but never makes a burst.
        for begin in sent:
            in_a_second = sum(begin <= moment < begin + 1 for moment in sent)
            self.assertLessEqual(in_a_second, rate * 1.3)

    def test_old_ones_are_deleted(self):
        model = self.env["connector.rest.budget"]
        old = model.create({"backend": "a,1", "free_at": time.time() - 90000})
        new = model.create({"backend": "a,2", "free_at": time.time() - 80000})
        model._gc_budgets()
        self.assertEqual((old | new).exists(), new)

    def test_module_stands_alone(self):
        """The processes above load the module without Odoo."""
        text = Path(budget.__file__).read_text("utf-8")
        self.assertNotIn("odoo", text.lower().replace("odoo's", ""))

    def test_ordinary_users_see_nothing(self):
        users = self.env["res.users"].create(
            [
                {
                    "name": login,
                    "login": f"budget-{login}",
                    "group_ids": [(6, 0, [group])],
                }
                for login, group in (
                    ("user", self.env.ref("base.group_user").id),
                    ("manager", self.env.ref("connector.group_connector_manager").id),
                )
            ]
        )
        for user, allowed in zip(users, (set(), {"read"}), strict=True):
            model = self.env["connector.rest.budget"].with_user(user)
            operations = ("read", "write", "create", "unlink")
            self.assertEqual({o for o in operations if model.has_access(o)}, allowed)

    def test_waits_are_short_by_default(self):
        self.assertLessEqual(budget.MAX_WAIT, 5)
