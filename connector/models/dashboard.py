"""The figures of all backends at a glance, with few queries."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from odoo.addons.queue_job.job import FAILED

from .backend_failures import USER
from .reference import backend_keys
from .run import UNDER_WAY

#: Days that the graph of runs shows.
DAYS = 14

_Figures = dict[tuple[str, str], dict[str, Any]]


class ConnectorDashboard(models.AbstractModel):
    """What the dashboard shows, and what a click on a figure opens.

    Each kind of figure is one query for all backends and all their entities.
    """

    _name = "connector.dashboard"
    _description = "Connector Dashboard"

    @api.model
    def figures(self) -> list[dict[str, Any]]:
        """The backends that the user may see, with their figures."""
        self._check_user()
        backends = self._backends()
        keys = [key for records in backends.values() for key in backend_keys(records)]
        if not keys:
            return []
        entities = {name: model._dashboard_models() for name, model in backends.items()}
        figures = self._by_entity(backends, entities, keys)
        days = self._runs_by_day(keys)
        reviews = dict(self._open_checkpoints(keys))
        return [
            self._card(backend, entities[name], figures, days, reviews)
            for name, records in backends.items()
            for backend in records
        ]

    def _check_user(self) -> None:
        if not self.env.user.has_group(USER):
            raise AccessError(
                self.env._("The dashboard is for connector users and managers.")
            )

    def _backends(self) -> dict[str, models.BaseModel]:
        """Model → the backends of it that the user may see."""
        return {
            model._name: model.search([])
            for model in self.env["connector.backend"]._concrete_models()
            if model.has_access("read")
        }

    def _by_entity(
        self,
        backends: dict[str, models.BaseModel],
        entities: dict[str, list[str]],
        keys: list[str],
    ) -> _Figures:
        """(backend, binding model) → its figures."""
        figures: _Figures = defaultdict(dict)
        for key, model, bound, date in self._bound(backends, entities):
            figures[key, model].update(bound=bound, last_success=date)
        for key, model, state, jobs, records in self._jobs(keys):
            name = "failed" if state == FAILED else "waiting"
            found = figures[key, model]
            found[name] = found.get(name, 0) + (
                jobs if state == FAILED else max(records or 0, jobs)
            )
        for key, model, ended in self._last_successes(keys):
            date = figures[key, model].get("last_success")
            if ended and (not date or ended > date):
                figures[key, model]["last_success"] = ended
        for key, model, next_run in self._next_runs(backends):
            figures[key, model]["next_run"] = next_run
        return figures

    def _bound(
        self, backends: dict[str, models.BaseModel], entities: dict[str, list[str]]
    ) -> list[tuple]:
        """(backend, model, records bound, last synchronization): one query."""
        parts = []
        for backend_name, names in entities.items():
            ids = backends[backend_name].ids
            for name in names if ids else ():
                model = self.env[name]
                if not model.has_access("read"):
                    continue
                model.flush_model(["backend_id", "sync_date"])
                query = model._search([("backend_id", "in", ids)])
                parts.append(
                    SQL(
                        "SELECT %s || ',' || backend_id, %s, count(*), max(sync_date)"
                        " FROM %s WHERE id IN %s GROUP BY backend_id",
                        backend_name,
                        name,
                        SQL.identifier(model._table),
                        query.subselect(),
                    )
                )
        if not parts:
            return []
        return self.env.execute_query(SQL(" UNION ALL ").join(parts))

    def _jobs(self, keys: list[str]) -> list[tuple]:
        """(backend, model, state, jobs, records) of what waits or failed."""
        return (
            self.env["queue.job"]
            .sudo()
            ._read_group(
                [
                    ("connector_backend", "in", keys),
                    ("state", "in", [*UNDER_WAY, FAILED]),
                ],
                ["connector_backend", "model_name", "state"],
                ["__count", "connector_record_count:sum"],
            )
        )

    def _last_successes(self, keys: list[str]) -> list[tuple]:
        """(backend, model, end of the last run in which nothing failed)."""
        return self.env["connector.run"]._read_group(
            [("backend", "in", keys), ("state", "=", "done")],
            ["backend", "model_name"],
            ["ended:max"],
        )

    def _next_runs(self, backends: dict[str, models.BaseModel]) -> list[tuple]:
        """(backend, model, when something is started by itself next)."""
        groups = self.env["connector.schedule"]._read_group(
            [("enabled", "=", True), ("backend_model", "in", list(backends))],
            ["backend_model", "backend_id", "model_name"],
            ["next_run:min"],
        )
        return [
            (f"{backend_model},{backend_id}", model, next_run)
            for backend_model, backend_id, model, next_run in groups
        ]

    def _runs_by_day(self, keys: list[str]) -> dict[str, dict[Any, dict[str, int]]]:
        """Backend → day → state → runs."""
        since = fields.Datetime.now() - timedelta(days=DAYS - 1)
        groups = self.env["connector.run"]._read_group(
            [("backend", "in", keys), ("started", ">=", since.date())],
            ["backend", "started:day", "state"],
            ["__count"],
        )
        result: dict[str, dict] = defaultdict(lambda: defaultdict(dict))
        for key, day, state, count in groups:
            result[key][day.date()][state] = count
        return result

    def _open_checkpoints(self, keys: list[str]) -> list[tuple]:
        """(backend, records to review)."""
        return self.env["connector.checkpoint"]._read_group(
            [("backend_id", "in", keys), ("state", "=", "need_review")],
            ["backend_id"],
            ["__count"],
        )

    def _card(
        self,
        backend: models.BaseModel,
        names: list[str],
        figures: _Figures,
        days: dict[str, dict],
        reviews: dict[str, int],
    ) -> dict[str, Any]:
        key = f"{backend._name},{backend.id}"
        # What is done by other models than those of the entities is shown, too, as
        # long as it waits or failed.
        others = sorted(
            model
            for (owner, model), found in figures.items()
            if owner == key
            and model not in names
            and (found.get("waiting") or found.get("failed"))
        )
        get = self.env["ir.model"]._get
        rows = [
            {
                "model": name,
                "label": get(name).sudo().name or name,
                "bound": figures[key, name].get("bound", 0) if name in names else None,
                "waiting": figures[key, name].get("waiting", 0),
                "failed": figures[key, name].get("failed", 0),
                "last_success": _text(figures[key, name].get("last_success")),
                "next_run": _text(figures[key, name].get("next_run")),
            }
            for name in [*names, *others]
        ]
        company = backend.company_id if "company_id" in backend._fields else None
        return {
            "backend_model": backend._name,
            "backend_id": backend.id,
            "name": backend.display_name,
            "kind": get(backend._name).sudo().name,
            "company": company.sudo().name if company else "",
            "entities": rows,
            "to_review": reviews.get(key, 0),
            "days": self._bars(days.get(key, {})),
        }

    def _bars(self, runs: dict[Any, dict[str, int]]) -> list[dict[str, Any]]:
        today = fields.Date.context_today(self)
        return [
            {
                "day": fields.Date.to_string(day),
                "done": found.get("done", 0),
                "running": found.get("running", 0),
                "failed": found.get("failed", 0) + found.get("stopped", 0),
            }
            for day in (today - timedelta(days=ago) for ago in reversed(range(DAYS)))
            for found in [runs.get(day, {})]
        ]

    # -- clicks -------------------------------------------------------------------

    @api.model
    def open_figure(
        self, backend_model: str, backend_id: int, figure: str, model: str = ""
    ) -> dict[str, Any]:
        """What a click on a figure opens.

        :param figure: ``backend``, ``bound``, ``waiting``, ``failed``,
            ``last_success``, ``next_run``, ``to_review`` or ``runs``
        :param model: the entity that the figure is about
        """
        self._check_user()
        key = f"{backend_model},{backend_id}"
        jobs = [("connector_backend", "=", key), ("model_name", "=", model)]
        runs = [("backend", "=", key)]
        if figure == "backend":
            return {
                **self._window(backend_model, [], self.env._("Backend")),
                "res_id": backend_id,
                "views": [(False, "form")],
            }
        if figure == "bound":
            label = self.env["ir.model"]._get(model).sudo().name
            return self._window(model, [("backend_id", "=", backend_id)], label)
        if figure in ("waiting", "failed"):
            wanted = "under_way" if figure == "waiting" else "failed"
            action = "connector_job" if figure == "waiting" else "connector_failure"
            return self._listed(action, jobs, {f"search_default_{wanted}": 1})
        if figure == "last_success":
            return self._listed("connector_run", [*runs, ("model_name", "=", model)])
        if figure == "next_run":
            mine = [
                ("backend_model", "=", backend_model),
                ("backend_id", "=", backend_id),
                ("model_name", "=", model),
            ]
            return self._window(
                "connector.schedule", mine, self.env._("Schedules"), ["list"]
            )
        if figure == "to_review":
            return self._listed(
                "connector_checkpoint",
                [("backend_id", "=", key)],
                {"search_default_need_review": 1},
            )
        if figure == "runs":
            return self._listed("connector_run_graph", runs)
        raise ValueError(f"The dashboard has no figure {figure!r}.")

    def _listed(
        self, action: str, domain: list, context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                f"connector.action_{action}"
            ),
            "domain": domain,
            "context": context or {},
        }

    @api.model
    def _window(
        self, model: str, domain: list, name: str, views: list[str] | None = None
    ) -> dict[str, Any]:
        views = views or ["list", "form"]
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": ",".join(views),
            "views": [(False, view) for view in views],
            "domain": domain,
        }


def _text(instant: Any) -> str | bool:
    return fields.Datetime.to_string(instant) if instant else False


class ConnectorBackend(models.AbstractModel):
    _inherit = "connector.backend"

    @api.model
    def _dashboard_models(self) -> list[str]:
        """The binding models that the dashboard counts, in order. Override me.

        At first those that are scheduled, then the others that are imported.
        """
        known = set(self._binding_models())
        scheduled = [schedule.model for schedule in self._connector_schedules()]
        names = dict.fromkeys([*scheduled, *self._import_models()])
        return [name for name in names if name in known]

    @api.model
    def _binding_models(self) -> list[str]:
        """Names of the concrete bindings that store one of these backends."""
        base = self.env.registry["external.binding"]
        return sorted(
            name
            for name, model in self.env.registry.items()
            if issubclass(model, base)
            and not model._abstract
            and model._auto
            and "backend_id" in model._fields
            and model._fields["backend_id"].store
            and model._fields["backend_id"].comodel_name == self._name
        )
