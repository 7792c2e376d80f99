from __future__ import annotations

from odoo.tests.common import BaseCase

from odoo.addons.component_event import skip_if


class TestSkipIf(BaseCase):
    def test_condition_gets_all_arguments(self):
        seen = []

        class Listener:
            @skip_if(lambda *args, **kwargs: seen.append((args, kwargs)))
            def on_foo(self, record, fields=None):
                return "called"

        listener = Listener()
        self.assertEqual(listener.on_foo("record", fields=["name"]), "called")
        self.assertEqual(seen, [((listener, "record"), {"fields": ["name"]})])

    def test_true_condition_skips(self):
        @skip_if(lambda message: message == "skip")
        def on_foo(message):
            raise ZeroDivisionError

        self.assertIsNone(on_foo("skip"))
        with self.assertRaises(ZeroDivisionError):
            on_foo("go")

    def test_keeps_name_and_docstring(self):
        @skip_if(lambda: False)
        def on_foo():
            """About foo"""

        self.assertEqual(on_foo.__name__, "on_foo")
        self.assertEqual(on_foo.__doc__, "About foo")

    def test_conditions_add_up(self):
        @skip_if(lambda value: value == 1)
        @skip_if(lambda value: value == 2)
        def anything(value):
            return "called"

        self.assertEqual(
            [anything(value) for value in (1, 2, 3)], [None, None, "called"]
        )
