"""A test kit: what every connector should withstand, as tests to inherit.

::

    class TestAcmeCustomer(ConnectorKit, TransactionComponentCase):
        kit_backend_model = "acme.backend"
        kit_binding_model = "acme.res.partner"
        kit_collection = "customers"
        kit_secrets = ("token",)
        kit_export = {"name": "Changed in Odoo"}

The tests run on a :class:`~..fake_remote.FakeRemote`, by the jobs that the connector
delays. Each of them says in its docstring what it proves; each was seen to fail with a
connector that is broken in that respect.
"""

from __future__ import annotations

from .case import KitCase
from .cursors import CursorChecks
from .errors import ErrorChecks
from .exports import ExportChecks
from .imports import ImportChecks
from .paging import PagingChecks
from .races import RaceChecks
from .secrets import SecretChecks

__all__ = ["ConnectorKit", "KitCase"]


class ConnectorKit(
    ImportChecks,
    RaceChecks,
    ErrorChecks,
    PagingChecks,
    CursorChecks,
    SecretChecks,
    ExportChecks,
    KitCase,
):
    """All checks, for a test case on a connector; see :class:`KitCase`."""
