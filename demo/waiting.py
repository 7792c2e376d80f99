"""What was not imported, and the reason that its failure gives."""

from __future__ import annotations

import re
from collections import Counter

from .main_job import BACKEND
from .odoo_session import OdooSession

_LONGEST = 150
#: Numbers of orders, SKUs and ids, which differ from record to record.
_OWN = re.compile(r"Order \S+")


def reasons(odoo: OdooSession, backend_id: int) -> list[tuple[int, str]]:
    """How often each reason is given, the most frequent first.

    Reasons that differ in the number of the order are one.
    """
    jobs = odoo.read(
        "queue.job",
        [
            ("connector_backend", "=", f"{BACKEND},{backend_id}"),
            ("state", "=", "failed"),
        ],
        ["exc_message"],
        order="id",
    )
    alike: dict[str, list[str]] = {}
    for job in jobs:
        message = " ".join((job["exc_message"] or "no reason").split())
        alike.setdefault(_OWN.sub("Order ...", message), []).append(message)
    counted = Counter({messages[0]: len(messages) for messages in alike.values()})
    return [(count, _short(message)) for message, count in counted.most_common()]


def _short(message: str) -> str:
    return message if len(message) <= _LONGEST else f"{message[:_LONGEST]}..."
