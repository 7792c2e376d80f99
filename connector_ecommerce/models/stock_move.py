"""Transfers that become done move by move."""

from __future__ import annotations

from odoo import models

from .stock_picking import MUTE_MOVES


class StockMove(models.Model):
    """Tells of deliveries that are done without passing by their own method.

    They are told as ``"complete"``: whoever processes moves decides what remains.
    """

    _inherit = "stock.move"

    def _action_done(self, cancel_backorder: bool = False):
        pickings = self.picking_id.with_prefetch()
        if self.env.context.get(MUTE_MOVES) or not pickings._is_done_heard():
            return super()._action_done(cancel_backorder=cancel_backorder)
        undone = pickings.filtered(lambda picking: picking.state != "done")
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        undone.exists()._notify_done("complete")
        return moves
