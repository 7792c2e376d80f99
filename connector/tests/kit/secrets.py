"""Credentials stay where they are."""

from __future__ import annotations

from ..fake_remote import faults
from .watch import captured_log


class SecretChecks:
    """What goes wrong, whoever repeats the request, is told without its secrets."""

    def test_kit_no_secrets_told(self) -> None:
        """No log, no job and no run holds a credential, whatever happens."""
        self._want_secrets()
        [external_id] = self.kit_add()
        troubles = {
            "no trouble": None,
            "refused, request repeated": faults.echo(400),
            "denied, request repeated": faults.echo(401),
            "server error, request repeated": faults.echo(500),
            "unavailable, request repeated": faults.echo(503),
            "sent elsewhere": faults.redirect(f"{self.remote.url}/elsewhere"),
            "no answer": faults.hang_up(),
        }
        for name, fault in troubles.items():
            with self.subTest(name), self.kit_undone():
                if fault:
                    self.remote.fail(fault)
                with captured_log() as lines:
                    for method, args in (
                        ("import_record", (external_id,)),
                        ("import_batch", ()),
                    ):
                        self.kit_run(self.kit_delay(method, *args))
                    self.kit_run_waiting()
                self.remote.heal()
                for model in ("queue.job", "connector.run", "connector.checkpoint"):
                    self._assert_untold_by(model)
                self._assert_untold("\n".join(lines), "the log")

    def test_kit_secrets_are_for_managers(self) -> None:
        """Who only works with Odoo cannot read a credential of the backend."""
        self._want_secrets()
        for name in self.kit_secrets:
            self.assertTrue(
                self.backend._fields[name].groups,
                f"{name} has no `groups`: everybody may read it",
            )

    def _want_secrets(self) -> None:
        if not self.secrets:
            self.skipTest("kit_secrets names no field with a credential.")

    def _assert_untold_by(self, model: str) -> None:
        for record in self.env[model].search([]):
            for name, field in record._fields.items():
                if field.store and field.type in ("char", "text", "html", "json"):
                    self._assert_untold(
                        str(record[name]), f"{name} of {model} {record.id}"
                    )

    def _assert_untold(self, text: str, where: str) -> None:
        for name, secret in self.secrets.items():
            at = text.find(secret)
            if at >= 0:
                told = text[max(at - 100, 0) : at] + "[...]"
                raise self.failureException(f"{where} tells the {name}: {told}")
