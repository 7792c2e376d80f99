from __future__ import annotations

import dataclasses
from unittest import mock

from odoo.addons.component.core import (
    AbstractComponent,
    Component,
    Reason,
)
from odoo.addons.component.exception import NoComponentError, SeveralComponentError

from .engine_case import EngineCase, make_collection


class TestExplanation(EngineCase):
    def setUp(self):
        super().setUp()

        class Importer(Component):
            _name = "shop.partner.importer"
            _module = "shop_connector"
            _collection = "shop.backend"
            _usage = "record.importer"
            _apply_on = ["shop.partner"]

        class OtherCollection(Component):
            _name = "mall.importer"
            _collection = "mall.backend"
            _usage = "record.importer"

        class Abstract(AbstractComponent):
            _name = "abstract.importer"
            _usage = "record.importer"

        class Refusing(Component):
            _name = "refusing.importer"
            _usage = "record.importer"

            @classmethod
            def _component_match(cls, work, **kw):
                return False

        class FarAway(Component):
            _name = "far.away"
            _collection = "mall.backend"
            _usage = "something"
            _apply_on = ["res.country"]

        class Extension(Component):
            _inherit = "shop.partner.importer"
            _module = "shop_extra"

        self.build(Importer, OtherCollection, Abstract, Refusing, FarAway, Extension)

    def near(self, explanation):
        return {
            candidate.name: [refusal.reason for refusal in candidate.refusals]
            for candidate in explanation.near
        }

    def test_why_each_was_refused(self):
        explanation = self.work("shop.order").explain("record.importer")
        self.assertIsNone(explanation.chosen)
        self.assertEqual(explanation.matching, ())
        self.assertEqual(
            self.near(explanation),
            {
                "refusing.importer": [Reason.MATCH_REFUSED],
                "shop.partner.importer": [Reason.OTHER_MODEL],
                "mall.importer": [Reason.OTHER_COLLECTION],
                "abstract.importer": [Reason.ABSTRACT],
            },
        )
        self.assertEqual(explanation.question.collection, "shop.backend")
        self.assertEqual(explanation.question.usage, "record.importer")
        self.assertEqual(explanation.question.model_name, "shop.order")

    def test_nearest_first(self):
        explanation = self.work("shop.order").explain("record.importer")
        self.assertEqual(explanation.near[0].name, "refusing.importer")

    def test_misspelled_usage(self):
        explanation = self.work("shop.partner").explain("record.import")
        self.assertEqual(
            self.near(explanation)["shop.partner.importer"], [Reason.SIMILAR_USAGE]
        )
        (first, *_) = explanation.near
        self.assertEqual(first.name, "shop.partner.importer")
        self.assertIn("'record.importer'", str(first))

    def test_found(self):
        explanation = self.work("shop.partner").explain("record.importer")
        self.assertEqual(explanation.chosen, "shop.partner.importer")
        (candidate,) = explanation.matching
        self.assertEqual(candidate.addon, "shop_connector")
        self.assertEqual(candidate.models, ("shop.partner",))
        self.assertEqual(candidate.collection, "shop.backend")
        self.assertEqual(candidate.usage, "record.importer")
        self.assertFalse(candidate.abstract)
        self.assertEqual(candidate.refusals, ())
        self.assertTrue(str(explanation).startswith("Found shop.partner.importer"))

    def test_arguments_of_the_lookup_reach_the_hook(self):
        final = self.registry["refusing.importer"]
        with mock.patch.object(final, "_component_match", return_value=True) as hook:
            work = self.work("shop.order")
            explanation = work.explain("record.importer", protocol="x")
        hook.assert_called_once_with(
            work, usage="record.importer", model_name="shop.order", protocol="x"
        )
        self.assertEqual(explanation.chosen, "refusing.importer")

    def test_is_frozen(self):
        explanation = self.work("shop.order").explain("record.importer")
        for value in (explanation, explanation.question, *explanation.near):
            with self.assertRaises(dataclasses.FrozenInstanceError):
                value.anything = 1

    def test_no_component_error_tells(self):
        with self.assertRaises(NoComponentError) as caught:
            self.work("shop.order").component(usage="record.importer")
        message = str(caught.exception)
        self.assertIn(
            "No component found for collection 'shop.backend', "
            "usage 'record.importer', model_name 'shop.order'",
            message,
        )
        self.assertIn("mall.importer (addon component): its collection is", message)
        self.assertIn(
            "shop.partner.importer (addon shop_connector): it applies on "
            "'shop.partner'",
            message,
        )
        self.assertIn("abstract", message)
        self.assertIn("_component_match() refused", message)
        self.assertNotIn("far.away", message)
        self.assertEqual(
            self.near(caught.exception.explanation),
            self.near(self.work("shop.order").explain("record.importer")),
        )

    def test_several_component_error_tells(self):
        class Another(Component):
            _name = "another.importer"
            _collection = "shop.backend"
            _usage = "record.importer"
            _apply_on = ["shop.partner"]

        self.build(Another)
        with self.assertRaises(SeveralComponentError) as caught:
            self.work("shop.partner").component(usage="record.importer")
        message = str(caught.exception)
        self.assertIn("'shop.partner.importer', 'another.importer'", message)
        # all that fits is listed; what does not is no help here
        self.assertIn("  - another.importer (addon", message)
        self.assertNotIn("Near misses", message)
        self.assertIn("(addon shop_connector)", message)
        self.assertIn("many_components()", message)
        explanation = caught.exception.explanation
        self.assertIsNone(explanation.chosen)
        self.assertEqual(
            [candidate.name for candidate in explanation.matching],
            ["shop.partner.importer", "another.importer"],
        )

    def test_nothing_near(self):
        with self.assertRaisesRegex(NoComponentError, "Is the addon .* installed"):
            self.work(
                "res.lang", collection=make_collection("third.backend")
            ).component(usage="zzz")

    def test_is_computed_only_when_read(self):
        with mock.patch(
            "odoo.addons.component.engine.work_context.explain_lookup"
        ) as explain:
            with self.assertRaises(NoComponentError):
                self.work("shop.order").component(usage="record.importer")
            explain.assert_not_called()

    def test_error_keeps_no_environment(self):
        work = self.work("shop.order")
        with self.assertRaises(NoComponentError) as caught:
            work.component(usage="record.importer")
        call = caught.exception._explain
        self.assertNotIn(work, call.args)
        self.assertNotIn(work.collection, call.args)

    def test_many_near_misses_are_cut(self):
        classes = [
            type(Component)(
                f"C{number}",
                (Component,),
                {
                    "__module__": __name__,
                    "_name": f"more{number}",
                    "_usage": "record.importer",
                    "_apply_on": ["res.country"],
                },
            )
            for number in range(30)
        ]
        self.build(*classes)
        explanation = self.work("shop.order").explain("record.importer")
        self.assertEqual(len(explanation.near), 8)

    def test_stand_ins_can_be_explained(self):
        component = mock.MagicMock(
            _abstract=False,
            _collection=None,
            _usage="record.importer",
            apply_on_models=["res.lang"],
        )
        self.registry["mock"] = component
        text = str(self.work("shop.order").explain("record.importer"))
        self.assertIn("it applies on 'res.lang'", text)
