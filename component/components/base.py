from __future__ import annotations

from ..core import AbstractComponent


class BaseComponent(AbstractComponent):
    """Extend this one (``_inherit = "base"``) to add something to every component."""

    _name = "base"
