"""The modules that the store has installed."""

from __future__ import annotations

from .data import load
from .rest import Call, Routes

routes = Routes()


@routes.get("modules", "Magento_Backend::admin")
def list_modules(call: Call) -> list[str]:
    """Answer with all names, whatever page is asked for: Magento does no paging here."""
    names: list[str] = load("modules.json")
    if call.shop.settings.msi:
        return names
    return [name for name in names if not name.startswith("Magento_Inventory")]
