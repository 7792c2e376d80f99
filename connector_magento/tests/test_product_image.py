"""Main images: downloaded once, within limits, and no reason for a failure."""

from __future__ import annotations

import base64

from odoo.tests import tagged

from odoo.addons.connector.exception import RetryLater

from .catalogue_case import CONFIGURABLE, PRODUCT, CatalogueCase
from .fake_catalogue import picture
from .fake_shop import Answer

RED = "/m/u/mug_red_0_1.png"


@tagged("standard", "at_install")
class TestProductImage(CatalogueCase):
    def setUp(self):
        super().setUp()
        self.prepare()
        self.shop.images[RED] = picture("red")

    def downloads(self):
        return [one for one in self.shop.requests if "/media/" in one.path]

    def import_with_image(self, sku="MUG-RED", **kwargs):
        binding = self.import_sku(sku, **kwargs)
        self.trap.perform_enqueued_jobs()
        return self.bound(binding._name, binding.external_id)

    def pixel(self, record, field="image_1920"):
        from io import BytesIO

        from PIL import Image

        content = base64.b64decode(record[field])
        return Image.open(BytesIO(content)).convert("RGB").getpixel((3, 3))

    def test_image(self):
        binding = self.import_with_image()
        self.assertEqual(self.pixel(binding.odoo_id), (255, 0, 0))
        self.assertEqual(binding.imported_image_file, RED)
        self.assertFalse(self.checkpoints())

    def test_no_keys_are_sent_along(self):
        self.import_with_image()
        [request] = self.downloads()
        self.assertNotIn("Authorization", request.headers)

    def test_a_job_of_its_own(self):
        self.import_sku("MUG-RED")
        [job] = self.trap.enqueued_jobs
        self.assertEqual(job.method_name, "import_images")
        self.assertFalse(self.downloads())

    def test_some_images_per_job(self):
        for rank in range(45):
            self.shop.add_product(700 + rank, f"P{rank}")
        self.import_chunk(PRODUCT, *range(700, 745))
        jobs = self.trap.enqueued_jobs
        self.assertEqual([len(job.args[1]) for job in jobs], [20, 20, 5])

    def test_unchanged_image_is_not_downloaded_again(self):
        binding = self.import_with_image()
        self.shop.product("MUG-RED")["price"] = 14
        self.import_with_image()
        self.assertEqual(len(self.downloads()), 1)
        self.shop.set_attribute("MUG-RED", "image", "/m/u/other.png")
        self.shop.images["/m/u/other.png"] = picture("blue")
        self.import_with_image()
        self.assertEqual(len(self.downloads()), 2)
        self.assertEqual(self.pixel(binding.odoo_id), (0, 0, 255))

    def test_no_image(self):
        for value in (None, "no_selection"):
            self.shop.set_attribute("MUG-RED", "image", value)
            binding = self.import_with_image()
            self.assertFalse(binding.image_file)
        self.assertFalse(self.downloads())

    def test_images_are_not_wanted(self):
        self.backend.max_image_size = 0
        self.import_with_image()
        self.assertFalse(self.downloads())

    def refused(self, text):
        binding = self.import_with_image()
        self.assertTrue(binding.odoo_id)
        self.assertFalse(binding.odoo_id.image_1920)
        reason = self.checkpoints(binding).reason
        self.assertIn(f"The image {RED} of MUG-RED was not imported: ", reason)
        self.assertIn(text, reason)
        # It is not asked for each time.
        count = len(self.downloads())
        self.shop.product("MUG-RED")["price"] = 14
        self.import_with_image()
        self.assertEqual(len(self.downloads()), count)
        return binding

    def test_too_large(self):
        self.backend.max_image_size = 0.01
        self.shop.images[RED] = picture("red") + b"\0" * 20000
        self.refused("larger than 0.01 MB")

    def test_not_there(self):
        self.shop.images.clear()
        self.refused("404")

    def test_not_an_image(self):
        self.shop.images[RED] = b"<html>Welcome</html>"
        self.refused("")

    def test_half_an_image(self):
        self.shop.images[RED] = picture("red", 400)[:20]
        self.refused("")

    def test_empty(self):
        self.shop.images[RED] = b""
        self.refused("empty")

    def test_private_network(self):
        view = self.env["magento.storeview"].search([("external_id", "=", "1")])
        view.media_url = "http://127.0.0.1:1/media/"
        self.backend.sudo().allow_private_network = True
        self.import_sku("MUG-RED")
        self.backend.sudo().allow_private_network = False
        self.trap.perform_enqueued_jobs()
        binding = self.bound(PRODUCT, 1)
        self.assertIn("private network", self.checkpoints(binding).reason)

    def test_busy_server_is_asked_again(self):
        path = f"media/catalog/product{RED}"
        self.shop.routes["GET", f"/{path}"] = Answer(
            503, "<html>", {"Content-Type": "text/html"}
        )
        self.import_sku("MUG-RED")
        with self.assertRaises(RetryLater):
            self.trap.perform_enqueued_jobs()
        self.assertFalse(self.checkpoints())

    def test_forced_again(self):
        binding = self.import_with_image()
        binding.imported_image_file = False
        self.import_with_image(force=True)
        self.assertEqual(len(self.downloads()), 2)

    def test_images_of_variants(self):
        self.shop.images["/t/e/tee_0.png"] = picture("green")
        for color, name in (("red", "red"), ("blue", "blue")):
            for size in "sml":
                file = f"/t/e/tee_{name}_{size}_0.png"
                self.shop.images[file] = picture(color)
        tee = self.import_with_image("TEE")
        self.assertEqual(tee._name, CONFIGURABLE)
        self.assertEqual(self.pixel(tee.odoo_id), (0, 128, 0))
        red = self.bound(PRODUCT, 19).odoo_id
        self.assertEqual(self.pixel(red), (255, 0, 0))
        self.assertEqual(self.pixel(self.bound(PRODUCT, 22).odoo_id), (0, 0, 255))

    def test_image_of_a_product_that_becomes_a_variant(self):
        self.shop.images["/t/e/tee_red_s_0.png"] = picture("red", 2000)
        before = self.import_with_image("TEE-RED-S").odoo_id
        self.assertEqual(self.pixel(before), (255, 0, 0))
        count = len(self.downloads())
        template = before.product_tmpl_id
        self.import_sku("TEE")
        self.assertFalse(template.exists())
        product = self.bound(PRODUCT, 19).odoo_id
        self.assertEqual(product, before)
        self.assertTrue(product.can_image_variant_1024_be_zoomed)
        for size in ("1920", "1024", "512", "256", "128"):
            self.assertEqual(self.pixel(product, f"image_variant_{size}"), (255, 0, 0))
        self.assertFalse(product.product_tmpl_id.image_1920)
        self.assertEqual(len(self.downloads()), count)
