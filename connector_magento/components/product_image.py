"""Import of the main images of products, after the products."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from contextlib import closing

from odoo.exceptions import UserError
from odoo.models import BaseModel
from odoo.tools.image import base64_to_image

from odoo.addons.component.core import Component
from odoo.addons.connector.exception import RetryLater
from odoo.addons.connector.rest import (
    AddressRefused,
    RestConfigurationError,
    UnreadableAnswer,
)

from ..client.media import BadImage, BusyServer, MediaClient

#: How many images one job downloads: few enough for a job that is repeated.
_PER_JOB = 20
_MB = 1024 * 1024


class ImageImporter(Component):
    """Downloads the images that changed, each file once.

    A bad image is for a person to look at; the product is there without it.
    """

    _name = "magento.product.image.importer"
    _inherit = ["base.importer", "base.magento.connector"]
    _apply_on = ["magento.product.product", "magento.product.template"]
    _usage = "image.importer"

    def delay(self, external_ids: Sequence[str]) -> None:
        """Leave the images of these products to jobs of their own."""
        backend = self.backend_record
        products = self.env["magento.product.product"]
        for start in range(0, len(external_ids), _PER_JOB):
            part = list(external_ids[start : start + _PER_JOB])
            backend._delay_once(
                products,
                "import_images",
                part,
                self.model._name,
                description=self.env._(
                    "%(backend)s: images of %(count)s products",
                    backend=backend.name,
                    count=len(part),
                ),
            )

    def run(self, external_ids: Sequence[str]) -> str:
        """Download the images of some products; what was done, in a sentence.

        :raises RetryLater: the server of the images is in trouble
        """
        bindings = self.model.with_context(
            active_test=False, connector_no_export=True, tracking_disable=True
        ).search(
            [
                ("backend_id", "=", self.backend_record.id),
                ("external_id", "in", list(external_ids)),
            ]
        )
        bindings = bindings.filtered(
            lambda one: one.image_file and one.image_file != one.imported_image_file
        )
        taken = refused = 0
        with closing(self._client()) as client:
            for binding in bindings:
                reason = self._import_image(client, binding)
                binding.imported_image_file = binding.image_file
                if reason:
                    refused += 1
                    self.backend_record.add_checkpoint(binding, reason=reason)
                else:
                    taken += 1
        return self.env._(
            "%(taken)s images imported, %(refused)s refused.",
            taken=taken,
            refused=refused,
        )

    def _import_image(self, client: MediaClient, binding: BaseModel) -> str | None:
        """Take one image; why not, in words, if it can't be taken."""
        try:
            content = client.product_image(binding.image_file)
            encoded = base64.b64encode(content)
            with self.env.cr.savepoint():
                _check_image(encoded)
                self._store(binding, encoded)
                binding.flush_recordset()
        except BusyServer as error:
            raise RetryLater(
                self.env._("The images of the shop can't be read now: %s.", error)
            ) from error
        except (BadImage, UserError, ValueError, OSError) as error:
            return self._reason(binding, str(error))
        except UnreadableAnswer as error:
            if error.passing:
                raise
            return self._reason(
                binding,
                self.env._(
                    "it is larger than %s MB", f"{self.backend_record.max_image_size:g}"
                ),
            )
        except (AddressRefused, RestConfigurationError) as error:
            return self._reason(binding, str(error))
        return None

    def _store(self, binding: BaseModel, encoded: bytes) -> None:
        if self.model._name == "magento.product.template":
            binding.odoo_id.image_1920 = encoded
        elif binding.magento_template_id:
            binding.odoo_id.image_variant_1920 = encoded
        else:
            binding.odoo_id.product_tmpl_id.image_1920 = encoded

    def _reason(self, binding: BaseModel, why: str) -> str:
        return self.env._(
            "The image %(file)s of %(sku)s was not imported: %(why)s. Replace it in the"
            " shop, or set the image in Odoo by hand.",
            file=binding.image_file,
            sku=binding.sku,
            why=why.rstrip("."),
        )

    def _client(self) -> MediaClient:
        backend = self.backend_record.sudo()
        media_url = backend._main_view().media_url or f"{backend.url}/media"
        return MediaClient(
            media_url,
            longest=int(backend.max_image_size * _MB),
            verify=backend.verify_ssl,
            timeout=backend.timeout,
            allow_private_network=backend.allow_private_network,
            translate=self.env._,
            record=self.backend_record,
        )


def _check_image(encoded: bytes) -> None:
    """:raises UserError: it is no image, or one of too many pixels"""
    base64_to_image(encoded).load()


class ProductChunkImporter(Component):
    """Imports products together, and has their images downloaded afterwards."""

    _name = "magento.product.chunk.importer"
    _inherit = "magento.chunk.importer"
    _apply_on = ["magento.product.product", "magento.product.template"]

    def _import_all(self, external_ids, force=False, records=None):
        self.work.wanted_images = []
        try:
            chunk = super()._import_all(external_ids, force, records)
            wanted = dict.fromkeys(
                id_ for id_ in self.work.wanted_images if id_ in chunk.outcomes
            )
        finally:
            self.work.wanted_images = None
        if wanted:
            self.component(usage="image.importer").delay(list(wanted))
        return chunk
