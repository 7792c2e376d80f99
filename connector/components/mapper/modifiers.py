"""Change a value on its way, in the ``direct`` mappings of a mapper.

A modifier is a function ``modifier(self, record, to_attr)`` where ``self`` is the
mapper, made by a factory that knows the source field. The mapper reads that name in
the closure variable called ``field`` (or an attribute ``field`` of the function), to
know which modifiers a change of a field concerns: own modifiers keep to it::

    def upper(field):
        def modifier(self, record, to_attr):
            return (record[field] or "").upper()

        return modifier

    direct = [(upper("code"), "code")]
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from odoo.models import BaseModel

from ...exception import MappingError
from ..binder import is_external_id

if TYPE_CHECKING:
    from .mapper import Mapper

#: Called with the mapper, the source record and the name of the target.
Modifier = Callable[[Any, Any, str], Any]


def none(field: str | Modifier) -> Modifier:
    """Give ``None`` instead of a falsy value.

    :param field: source field, or another modifier
    """

    if callable(field):

        def modifier(self: Mapper, record: Any, to_attr: str) -> Any:
            return field(self, record, to_attr) or None

    else:

        def modifier(self: Mapper, record: Any, to_attr: str) -> Any:
            return record[field] or None

    return modifier


def convert(field: str | Modifier, conv_type: Callable[[Any], Any]) -> Modifier:
    """Convert the value with a type or function; a falsy value gives ``False``.

    :param field: source field, or another modifier
    :param conv_type: for instance ``int``
    """

    if callable(field):

        def modifier(self: Mapper, record: Any, to_attr: str) -> Any:
            value = field(self, record, to_attr)
            return conv_type(value) if value else False

    else:

        def modifier(self: Mapper, record: Any, to_attr: str) -> Any:
            value = record[field]
            return conv_type(value) if value else False

    return modifier


def m2o_to_external(field: str, binding: str | None = None) -> Modifier:
    """Give the external id of the record that a many2one field of Odoo points to.

    :param field: a many2one field of the exported record
    :param binding: name of the binding model, when the field points to the normal
        record instead of to its binding
    """

    def modifier(self: Mapper, record: Any, to_attr: str) -> Any:
        target = record[field]
        if not target:
            return False
        column = self.model._fields[field]
        if column.type != "many2one":
            raise ValueError(
                f"The field {field!r} of {self.model._name!r} is a {column.type}: "
                "m2o_to_external() wants a many2one."
            )
        binding_model = binding or column.comodel_name
        binder = self.binder_for(binding_model)
        external_id = binder.to_external(target.id, wrap=bool(binding))
        if not is_external_id(external_id):
            raise MappingError(
                f"Cannot map {field!r} of {record!r} to {to_attr!r}: {target!r} has "
                f"no external id on {self.backend_record!r}. Export it first "
                f"(binding model {binding_model!r})."
            )
        return external_id

    return modifier


def external_to_m2o(field: str, binding: str | None = None) -> Modifier:
    """Give the id of the record of Odoo for an external id, for a many2one field.

    :param field: source field, holding an id of the backend
    :param binding: name of the binding model, when the target field wants the normal
        record instead of its binding
    """

    def modifier(self: Mapper, record: Any, to_attr: str) -> Any:
        external_id = record[field]
        if not external_id:
            return False
        column = self.model._fields[to_attr]
        if column.type != "many2one":
            raise ValueError(
                f"The field {to_attr!r} of {self.model._name!r} is a {column.type}: "
                "external_to_m2o() wants a many2one."
            )
        binding_model = binding or column.comodel_name
        binder = self.binder_for(binding_model)
        target = binder.to_internal(external_id, unwrap=bool(binding))
        if not target:
            raise MappingError(
                f"Cannot map {field!r} to {to_attr!r} of {self.model._name!r}: there "
                f"is no {binding_model!r} with the external id {external_id!r} on "
                f"{self.backend_record!r}. Import it first."
            )
        return target.id if isinstance(target, BaseModel) else target

    return modifier


def follow_m2o_relations(path: str) -> Modifier:
    """Give a value found by walking relations, as in ``country_id.code``.

    :param path: names separated by dots; a partial mapping runs it when the first
        one is among the changed fields
    """
    field, *names = path.split(".")

    def modifier(self: Mapper, record: Any, to_attr: str) -> Any:
        value = _follow(record, field)
        for name in names:
            value = _follow(value, name)
        return value

    return modifier


def _follow(record: Any, name: str) -> Any:
    return record[name] if isinstance(record, Mapping) else getattr(record, name)


def source_field(entry: str | Modifier) -> str:
    """Return the source field of a ``direct`` entry, through modifiers of modifiers.

    :raises AssertionError: a modifier does not tell
    """
    if not callable(entry):
        return entry
    try:
        field = _declared_field(entry)
    except LookupError:
        raise AssertionError(
            f"Modifier without 'field' argument. {entry!r}: keep the source field in "
            "a variable named 'field' that the modifier uses, or in an attribute "
            "'field' of the modifier."
        ) from None
    return source_field(field)


def _declared_field(modifier: Modifier) -> str | Modifier:
    code = getattr(modifier, "__code__", None)
    names = code.co_freevars if code else ()
    if "field" in names:
        cells = modifier.__closure__ or ()
        return cells[names.index("field")].cell_contents
    if hasattr(modifier, "field"):
        return modifier.field
    raise LookupError("field")
