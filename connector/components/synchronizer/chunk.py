"""Records on their way through a chunk importer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from odoo.models import BaseModel

#: binding model, external id as text
Key = tuple[str, str]


@dataclass
class Chunk:
    """Records that are imported together, and what becomes of each, by external id.

    :ivar model_name: their binding model
    :ivar force: import them even if they are up to date
    :ivar given: those of the records that the caller had read
    :ivar importers: the prepared importers of those with which something is to be done
    :ivar gone: those that the backend does not have (any more)
    :ivar needs: what a record needs in Odoo
    :ivar needed: what some of the records need
    :ivar outcomes: what was done with a record
    :ivar failures: why a record could not be imported
    """

    model_name: str
    force: bool
    records: dict[Any, Any] = field(default_factory=dict)
    given: set[Any] = field(default_factory=set)
    bindings: dict[Any, BaseModel] = field(default_factory=dict)
    importers: dict[Any, Any] = field(default_factory=dict)
    gone: list[Any] = field(default_factory=list)
    needs: dict[Any, set[Key]] = field(default_factory=dict)
    needed: set[Key] = field(default_factory=set)
    outcomes: dict[Any, str] = field(default_factory=dict)
    failures: dict[Any, Exception] = field(default_factory=dict)

    def key(self, external_id: Any) -> Key:
        """What names one of these records among those of all models."""
        return self.model_name, str(external_id)

    def left(self, external_ids: Iterable[Any]) -> list[Any]:
        """Those with which nothing has been done yet."""
        return [
            id_
            for id_ in external_ids
            if id_ not in self.outcomes and id_ not in self.failures
        ]
