from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from odoo import models

from ..core import WorkContext


class Collection(models.AbstractModel):
    """The model whose records components work for, such as the backend of a connector.

    Inherit from it, and set ``_collection`` of the components to the model's name::

        class ShopBackend(models.Model):
            _name = "shop.backend"
            _inherit = "collection.base"
    """

    _name = "collection.base"
    _description = "Base Abstract Collection"

    @contextmanager
    def work_on(self, model_name: str, **kwargs: Any) -> Iterator[WorkContext]:
        """Enter the work context in which components of this record are found.

        Override it to give components what they share, and to clean up after them::

            @contextmanager
            def work_on(self, model_name, **kwargs):
                with ShopClient(self.url) as client:
                    with super().work_on(model_name, client=client, **kwargs) as work:
                        yield work

        :param model_name: the model to work on
        :param kwargs: attributes of the work context
        """
        self.ensure_one()
        yield WorkContext(model_name=model_name, collection=self, **kwargs)
