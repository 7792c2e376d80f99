"""A process that is killed while it exports: one record on the backend all the same."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from odoo.tests import tagged
from odoo.tools import config

from .export_case import RealTransactionsCase

# What the process does: it exports as a job would, and kills itself on the way.
SCRIPT = """
import json, os, signal
from odoo.addons.connector.components.synchronizer.generic_exporter import (
    GenericExporter,
)
from odoo.addons.queue_job.controllers.main import _prevent_commit
from odoo.addons.test_connector.components import parcel

def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

class Backend(parcel.Remote):
    def __setitem__(self, external_id, record):
        super().__setitem__(external_id, record)
        with open({path!r}, "w") as file:
            json.dump(self, file)
        if {moment!r} == "created":
            die()

parcel.PARCELS = Backend()
binding = env["connector.test.parcel"].browse({binding_id})
with binding.backend_id.work_on(binding._name) as work:
    exporter = work.component(usage="record.exporter")
if {moment!r} == "answered":
    exporter._remember = die
with _prevent_commit(env.cr):
    exporter.run(binding)
"""


@tagged("post_install", "-at_install")
class TestKilled(RealTransactionsCase):
    def kill(self, moment):
        """Export in a process that dies at this moment; return what the backend has."""
        folder = self.enterContext(tempfile.TemporaryDirectory())
        path = Path(folder, "backend.json")
        script = SCRIPT.format(
            path=str(path), moment=moment, binding_id=self.binding_id
        )
        command = [sys.executable, "-m", "odoo", "shell", "--no-http"]
        command += ["-d", self.env.cr.dbname, "--log-level", "warn"]
        if config.rcfile and os.path.exists(config.rcfile):
            command += ["-c", config.rcfile]
        for name in ("db_host", "db_port", "db_user"):
            if config[name]:
                command.append(f"--{name}={config[name]}")
        command.append("--addons-path=" + ",".join(config["addons_path"]))
        environment = dict(os.environ)
        if config["db_password"]:
            environment["PGPASSWORD"] = config["db_password"]
        process = subprocess.run(
            command,
            input=script,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        self.assertEqual(
            process.returncode, -signal.SIGKILL, process.stdout + process.stderr
        )
        self.remote.update(json.loads(path.read_text()))

    def retry(self):
        with self.transaction() as env:
            self.export(env)
        with self.transaction() as env:
            return self.binding(env).external_id

    def test_after_the_answer(self):
        self.kill("answered")
        self.assertEqual(set(self.remote), {"new-1"})
        self.assertEqual(self.receipts()[0]["external_id"], "new-1")
        self.assertEqual(self.retry(), "new-1")
        self.assertEqual(set(self.remote), {"new-1"})
        self.assertFalse(self.receipts())

    def test_before_the_answer(self):
        self.kill("created")
        self.assertEqual(set(self.remote), {"new-1"})
        [receipt] = self.receipts()
        self.assertFalse(receipt["external_id"])

        def find(data):
            return next(
                external_id
                for external_id, record in self.remote.items()
                if record["name"] == data["name"]
            )

        self.hook("_find_created", side_effect=find)
        self.assertEqual(self.retry(), "new-1")
        self.assertEqual(set(self.remote), {"new-1"})
        self.assertFalse(self.receipts())
