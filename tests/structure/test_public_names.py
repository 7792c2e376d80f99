"""The import paths that addons written for OCA's suite use all resolve."""

from __future__ import annotations

import importlib
import inspect
from unittest.mock import patch

import pytest

PUBLIC = {
    "component.core": [
        "DEFAULT_CACHE_SIZE",
        "AbstractComponent",
        "Component",
        "ComponentDatabases",
        "ComponentRegistry",
        "MetaComponent",
        "WorkContext",
        "_component_databases",
        "_get_addon_name",
    ],
    "component.exception": [
        "ComponentException",
        "NoComponentError",
        "RegistryNotReadyError",
        "SeveralComponentError",
    ],
    "component.builder": ["ComponentBuilder"],
    "component.components.base": [],
    "component.models.collection": ["Collection"],
    "component.utils": ["get_component_registry", "is_component_registry_ready"],
    "component.tests.common": [
        "ComponentMixin",
        "ComponentRegistryCase",
        "SavepointComponentCase",
        "SavepointComponentRegistryCase",
        "TransactionComponentCase",
        "TransactionComponentRegistryCase",
        "new_rollbacked_env",
    ],
    "component_event": ["skip_if"],
    "component_event.core": ["EventWorkContext"],
    "component_event.components.event": [
        "DEFAULT_EVENT_CACHE_SIZE",
        "CollectedEvents",
        "EventCollecter",
        "EventListener",
        "skip_if",
    ],
    "component_event.models.base": ["Base"],
    "connector": ["components"],
    "connector.exception": [
        "ConnectorException",
        "IDMissingInBackend",
        "InvalidDataError",
        "JobError",
        "ManyIDSInBackend",
        "MappingError",
        "NetworkRetryableError",
        "NoConnectorUnitError",
        "NoExternalId",
        "RetryableJobError",
    ],
    "connector.database": ["pg_try_advisory_lock"],
    "connector.components.core": ["BaseConnectorComponent"],
    "connector.components.backend_adapter": ["BackendAdapter", "CRUDAdapter"],
    "connector.components.binder": ["Binder"],
    "connector.components.mapper": [
        "ExportMapChild",
        "ExportMapper",
        "ImportMapChild",
        "ImportMapper",
        "MapChild",
        "MapOptions",
        "MapRecord",
        "Mapper",
        "MappingDefinition",
        "changed_by",
        "convert",
        "external_to_m2o",
        "follow_m2o_relations",
        "m2o_to_external",
        "mapping",
        "none",
        "only_create",
    ],
    "connector.components.synchronizer": [
        "Deleter",
        "Exporter",
        "GenericExporter",
        "Importer",
        "Synchronizer",
    ],
    "connector.components.locker": ["RecordLocker"],
    "connector.components.listener": ["ConnectorListener"],
    "connector.models.backend_model": ["ConnectorBackend"],
    "connector.models.queue_job": ["QueueJob"],
    "connector.models.checkpoint": [
        "ConnectorCheckpoint",
        "ConnectorCheckpointReview",
        "add_checkpoint",
    ],
    "connector.checkpoint": ["checkpoint"],
    "connector.checkpoint.checkpoint": [
        "ConnectorCheckpoint",
        "ConnectorCheckpointReview",
        "add_checkpoint",
    ],
    "connector_ecommerce.components.line_builder": [
        "CashOnDeliveryLineBuilder",
        "GiftOrderLineBuilder",
        "ShippingLineBuilder",
        "SpecialOrderLineBuilder",
    ],
    "connector_ecommerce.components.sale_order_onchange": [
        "OnChangeManager",
        "SaleOrderOnChange",
    ],
    "connector_ecommerce.components.sale_import_rule": ["SaleImportRule"],
    "test_component.components.components": ["UserTestComponent"],
}

