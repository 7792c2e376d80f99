"""Import of product categories."""

from __future__ import annotations

from collections.abc import Iterable

from odoo.models import BaseModel

from odoo.addons.component.core import AbstractComponent, Component
from odoo.addons.connector.components.mapper import mapping
from odoo.addons.connector.components.synchronizer.changes import write_changes
from odoo.addons.connector.exception import (
    IDMissingInBackend,
    InvalidDataError,
    MappingError,
)

from ..client import catalogue_payload

#: Magento's technical root above the roots of all catalogues.
_TECHNICAL_ROOT = "1"


class CategoryAdapter(Component):
    _name = "magento.category.adapter"
    _inherit = "magento.catalogue.adapter"
    _apply_on = "magento.product.category"

    _list = "V1/categories/list"
    _listed = "id,name"


class CategoryBatchImporter(Component):
    """Imports categories, in chunks; store views first, whose languages are read."""

    _name = "magento.category.batch.importer"
    _inherit = "magento.batch.importer"
    _apply_on = "magento.product.category"

    def _before_pages(self, is_first: bool) -> None:
        if is_first:
            self.component(
                usage="metadata.importer", model_name="magento.website"
            ).run()

    def _deletions_label(self) -> str:
        return self.env._("search for deleted categories")

    def _kind(self) -> str:
        return self.env._("category")


class CategoryImporter(Component):
    """Imports a category, its parent before it."""

    _name = "magento.category.importer"
    _inherit = "magento.importer"
    _apply_on = "magento.product.category"

    _schema = catalogue_payload.CATEGORY
    # Moves with each product that is put into the category, and with its children.
    _digest_ignored = ("updated_at", "children", "product_count")

    def _must_skip(self) -> str | None:
        if self.external_record["id"] == _TECHNICAL_ROOT:
            return self.env._("The shop's technical root is no category.")
        return super()._must_skip()

    def _remote_date(self, record: dict) -> None:
        """None: texts of a store view may change without it."""
        return None

    def _prepare(self, external_id, record, binding=None, force=False):
        result = super()._prepare(external_id, record, binding, force=force)
        self._parents[str(external_id)] = self._parent_id(self.external_record)
        return result

    def _read_parent(self, external_id: str) -> str | None:
        """Parent in the shop, just read."""
        try:
            record = self.backend_adapter.read(external_id)
        except IDMissingInBackend:
            return None
        return self._parent_id(self._schema.check(record, external_id, self.env._))

    def _parent_id(self, record: dict) -> str | None:
        parent = record["parent_id"]
        return None if parent in ("0", _TECHNICAL_ROOT) else parent

    @property
    def _parents(self) -> dict[str, str | None]:
        """Id → id of the parent, of all that was read in this piece of work."""
        known = getattr(self.work, "category_parents", None)
        if known is None:
            known = self.work.category_parents = {}
            self.work._propagate_kwargs.append("category_parents")
        return known

    def _dependencies(self, record: dict) -> Iterable[tuple[str | None, str]]:
        self._refuse_cycle(self._chain(only_read=True))
        return [(self._parent_id(self.external_record), self.model._name)]

    def _before_import(self) -> None:
        """Make sure that the parent isn't below this category, in Odoo or the shop.

        Odoo may know an older place of the parent: then it is imported again first.
        """
        chain = self._chain()
        while chain[-1] in chain[:-1]:
            unread = [id_ for id_ in chain if id_ not in self._parents]
            if not unread:
                self._refuse_cycle(chain)
            stale = unread[0]
            self._parents[stale] = self._read_parent(stale)
            chain = self._chain()
        parent = self.binder.to_internal(self._parents.get(str(self.external_id)))
        own = self.binding.odoo_id
        if own and parent and own in self._above(parent.odoo_id):
            # In the shop the parent is elsewhere; Odoo is to learn it first.
            above = self._above(parent.odoo_id)
            for category in reversed(above[: above.index(own)]):
                for binding in category.sudo().magento_bind_ids.filtered(
                    lambda one: one.backend_id == self.backend_record
                ):
                    if not self._is_being_imported(binding.external_id):
                        self._import_again(binding.external_id)

    def _chain(self, only_read: bool = False) -> list[str]:
        """Ids from this category up, until the root or one that came already."""
        chain = [str(self.external_id)]
        while True:
            last = chain[-1]
            if last in self._parents:
                parent = self._parents[last]
            elif only_read:
                return chain
            else:
                parent = self.binder.to_internal(last).magento_parent_id.external_id
            if not parent:
                return chain
            chain.append(parent)
            if parent in chain[:-1]:
                return chain

    def _refuse_cycle(self, chain: list[str]) -> None:
        """:raises InvalidDataError: the chain comes back to one of its categories"""
        if chain[-1] not in chain[:-1]:
            return
        raise InvalidDataError(
            self.env._(
                "The category %(id)s “%(name)s” can't be imported: in the shop it is"
                " below itself (%(chain)s). Move one of these categories in Magento to"
                " where it belongs, then run this job again.",
                id=self.external_id,
                name=self.external_record["name"],
                chain=" → ".join(chain),
            )
        )

    def _above(self, category: BaseModel) -> list[BaseModel]:
        """The category and those above it, in Odoo."""
        found = []
        while category and category not in found:
            found.append(category)
            category = category.parent_id
        return found

    def _is_being_imported(self, external_id: str) -> bool:
        key = (self.model._name, external_id)
        return external_id == str(self.external_id) or (
            key in getattr(self.work, "importing", ())
        )

    def _import_again(self, external_id: str) -> None:
        work = self.work.work_on(self.model._name)
        work.importing = (
            *getattr(self.work, "importing", ()),
            (self.model._name, str(self.external_id)),
        )
        work.component(usage="record.importer").run(external_id, force=True)

    # Odoo's categories have one name: that of the source language.
    def _create_lang(self) -> str | None:
        return "en_US"

    def _update(self, binding: BaseModel, data: dict) -> bool | None:
        return super()._update(binding.with_context(lang="en_US"), data)

    def _after_import(self, binding: BaseModel) -> None:
        names = {"name": "magento_name"}
        if write_texts(binding, self.external_record, names):
            note_change(self)


