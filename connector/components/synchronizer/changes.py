"""Write what changed, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from odoo.fields import Command, Field
from odoo.models import BaseModel


def write_changes(record: BaseModel, values: dict[str, Any]) -> bool:
    """Write to a record those values that it does not have already.

    An import repeated without a change writes nothing: nobody is notified, no date of
    last change moves, and no other transaction has to wait.

    What a record inherits (``_inherits``) is written in one go to the record that it
    is inherited from, rather than field by field as the ORM does.

    :param record: one record
    :param values: as for ``write()``
    :return: whether something was written
    """
    shares = list(_by_record(record, values))
    changes = [
        {name: value for name, value in share.items() if _differs(owner, name, value)}
        for owner, share in shares
    ]
    if not any(changes):
        return False
    if not changes[-1].keys().isdisjoint(record._inherits.values()):
        record.write(values)  # to other records than those that were compared
        return True
    for (owner, share), changed in zip(shares, changes, strict=True):
        # Recomputed when what it depends on is written, unless it is written, too.
        computed = {name: share[name] for name in share if _is_computed(owner, name)}
        if changed or computed:
            owner.write({**computed, **changed})
    return True


def field_differs(record: BaseModel, name: str, value: Any) -> bool:
    """Whether writing the value of one field would change the record."""
    return any(
        _differs(owner, own_name, share[own_name])
        for owner, share in _by_record(record, {name: value})
        for own_name in share
    )


def _by_record(
    record: BaseModel, values: dict[str, Any]
) -> Iterator[tuple[BaseModel, dict[str, Any]]]:
    """Share the values out: first the records inherited from, the record itself last.

    Each comes with those values that are its own.
    """
    own: dict[str, Any] = {}
    inherited: dict[str, dict[str, Any]] = {}
    for name, value in values.items():
        field = record._fields.get(name)
        if field is not None and field.inherited:
            link, inherited_name = field.related.split(".")
            inherited.setdefault(link, {})[inherited_name] = value
        else:
            own[name] = value
    for link, share in inherited.items():
        yield from _by_record(record[link], share)
    yield record, own


def _is_computed(record: BaseModel, name: str) -> bool:
    field = record._fields.get(name)
    return field is not None and bool(field.compute)


def _differs(record: BaseModel, name: str, value: Any) -> bool:
    """Whether writing the value would change the record."""
    field = record._fields.get(name)
    if field is None or field.type in ("properties", "properties_definition"):
        return True  # for the ORM to judge
    if field.type in ("one2many", "many2many"):
        return _links_differ(record, field, value)
    record[name]  # brought into the cache, where the ORM compares, too
    return bool(field._filter_not_equal(record, field.convert_to_cache(value, record)))


def _links_differ(record: BaseModel, field: Field, value: Any) -> bool:
    """Whether the commands would change which records are linked, or one of these."""
    current = set(record.with_context(active_test=False)[field.name].ids)
    # The ORM leaves alone the links of a many2many to archived records.
    visible = record[field.name].ids if field.type == "many2many" else current
    hidden = current.difference(visible)
    linked = set(current)
    for code, id_, argument in map(_complete, _commands(value)):
        if code in (Command.CREATE, Command.DELETE):
            return True
        if code == Command.UPDATE:
            line = record.env[field.comodel_name].browse(id_)
            if any(
                _differs(owner, name, share[name])
                for owner, share in _by_record(line, argument)
                for name in share
            ):
                return True
        elif code == Command.UNLINK:
            linked -= {id_} - hidden
        elif code == Command.LINK:
            linked.add(id_)
        elif code == Command.CLEAR:
            linked = set(hidden)
        elif code == Command.SET:
            linked = hidden.union(argument)
    return linked != current


def _commands(value: Any) -> Iterable[tuple]:
    """Return a value for a one2many or many2many field as commands."""
    if isinstance(value, BaseModel):
        return [Command.set(value.ids)]
    if not value:
        return [] if isinstance(value, list) else [Command.clear()]
    if isinstance(value, tuple) or not isinstance(value[0], list | tuple):
        return [Command.set(value)]
    return value


def _complete(command: tuple) -> tuple[int, Any, Any]:
    code, id_, argument = (*command, 0, 0)[:3]
    return code, id_, argument
