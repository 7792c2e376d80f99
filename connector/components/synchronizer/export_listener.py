"""Export what people change in Odoo, and delete what they delete."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from odoo.models import BaseModel

from odoo.addons.component.core import AbstractComponent, WorkContext

from ..binder import is_external_id


class ConnectorExportListener(AbstractComponent):
    """Delays the exports and deletions of bindings, when somebody changes records.

    An heir names the binding models, and the models of the records behind them::

        class AcmePartnerListener(Component):
            _name = "acme.partner.listener"
            _inherit = "connector.export.listener"
            _apply_on = ["acme.res.partner", "res.partner"]

    * a binding that is created without external id is exported;
    * a binding, or the record behind it, that is written is exported when one of the
      changed fields is among those that the export mapper depends on (see
      :meth:`_exported_fields`): one job per binding and transaction;
    * a binding that is deleted, itself or with its record, is deleted on the backend.

    Nothing happens in the context ``connector_no_export``, in which imports write.

    Override points: :meth:`_exported_fields`, :meth:`_must_export`,
    :meth:`_must_delete`, :meth:`_bindings_of`.
    """

    _name = "connector.export.listener"
    _inherit = "base.connector.listener"

    # Names of the fields of the bindings, as the binder has them.
    _backend_field = "backend_id"
    _odoo_field = "odoo_id"
    _external_field = "external_id"

    # By (binding model, model of the event); per final class, hence per registry.
    _triggers: dict[tuple[str, str], Mapping[str, frozenset[str]]] | None = None

    @classmethod
    def _complete_component_build(cls) -> None:
        super()._complete_component_build()
        cls._triggers = {}

    def on_records_create(self, records: BaseModel, fields: Any = None) -> None:
        """Export new bindings that are not on the backend yet."""
        if self.no_connector_export(records) or not self._is_binding(records):
            return
        name = self._external_field
        for binding in records.sudo():
            if not is_external_id(binding[name]) and self._must_export(binding):
                binding._delay_export()

    def on_records_write(
        self, records: BaseModel, fields: Iterable[str] | None = None
    ) -> None:
        """Export the bindings of records of which an exported field changed."""
        if self.no_connector_export(records):
            return
        for model in self._binding_models(records):
            triggers = self._triggers_of(model, records)
            changed = frozenset().union(
                *(triggers.get(name, ()) for name in fields or ())
            )
            if not changed:
                continue
            for binding in self._bindings_of(records, model):
                if self._must_export(binding):
                    binding._delay_export(changed)

    def on_records_unlink(self, records: BaseModel) -> None:
        """Delete on the backend what is deleted in Odoo."""
        if self.no_connector_export(records):
            return
        for model in self._binding_models(records):
            bindings = self._bindings_of(records, model)
            if not bindings:
                continue
            created = self.env["connector.export.receipt"]._external_ids(bindings)
            for binding in bindings:
                external_id = binding[self._external_field]
                if not is_external_id(external_id):
                    # created by an export that was interrupted before it was bound
                    external_id = created.get(binding.id)
                if is_external_id(external_id) and self._must_delete(binding):
                    self._delay_delete(binding, external_id)

    def _must_export(self, binding: BaseModel) -> bool:
        """Override me: whether this binding is to be exported at all."""
        return True

    def _must_delete(self, binding: BaseModel) -> bool:
        """Override me: whether the record is to be deleted on the backend, too."""
        return True

    def _delay_delete(self, binding: BaseModel, external_id: Any) -> None:
        """Delete a record of the backend in a job of its own."""
        backend = binding[self._backend_field]
        # Stopping the import that led to it does not stop it.
        env = backend._pinned().with_context(connector_run_id=None).env
        binding.browse().with_env(env).with_delay(
            # Deleting twice is deleting once: a job that waits may do for both.
            identity_key=f"{backend._name},{backend.id}:{binding._name}:"
            f"export_delete_record:{external_id}",
            description=env._(
                "Delete record %(external_id)s on %(backend)s",
                external_id=external_id,
                backend=backend.display_name,
            ),
        ).export_delete_record(backend.with_env(env), external_id)

    def _bindings_of(self, records: BaseModel, model: BaseModel) -> BaseModel:
        """Return the bindings behind which these records are, archived or not.

        :param records: bindings of the model, or Odoo records
        :param model: the binding model, empty
        """
        if records._name == model._name:
            return records.sudo()
        bindings = (
            model.sudo()
            .with_context(active_test=False)
            .search([(self._odoo_field, "in", records.ids)])
        )
        return model.sudo().browse(bindings.ids)

    def _binding_models(self, records: BaseModel) -> Iterator[BaseModel]:
        """Return the binding models that are about these records."""
        for name in self._apply_on or ():
            model = self.env.get(name)
            if model is None or not self._is_binding(model):
                continue
            odoo = model._fields.get(self._odoo_field)
            if name == records._name or (odoo and odoo.comodel_name == records._name):
                yield model

    def _is_binding(self, records: BaseModel) -> bool:
        return isinstance(records, self.env.registry["external.binding.synchronized"])

    def _triggers_of(
        self, model: BaseModel, records: BaseModel
    ) -> Mapping[str, frozenset[str]]:
        """Return which exported fields change when a field of the records does."""
        cache = type(self)._triggers
        key = (model._name, records._name)
        if cache is None or key not in cache:
            triggers = self._find_triggers(model, records)
            if cache is None:
                return triggers
            cache[key] = triggers
        return cache[key]

    def _find_triggers(
        self, model: BaseModel, records: BaseModel
    ) -> Mapping[str, frozenset[str]]:
        exported = frozenset(self._exported_fields(model))
        names = (model._name, records._name)
        triggers = {}
        for name, field in records._fields.items():
            # Computed fields change without being written: who writes them is the ORM.
            dependent = {
                other.name
                for other in self.env.registry.get_dependent_fields(field)
                if other.model_name in names
            }
            changed = exported.intersection({name} | dependent)
            if changed:
                triggers[name] = changed
        return triggers

    def _exported_fields(self, model: BaseModel) -> Iterable[str]:
        """Return the names of the fields on whose change a binding is exported.

        By default those that the export mapper declares: the sources of ``direct`` and
        the fields of ``@changed_by``. Called once per model.
        """
        backends = self.env[model._fields[self._backend_field].comodel_name]
        work = WorkContext(
            model_name=model._name,
            collection=backends,
            components_registry=self.work.components_registry,
        )
        return work.component(usage="export.mapper").changed_by_fields()
