"""Facts about a real store, as its interface gave them, and how to load them."""

from __future__ import annotations

import functools
import json
from importlib import resources
from typing import Any


@functools.cache
def load(name: str) -> Any:
    """Return the content of a JSON file of this folder; not to be changed."""
    return json.loads(resources.files(__name__).joinpath(name).read_text("utf-8"))
