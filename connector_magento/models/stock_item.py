"""What a shop was last sent of the stock of its products, and what it is to be sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeAlias

from odoo import fields, models
from odoo.tools import SQL

#: Binding of the product, source; without source: the product's legacy stock item.
Key: TypeAlias = tuple[int, int]


class StockEntry(NamedTuple):
    """What is to be sent of one product to one source, or to its legacy stock item.

    :ivar quantity: ``None`` where only the rule for back-orders is sent
    :ivar back_orders: the rule, empty where none can be sent
    """

    product_id: int
    source_id: int
    quantity: float | None
    in_stock: bool
    back_orders: str

    @property
    def key(self) -> Key:
        return self.product_id, self.source_id

    def is_news(self, known: KnownStock | None) -> bool:
        """Whether it is something else than what was sent last."""
        if known is None:
            return True
        if self.back_orders not in ("", "shop", known.back_orders):
            return True
        if self.quantity is None:
            return False
        return (self.quantity, self.in_stock) != (known.quantity, known.in_stock)


class KnownStock(NamedTuple):
    """What was sent last, as the database has it; quantity ``None``: nothing was."""

    quantity: float | None
    in_stock: bool | None
    back_orders: str | None
    sent_date: object
    problem: str | None


class MagentoStockItem(models.Model):
    """What a source, or the legacy stock item, was last sent of a product.

    Apart from the products' bindings: imports write these at the same time.
    """

    _name = "magento.stock.item"
    _description = "Magento Stock Item"
    _log_access = False
    _order = "product_id, source_id, id"
    _rec_name = "product_id"

    product_id = fields.Many2one(
        comodel_name="magento.product.product",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    source_id = fields.Many2one(
        comodel_name="magento.source",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: the stock item that each product of any Magento has.",
    )
    quantity = fields.Float(string="Sent Quantity", readonly=True)
    in_stock = fields.Boolean(readonly=True)
    back_orders = fields.Char(readonly=True)
    sent_date = fields.Datetime(string="Sent On", readonly=True)
    problem = fields.Text(
        readonly=True,
        help="Why the shop refused it. It is not sent again by itself: retry the"
        " failure, or press Send Stock on the product.",
    )

    # Whoever sends a product at the same time meets it, too: the database decides.
    _unique_product_source = models.UniqueIndex(
        "(product_id, COALESCE(source_id, 0))",
        "The stock of this product in this source is known already.",
    )

    def _known(self, product_ids: Iterable[int]) -> dict[Key, KnownStock]:
        """What was last sent of these products."""
        rows = self.env.execute_query(
            SQL(
                """SELECT product_id, COALESCE(source_id, 0), quantity, in_stock,
                          back_orders, sent_date, problem
                     FROM magento_stock_item WHERE product_id = ANY(%s)""",
                list(product_ids),
            )
        )
        return {(product, source): KnownStock(*rest) for product, source, *rest in rows}

    def _remember(self, entries: Iterable[StockEntry]) -> None:
        """Take down what is about to be sent.

        Before it is sent: whoever sent a newer quantity after our transaction had
        begun makes this fail, so that ours does not follow theirs to the shop.
        """
        entries = list(entries)
        if not entries:
            return
        products, sources, quantities, in_stock, rules = zip(*entries, strict=True)
        self.env.cr.execute(
            SQL(
                """INSERT INTO magento_stock_item
                       (product_id, source_id, quantity, in_stock, back_orders,
                        sent_date)
                   SELECT product, NULLIF(source, 0), quantity, in_stock, rule, %s
                     FROM unnest(%s::int[], %s::int[], %s::float8[], %s::bool[],
                                 %s::varchar[])
                          AS entry (product, source, quantity, in_stock, rule)
                    ORDER BY product, source
                   ON CONFLICT (product_id, (COALESCE(source_id, 0))) DO UPDATE
                      SET quantity = EXCLUDED.quantity,
                          in_stock = EXCLUDED.in_stock,
                          back_orders = EXCLUDED.back_orders,
                          sent_date = EXCLUDED.sent_date,
                          problem = NULL""",
                fields.Datetime.now(),
                list(products),
                list(sources),
                list(quantities),
                list(in_stock),
                list(rules),
            )
        )
        self.invalidate_model(flush=False)

    def _restore(
        self, known: Mapping[Key, KnownStock], problems: Mapping[Key, str | None]
    ) -> None:
        """Take back what was not sent after all.

        :param known: what had been sent before
        :param problems: why the shop refused it; ``None``: it was not even tried
        """
        if not problems:
            return
        nothing = KnownStock(None, None, None, None, None)
        rows = [
            (*key, *known.get(key, nothing)[:4], problem)
            for key, problem in problems.items()
        ]
        columns = [list(column) for column in zip(*rows, strict=True)]
        self.env.cr.execute(
            SQL(
                """UPDATE magento_stock_item AS item
                      SET quantity = entry.quantity, in_stock = entry.in_stock,
                          back_orders = entry.rule, sent_date = entry.sent_date,
                          problem = entry.problem
                     FROM unnest(%s::int[], %s::int[], %s::float8[], %s::bool[],
                                 %s::varchar[], %s::timestamp[], %s::text[])
                          AS entry (product, source, quantity, in_stock, rule,
                                    sent_date, problem)
                    WHERE item.product_id = entry.product
                      AND COALESCE(item.source_id, 0) = entry.source""",
                *columns,
            )
        )
        self.env.cr.execute(
            SQL(
                """DELETE FROM magento_stock_item
                    WHERE product_id = ANY(%s) AND sent_date IS NULL
                      AND problem IS NULL""",
                columns[0],
            )
        )
        self.invalidate_model(flush=False)
