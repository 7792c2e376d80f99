"""The store as a whole: its records, its configuration and what is wrong with it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from .auth import CREDENTIALS, Credentials, Doorman
from .database import Database
from .faults import Faults
from .request_log import RequestLog
from .settings import Settings


@dataclass
class Shop:
    """Everything that an end point may need.

    :param seeders: fill an empty database; called again by :meth:`reset`.
    """

    database: Database
    settings: Settings
    seeders: Sequence[Callable[[Database], None]] = ()
    credentials: Credentials = CREDENTIALS
    faults: Faults = field(default_factory=Faults)
    log: RequestLog = field(default_factory=RequestLog)
    doorman: Doorman = field(init=False)
    started: float = field(default_factory=time.time)

    def __post_init__(self) -> None:
        self.doorman = Doorman(self.settings, self.credentials)
        self._first_settings = self.settings.as_dict()

    def reset(self) -> None:
        """Put records, settings, faults and log back to how the store began."""
        self.settings.update(self._first_settings)
        self.faults.clear()
        self.log.clear()
        self.doorman.reset()
        for seed in self.seeders:
            seed(self.database)


def now() -> str:
    """Return the time as Magento stores it: UTC, to the second, no zone mark."""
    return time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime())
