"""The errors of connectors, and what the job queue does with them."""

from odoo.tests import BaseCase

from odoo.addons.connector import exception
from odoo.addons.queue_job import exception as queue_exception


class TestException(BaseCase):
    def test_errors_of_the_queue_are_reexported(self):
        self.assertIs(exception.JobError, queue_exception.JobError)
        self.assertIs(exception.RetryableJobError, queue_exception.RetryableJobError)

    def test_parents(self):
        for name, parent in [
            ("ConnectorException", Exception),
            ("NoConnectorUnitError", exception.ConnectorException),
            ("InvalidDataError", exception.ConnectorException),
            ("MappingError", exception.ConnectorException),
            ("NetworkRetryableError", exception.RetryableJobError),
            ("NoExternalId", exception.RetryableJobError),
            ("IDMissingInBackend", exception.JobError),
            ("ManyIDSInBackend", exception.JobError),
        ]:
            with self.subTest(name):
                self.assertTrue(issubclass(getattr(exception, name), parent))

    def test_retry_delay(self):
        error = exception.NetworkRetryableError("down", seconds=5, ignore_retry=True)
        self.assertEqual((error.seconds, error.ignore_retry), (5, True))
