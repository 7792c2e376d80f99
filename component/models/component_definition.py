from __future__ import annotations

import json
from typing import Any

from odoo import api, fields, models
from odoo.tools import SQL

from ..core import _component_databases
from ..engine.definition import Definition, define


class ComponentDefinition(models.Model):
    """Lists the components of the database, for people who look for one.

    Nothing is stored: each query reads the registry of the process that answers it.
    """

    _name = "component.definition"
    _description = "Component"
    _auto = False
    _order = "name"

    name = fields.Char(
        readonly=True, help="Unique name of the component: its '_name' in the code."
    )
    usage = fields.Char(
        readonly=True,
        help="What the component is for. Components are looked up by their usage.",
    )
    collection = fields.Char(
        readonly=True,
        help="Only records of this model use the component. Empty: all may use it.",
    )
    applies_on = fields.Char(
        string="Models",
        readonly=True,
        help="Models for which the component works. Empty: any model.",
    )
    addon = fields.Char(readonly=True, help="The addon that declares the component.")
    extending_addons = fields.Char(
        string="Extended by",
        readonly=True,
        help="Other addons that extend the component in place.",
    )
    abstract = fields.Boolean(
        readonly=True,
        help="An abstract component is never found by a lookup: others inherit it.",
    )
    composition = fields.Text(
        string="Made of",
        readonly=True,
        help="The classes that make up the component with their addon: what is "
        "defined in the first is used before what is defined in the next.",
    )

    @property
    def _table_query(self) -> SQL:
        rows = [
            {"id": number, **_row(definition)}
            for number, definition in enumerate(self._definitions(), start=1)
        ]
        return SQL(
            """
            SELECT * FROM jsonb_to_recordset(%s::jsonb) AS definition(
                id integer, name text, usage text, collection text, applies_on text,
                addon text, extending_addons text, abstract boolean, composition text
            )
            """,
            json.dumps(rows),
        )

    @api.model
    def _definitions(self) -> list[Definition]:
        registry = self.env.context.get("components_registry")
        if not registry:
            registry = _component_databases.get(self.env.cr.dbname)
        return define(registry) if registry else []


def _row(definition: Definition) -> dict[str, Any]:
    return {
        "name": definition.name,
        "usage": definition.usage,
        "collection": definition.collection,
        "applies_on": ", ".join(definition.models) or None,
        "addon": definition.addon,
        "extending_addons": ", ".join(definition.extending_addons) or None,
        "abstract": definition.abstract,
        "composition": "\n".join(map(str, definition.pieces)),
    }
