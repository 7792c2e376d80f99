"""What a person does in Odoo's web client, as calls: log in, press a button, read records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import requests


class OdooError(RuntimeError):
    """Odoo answered a call with an error; the message is what the web client shows."""


class OdooSession:
    """A logged-in session on a running server, over the web client's own routes.

    :param url: address of the server
    :param database: its database
    :raises OdooError: when Odoo refuses the login or answers a call with an error
    """

    def __init__(
        self, url: str, database: str, login: str = "admin", password: str = "admin"
    ) -> None:
        self.url = url
        self._http = requests.Session()
        answer = self._call(
            "/web/session/authenticate",
            {"db": database, "login": login, "password": password},
        )
        if not answer.get("uid"):
            raise OdooError(f"Odoo refused the login {login!r}")
        self.user_id = answer["uid"]

    def call(self, model: str, method: str, *args: Any, **kwargs: Any) -> Any:
        """Call a public method of a model; the first argument is often a list of ids."""
        return self._call(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )

    def press(self, model: str, record_id: int, button: str) -> Any:
        """Press a form's button: returns the action that the client would run, if any."""
        return self._call(
            f"/web/dataset/call_button/{model}/{button}",
            {"model": model, "method": button, "args": [[record_id]], "kwargs": {}},
        )

    def count(self, model: str, domain: Sequence[Any] = ()) -> int:
        """Number of records, archived ones included."""
        return self.call(
            model, "search_count", list(domain), context={"active_test": False}
        )

    def read(
        self, model: str, domain: Sequence[Any], fields: Sequence[str], **options: Any
    ) -> list[dict[str, Any]]:
        """Records that match, as dicts."""
        return self.call(model, "search_read", list(domain), list(fields), **options)

    def _call(self, route: str, params: dict[str, Any]) -> Any:
        response = self._http.post(
            self.url + route,
            json={"jsonrpc": "2.0", "method": "call", "params": params},
            timeout=120,
        )
        response.raise_for_status()
        answer = response.json()
        if "error" in answer:
            data = answer["error"].get("data") or {}
            raise OdooError(data.get("message") or answer["error"].get("message"))
        return answer.get("result")