SIGNATURES = {
    "component.core:WorkContext.__init__": (
        "self, model_name, collection, components_registry, **kwargs"
    ),
    "component.core:WorkContext.component": "self, usage, model_name, **kw",
    "component.core:WorkContext.many_components": "self, usage, model_name, **kw",
    "component.core:WorkContext.component_by_name": "self, name, model_name",
    "component.core:WorkContext.work_on": "self, model_name, collection",
    "component.core:ComponentRegistry.lookup": (
        "self, collection_name, usage, model_name"
    ),
    "component.core:AbstractComponent.__init__": "self, work_context",
    "component_event.core:EventWorkContext.work_on": "self, model_name, collection",
    "component_event.models.base:Base._event": (
        "self, name, collection, components_registry"
    ),
    "connector.database:pg_try_advisory_lock": "env, lock",
    "connector.components.core:BaseConnectorComponent.advisory_lock_or_retry": (
        "self, lock, retry_seconds"
    ),
    "connector.components.binder:Binder.to_internal": "self, external_id, unwrap",
    "connector.components.binder:Binder.to_external": "self, binding, wrap",
    "connector.components.binder:Binder.bind": "self, external_id, binding",
    "connector.components.mapper:Mapper.map_record": "self, record, parent",
    "connector.components.mapper:Mapper.finalize": "self, map_record, values",
    "connector.components.mapper:MapRecord.values": (
        "self, for_create, fields, **kwargs"
    ),
    "connector.components.mapper:MapChild.get_items": (
        "self, items, parent, to_attr, options"
    ),
    "connector.components.synchronizer:GenericExporter.run": (
        "self, binding, *args, **kwargs"
    ),
    "connector.components.synchronizer:GenericExporter._export_dependency": (
        "self, relation, binding_model, component_usage, binding_field, "
        "binding_extra_vals"
    ),
    "connector.components.locker:RecordLocker.lock": (
        "self, records, seconds, ignore_retry"
    ),
    "connector.models.checkpoint:add_checkpoint": (
        "env, model_name, record_id, backend_model_name, backend_id"
    ),
    "connector_ecommerce.components.sale_order_onchange:OnChangeManager.get_new_values": (
        "self, record, on_change_result, model"
    ),
    "connector_ecommerce.components.sale_order_onchange:OnChangeManager.play_onchanges": (
        "self, model, values, onchange_fields"
    ),
    "connector_ecommerce.components.sale_order_onchange:SaleOrderOnChange.play": (
        "self, order, order_lines"
    ),
    "connector_ecommerce.models.account_tax:AccountTax.get_tax_from_rate": (
        "self, rate, is_tax_included"
    ),
    "connector_ecommerce.models.account_payment_mode:"
    "AccountPaymentMode.get_or_create_payment_method": "self, payment_method",
    "connector_ecommerce.components.sale_import_rule:SaleImportRule.check": (
        "self, record"
    ),
}


@pytest.mark.parametrize("module", PUBLIC)
def test_names_are_importable(module):
    loaded = importlib.import_module(f"odoo.addons.{module}")
    assert [name for name in PUBLIC[module] if not hasattr(loaded, name)] == []


@pytest.mark.parametrize("path", SIGNATURES)
def test_signatures(path):
    """Names and order of the arguments; more optional ones may follow."""
    module, _, attributes = path.partition(":")
    target = importlib.import_module(f"odoo.addons.{module}")
    for attribute in attributes.split("."):
        target = getattr(target, attribute)
    stars = {
        inspect.Parameter.VAR_POSITIONAL: "*",
        inspect.Parameter.VAR_KEYWORD: "**",
    }
    wanted = SIGNATURES[path].split(", ")
    found = {
        stars.get(parameter.kind, "") + parameter.name: parameter.default
        for parameter in inspect.signature(target).parameters.values()
    }
    assert [name for name in found if name in wanted] == wanted
    added = [name for name in found if name not in wanted and name[0] != "*"]
    assert [name for name in added if found[name] is inspect.Parameter.empty] == []
    positional = [name for name in found if name[0] != "*"]
    assert positional[-len(added) :] == added or not added, "add them at the end"


@pytest.mark.parametrize(
    "target",
    [
        "odoo.addons.component.utils.get_component_registry",
        "odoo.addons.component_event.models.base.Base._event",
        "odoo.addons.queue_job.models.base.DelayableRecordset",
    ],
)
def test_places_that_tests_patch(target):
    with patch(target) as replaced:
        module, _, name = target.rpartition(".")
        try:
            holder = importlib.import_module(module)
        except ModuleNotFoundError:
            module, _, owner = module.rpartition(".")
            holder = getattr(importlib.import_module(module), owner)
        assert getattr(holder, name) is replaced
