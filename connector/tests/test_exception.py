"""The errors of connectors, and what the job queue does with them."""

from datetime import timedelta

import psycopg2
from psycopg2 import errors

from odoo.exceptions import ConcurrencyError, LockError, UserError, ValidationError
from odoo.fields import Datetime
from odoo.tests import BaseCase, TransactionCase

from odoo.addons.connector import exception
from odoo.addons.queue_job import exception as queue_exception
from odoo.addons.queue_job.job import Job


class TestException(BaseCase):
    def test_errors_of_the_queue_are_reexported(self):
        self.assertIs(exception.JobError, queue_exception.JobError)
        self.assertIs(exception.RetryableJobError, queue_exception.RetryableJobError)

    def test_first_parents(self):
        """Those that connectors know; the kind comes after."""
        for name, parents in [
            ("ConnectorException", (Exception,)),
            ("NoConnectorUnitError", (exception.ConnectorException,)),
            (
                "InvalidDataError",
                (exception.ConnectorException, exception.SkipRecord),
            ),
            ("MappingError", (exception.ConnectorException, exception.SkipRecord)),
            ("NetworkRetryableError", (exception.RetryLater,)),
            ("NoExternalId", (exception.RetryLater,)),
            ("RetryLater", (exception.RetryableJobError,)),
            ("IDMissingInBackend", (exception.JobError, exception.SkipRecord)),
            ("ManyIDSInBackend", (exception.JobError, exception.SkipRecord)),
            ("ConfigurationError", (exception.JobError,)),
        ]:
            with self.subTest(name):
                self.assertEqual(getattr(exception, name).__bases__, parents)

    def test_retry_delay(self):
        error = exception.NetworkRetryableError("down", seconds=5, ignore_retry=True)
        self.assertEqual((error.seconds, error.ignore_retry), (5, True))
        self.assertIsNone(exception.NoExternalId("not yet").seconds)

    def test_retry_at_an_instant(self):
        error = exception.RetryLater("busy", at=Datetime.now() + timedelta(minutes=2))
        self.assertIn(error.seconds, (119, 120))
        past = Datetime.now() - timedelta(minutes=2)
        error = exception.RetryLater("busy", at=past)
        # The queue takes 0 for "no delay given".
        self.assertEqual((error.seconds, error.at), (1, past))

    def test_configuration_tells_where_to_act(self):
        record = object()
        error = exception.ConfigurationError("Set the key", record=record)
        self.assertEqual((str(error), error.record), ("Set the key", record))

    def test_kinds(self):
        class Both(exception.ConfigurationError, exception.IDMissingInBackend):
            pass

        gave_up = queue_exception.FailedJobError("Max. retries (5) reached")
        gave_up.__cause__ = exception.NetworkRetryableError("down")
        for kind, found in {
            "retry": [
                exception.RetryableJobError("x"),
                exception.RetryLater("x"),
                exception.NetworkRetryableError("x"),
                exception.NoExternalId("x"),
                exception.OvertakenError("x"),
                ConcurrencyError("x"),
                LockError("x"),
                gave_up,
            ],
            "skip": [
                exception.SkipRecord("x"),
                exception.InvalidDataError("x"),
                exception.MappingError("x"),
                exception.IDMissingInBackend("x"),
                exception.ManyIDSInBackend("x"),
                UserError("x"),
                ValidationError("x"),
            ],
            "stop": [exception.StopBatch("x")],
            "configuration": [exception.ConfigurationError("x"), Both("x")],
            "bug": [
                KeyError("x"),
                exception.JobError("x"),
                exception.ConnectorException("x"),
                queue_exception.FailedJobError("x"),
                psycopg2.OperationalError("connection lost"),
                errors.NotNullViolation("x"),
            ],
        }.items():
            for error in found:
                with self.subTest(kind=kind, error=error):
                    self.assertEqual(exception.error_kind(error), kind)


class TestConcurrencyErrors(TransactionCase):
    def test_of_postgresql(self):
        for code in ("40001", "40P01", "55P03"):
            with (
                self.subTest(code),
                self.assertRaises(psycopg2.Error) as caught,
                self.cr.savepoint(),
            ):
                self.cr.execute(
                    f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{code}'; END $$",
                    log_exceptions=False,
                )
            self.assertEqual(exception.error_kind(caught.exception), "retry")

    def test_queue_waits_as_long_as_it_was_told(self):
        error = exception.RetryLater("busy", at=Datetime.now() + timedelta(hours=1))
        job = Job(self.env["res.users"].browse)
        job.postpone(seconds=error.seconds)
        self.assertAlmostEqual(job.eta.timestamp(), error.at.timestamp(), delta=5)
