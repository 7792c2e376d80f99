"""Keep the job functions in step with the jobs that methods declare."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from odoo import api, fields, models
from odoo.fields import Domain

from ..job import JobOptions, declared_jobs

#: What identifies a job function: name of the model, name of the method.
Key = tuple[str, str]


class QueueJobFunction(models.Model):
    _inherit = "queue.job.function"

    connector_declared = fields.Json(
        string="As Declared",
        readonly=True,
        copy=False,
        help="Options that the method declares in its code, when this record follows "
        "them. As long as the record has them, an update of the addon may change or "
        "delete it.",
    )

    def _register_hook(self) -> None:
        result = super()._register_hook()
        # Declarations come and go with addons: a mere start has nothing to look for.
        if self.pool.updated_modules and not self.pool.ready:
            self.sudo()._synchronize_declared()
        return result

    @api.model
    def _synchronize_declared(self) -> None:
        """Make the job functions that follow declarations equal to them.

        Those that come from XML, that an administrator created, or whose options he
        changed, stay as they are.
        """
        wanted = self._declared_values()
        present: dict[Key, QueueJobFunction] = defaultdict(self.browse)
        functions = self.search(Domain.TRUE)
        for function in functions:
            present[function.model_id.model, function.method] |= function
        followers = functions._followers()
        for key, functions in present.items():
            ours = functions & followers
            others = functions - ours
            for function in ours:
                declared = function.connector_declared
                if function._declarable_values() != declared:
                    continue
                if others or key not in wanted:
                    function.unlink()
                elif wanted[key] != declared:
                    function.write(self._function_values(wanted[key]))
        self.create(
            [
                {
                    **self._function_values(values),
                    "model_id": self.env["ir.model"]._get_id(model_name),
                    "method": method,
                }
                for (model_name, method), values in wanted.items()
                if (model_name, method) not in present
            ]
        )

    def _followers(self) -> QueueJobFunction:
        """Return those that follow declarations; one that XML took over does not."""
        followers = self.filtered("connector_declared")
        external_ids = followers.get_external_id()
        taken = followers.filtered(lambda function: external_ids[function.id])
        taken.connector_declared = False
        return followers - taken

    def _declared_values(self) -> dict[Key, dict[str, Any]]:
        """Options that all concrete models declare."""
        values = {}
        for model_name, model_class in self.pool.items():
            if model_class._abstract:
                continue
            for method, options in declared_jobs(model_class).items():
                self._check_declared(model_name, method, options)
                values[model_name, method] = json.loads(
                    json.dumps(
                        {
                            "channel": options.channel or "root",
                            "retry_pattern": dict(options.retry_pattern),
                            "related_action": dict(options.related_action),
                            "allow_commit": options.allow_commit,
                            "on_fail_method": options.on_fail or False,
                        }
                    )
                )
        return values

    def _check_declared(
        self, model_name: str, method: str, options: JobOptions
    ) -> None:
        """Refuse what would only be noticed when a job is delayed, or opened."""
        for option, owner, name in (
            ("on_fail", self.env[model_name], options.on_fail),
            (
                "related_action",
                self.env["queue.job"],
                options.related_action.get("func_name"),
            ),
        ):
            if name and not callable(getattr(owner, name, None)):
                raise ValueError(
                    f"@job of {model_name}.{method} names {name!r} as {option}: the "
                    f"model {owner._name!r} has no such method. Write it, or correct "
                    "its name."
                )

    def _declarable_values(self) -> dict[str, Any]:
        """Present options, in the form of :meth:`_declared_values`."""
        self.ensure_one()
        return {
            "channel": self.channel,
            "retry_pattern": self.retry_pattern,
            "related_action": self.related_action,
            "allow_commit": self.allow_commit,
            "on_fail_method": self.on_fail_method,
        }

    def _function_values(self, declared: dict[str, Any]) -> dict[str, Any]:
        values = {**declared, "connector_declared": declared}
        values["channel_id"] = self._ensure_channel(values.pop("channel")).id
        return values

    def _ensure_channel(self, complete_name: str) -> models.BaseModel:
        """Return a channel; it and those above it are created when they are missing."""
        channels = self.env["queue.job.channel"]
        channel = channels.search([("complete_name", "=", complete_name)])
        if channel:
            return channel
        above, __, name = complete_name.rpartition(".")
        return channels.create(
            {"name": name, "parent_id": self._ensure_channel(above).id}
        )
