"""Completion of the values of an order as a form would do it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.models import BaseModel

from odoo.addons.component.core import Component
from odoo.addons.connector.exception import InvalidDataError

from ..completion import Completion, Entry

ORDER = "sale.order"
LINE = "sale.order.line"


class OnChangeManager(Component):
    """Completes values by what a form would fill in by itself.

    Computed fields that can be edited and methods with ``@api.onchange`` both count.
    """

    _name = "ecommerce.onchange.manager"
    _inherit = "base.connector"

    def get_new_values(
        self,
        record: Mapping[str, Any],
        on_change_result: Mapping[str, Any],
        model: str | None = None,
    ) -> dict[str, Any]:
        """Return what the result of ``onchange`` adds to values.

        :param record: the values that there are
        :param on_change_result: what the method ``onchange`` of a model returned
        :param model: name of the model: tells which of the fields are many2one; without
            it they are known by the look of their values
        :return: the values of fields that are not in ``record``, ids for many2one
        """
        fields = self.env[model]._fields if model else {}
        return {
            name: _many2one_id(value)
            if name not in fields or fields[name].type == "many2one"
            else value
            for name, value in (on_change_result.get("value") or {}).items()
            if name not in record
        }

    def play_onchanges(
        self, model: str, values: Mapping[str, Any], onchange_fields: list[str]
    ) -> dict[str, Any]:
        """Complete the values of one new record.

        :param model: name of the model
        :param values: the given values: they are never replaced, not even empty ones,
            and those of no field are kept
        :param onchange_fields: the fields whose change completes the values
        :return: the given values, and what a form would fill in when they are entered
        :raises InvalidDataError: a value is not one of its field, or leads to a record
            that does not exist
        """
        recordset = self.env[model]
        title = self.env._("The new %s", recordset._description)
        entry = Entry(values, title)
        with Completion(recordset, onchange_fields, [entry]) as completion:
            return completion.completed()[0]


class SaleOrderOnChange(Component):
    """Completes an order and its lines.

    A mapper does it when all else is mapped::

        def finalize(self, map_record, values):
            values = super().finalize(map_record, values)
            manager = self.component(usage="ecommerce.onchange.manager.sale.order")
            return manager.play(values, values["acme_order_line_ids"])

    Connectors extend ``order_onchange_fields`` and ``line_onchange_fields`` by fields
    of their own, the change of which fills in others.
    """

    _name = "ecommerce.onchange.manager.sale.order"
    _inherit = "ecommerce.onchange.manager"
    _usage = "ecommerce.onchange.manager.sale.order"

    order_onchange_fields = ["partner_id"]
    line_onchange_fields = ["order_id", "product_id"]

    def play(
        self, order: Mapping[str, Any], order_lines: list | None
    ) -> dict[str, Any]:
        """Complete the values of an order, and those of its lines in place.

        The order is completed first, without lines; then the lines, which see the
        completed order. Commands that neither create nor update are left alone.

        :param order: values of the order, of which ``order_line`` may be a list of
            commands
        :param order_lines: list of commands: of ``order["order_line"]`` or another
            value of the order, such as the binding's lines, or of none
        :return: the completed values of the order
        :raises InvalidDataError: a value is not one of its field, or leads to a record
            that does not exist
        :raises TypeError: commands that are not in a list
        """
        lists = self._line_lists(order, order_lines)
        lines = [line for found in lists for line in self._lines(*found)]
        self._find_updated(lines)
        updated = self.env[LINE].concat(*(line.origin for line in lines if line.origin))
        origin = updated.order_id[:1]
        entry = Entry(order, self.env._("The order"), origin)
        with Completion(
            self._orders(order, origin),
            self.order_onchange_fields,
            [entry],
            common={"order_line": []},
            ignored=["order_line"],
        ) as completion:
            [completed] = completion.completed()
            self._play_lines(lines, completion.records)
        return completed

    def _orders(self, order: Mapping[str, Any], origin: BaseModel) -> BaseModel:
        """Return the model of orders, in the company of the order."""
        orders = self.env[ORDER]
        company = order.get("company_id", origin.company_id)
        if not company:
            return orders
        orders = orders.with_company(company)
        try:
            # The environment tells here whether the user may work in the company.
            orders.env.company.ensure_one()
        except AccessError as error:
            raise InvalidDataError(
                self.env._(
                    "The order cannot be completed: its company_id is %(company)s, in "
                    "which the user %(user)s may not work. Set another company on the "
                    "backend, or allow the company to this user.",
                    company=company,
                    user=self.env.user.login,
                )
            ) from error
        return orders

    # Commands

    def _line_lists(
        self, order: Mapping[str, Any], order_lines: list | None
    ) -> list[tuple[str, list]]:
        """Return the lists of commands, each once, with the names of their values."""
        lists = []
        native = order.get("order_line")
        if native:
            lists.append(("order_line", native))
        if order_lines and order_lines is not native:
            names = (name for name, value in order.items() if value is order_lines)
            lists.append((next(names, "order_lines"), order_lines))
        for name, commands in lists:
            if not isinstance(commands, list):
                raise TypeError(
                    f"The lines of the order cannot be completed: {name} is a "
                    f"{type(commands).__name__}, not a list, so it cannot be changed "
                    "in place. Give play() a list of commands."
                )
        return lists

    def _lines(self, name: str, commands: list) -> Iterator[_Line]:
        for index, command in enumerate(commands):
            if (
                isinstance(command, tuple | list)
                and len(command) == 3
                and command[0] in (Command.CREATE, Command.UPDATE)
                and isinstance(command[2], Mapping)
            ):
                yield _Line(name, commands, index)

    def _find_updated(self, lines: list[_Line]) -> None:
        """Find the existing lines of the commands that update."""
        by_list: dict[str, list[_Line]] = {}
        for line in lines:
            if line.command[0] == Command.UPDATE:
                by_list.setdefault(line.name, []).append(line)
        for name, updates in by_list.items():
            model = self._line_model(name)
            if model is None:
                continue
            ids = [line.command[1] for line in updates]
            existing = model.browse(id_ for id_ in ids if type(id_) is int).exists()
            existing_ids = set(existing.ids)
            for line, id_ in zip(updates, ids, strict=True):
                if id_ not in existing_ids:
                    raise InvalidDataError(
                        self.env._(
                            "%(line)s cannot be completed: it updates the record "
                            "%(id)r of %(model)s, which does not exist; it may have "
                            "been deleted meanwhile. Import the order again.",
                            line=self._title(line),
                            id=id_,
                            model=model._name,
                        )
                    )
                record = existing.browse(id_).with_prefetch(existing.ids)
                line.origin = (
                    record if model._name == LINE else record[model._inherits[LINE]]
                )

    def _line_model(self, name: str) -> BaseModel | None:
        """Return the model of the ids in a list of commands, if it can be told.

        It is that of lines, or of bindings of them when the order is a binding.
        """
        if name == "order_line":
            return self.env[LINE]
        field = self.model._fields.get(name)
        if field is None or not field.comodel_name:
            return None
        model = self.env[field.comodel_name]
        return model if model._name == LINE or LINE in model._inherits else None

    def _title(self, line: _Line) -> str:
        return self.env._(
            "Line %(number)d of %(name)s", number=line.index + 1, name=line.name
        )

    def _play_lines(self, lines: list[_Line], order: BaseModel) -> None:
        """Complete the lines of a temporary order in place."""
        entries = [
            Entry(line.command[2], self._title(line), line.origin) for line in lines
        ]
        with Completion(
            order.env[LINE],
            self.line_onchange_fields,
            entries,
            common={"order_id": order},
            ignored=["order_id"],
        ) as completion:
            for line, values in zip(lines, completion.completed(), strict=True):
                code, id_, _values = line.command
                line.commands[line.index] = (code, id_, values)


@dataclass
class _Line:
    """A command that creates or updates a line, and its place."""

    name: str
    commands: list
    index: int
    origin: BaseModel | None = None

    @property
    def command(self) -> tuple:
        return self.commands[self.index]


def _many2one_id(value: Any) -> Any:
    """Return the id of a many2one value of ``onchange``, and anything else as it is."""
    match value:
        case {"id": int() as id_}:
            return id_
        case (int() as id_, str()):
            return id_
    return value
