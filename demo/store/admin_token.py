"""Admin tokens: user name and password exchanged for a token that expires."""

from __future__ import annotations

from .auth import ANONYMOUS
from .errors import combined, required
from .rest import Call, Routes
from .typed_input import convert

routes = Routes()


@routes.post("integration/admin/token", ANONYMOUS)
def create(call: Call) -> str:
    body = call.body()
    names = ("username", "password")
    missing = [required(name) for name in names if body.get(name) is None]
    if missing:
        raise combined(missing)
    username, password = (convert(body[name], "string") for name in names)
    return call.shop.doorman.token(username, password)