class CategoryMapper(Component):
    _name = "magento.category.mapper"
    _inherit = "magento.import.mapper"
    _apply_on = "magento.product.category"

    direct = [
        ("level", "level"),
        ("position", "position"),
        ("is_active", "is_enabled"),
    ]

    @mapping
    def names(self, record):
        """The name in the source language, here and in Odoo."""
        name = source_text(record, "name")
        return {"name": name, "magento_name": name}

    @mapping
    def active(self, record):
        """What the shop lists is alive."""
        return {"active": True}

    @mapping
    def parent(self, record):
        """The parent; roots go below the category that the backend names."""
        parent_id = record["parent_id"]
        if parent_id in ("0", _TECHNICAL_ROOT):
            return {
                "magento_parent_id": False,
                "parent_id": self.backend_record.catalogue_category_id.id,
            }
        parent = self.binder_for("magento.product.category").to_internal(parent_id)
        if not parent:
            raise MappingError(
                self.env._(
                    "The category %(id)s “%(name)s” can't be imported: it is below the"
                    " category %(parent)s, which Odoo doesn't have and the shop doesn't"
                    " show. Move it in Magento to where it belongs.",
                    id=record["id"],
                    name=record["name"],
                    parent=parent_id,
                )
            )
        return {"magento_parent_id": parent.id, "parent_id": parent.odoo_id.id}


def source_text(record: dict, key: str) -> str | None:
    """A text in Odoo's source language.

    That of the store view in English, else that of the first store view whose language
    Odoo has, else that which all store views share.
    """
    texts = record["texts"]
    if "en_US" in texts:
        return texts["en_US"][key] or _shared(record, key)
    for one in texts.values():
        if one[key]:
            return one[key]
    return _shared(record, key)


def _shared(record: dict, key: str) -> str | None:
    return record.get(key) or record.get("attributes", {}).get(key)


def write_texts(
    target: BaseModel, record: dict, names: dict[str, str], convert: dict | None = None
) -> bool:
    """Write the texts of the languages other than the source.

    :param target: record with the translated fields
    :param names: key of the text → field
    :param convert: functions that make a field's value of a text, by key
    :return: whether one was another before
    """
    convert = convert or {}
    has_changed = False
    for lang, texts in record["texts"].items():
        if lang == "en_US":
            continue
        wanted = {
            field_name: convert.get(key, str)(texts[key])
            for key, field_name in names.items()
            if texts[key]
        }
        translated = target.with_context(lang=lang)
        for field_name, value in list(wanted.items()):
            if callable(target._fields[field_name].translate):
                del wanted[field_name]
                has_changed |= _write_terms(translated, field_name, value)
        if wanted and write_changes(translated, wanted):
            has_changed = True
    return has_changed


def _write_terms(translated: BaseModel, field_name: str, value: str) -> bool:
    """Translate HTML, which Odoo does sentence by sentence.

    A text that is built in another way than that of the source language is left out.
    """
    field = translated._fields[field_name]
    source = translated.with_context(lang="en_US")[field_name] or ""
    value = field.convert_to_cache(value, translated)
    if not source or translated[field_name] == value:
        return False
    terms, texts = field.get_trans_terms(source), field.get_trans_terms(value)
    if not terms or len(terms) != len(texts):
        return False
    lang = translated.env.context["lang"]
    translated.update_field_translations(
        field_name, {lang: dict(zip(terms, texts, strict=True))}
    )
    return True


def note_change(importer: AbstractComponent) -> None:
    """Tell that an import changed something, after all."""
    if importer.outcome == "unchanged":
        importer.outcome = "updated"
