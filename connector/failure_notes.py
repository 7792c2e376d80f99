"""What is kept about a failure besides its message: what it was about, what to set."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from odoo.models import BaseModel

from .exception import error_kind
from .rest.masking import HIDDEN

#: Characters that are kept of a record, and of a single text in it.
LONGEST_PAYLOAD = 20_000
LONGEST_TEXT = 500

_SECRET_NAME = re.compile(
    r"token|secret|passw|credential|authoriz|signature|session|api_?key|access_?key"
    r"|private_?key|hash|salt|cvv|cc_(?:number|cid|ss_)|card_?number|iban",
    re.IGNORECASE,
)
#: Where a value has its name beside it, the key of the name.
_NAMES = ("attribute_code", "name", "key", "code", "field")
_PAYLOAD = "connector_payload"


def note_payload(error: BaseException, payload: Any) -> None:
    """Keep with an error the record that it is about, as the backend sent it.

    What is noted first stays: it is closer to the error.
    """
    if payload and getattr(error, _PAYLOAD, None) is None:
        with suppress(AttributeError):
            setattr(error, _PAYLOAD, payload)


@contextmanager
def noting_payload(payload: Any) -> Iterator[None]:
    """Keep what is sent with the error that sending it meets."""
    try:
        yield
    except Exception as error:
        note_payload(error, payload)
        raise


def failure_notes(
    error: BaseException, hide: Callable[[str], str] = str
) -> dict[str, Any]:
    """What a failed job stores about its error, besides the message.

    :param hide: takes the secrets of the backend out of a text
    """
    record = getattr(error, "record", None)
    payload = getattr(error, _PAYLOAD, None)
    if payload is None and error.__cause__ is not None:
        payload = getattr(error.__cause__, _PAYLOAD, None)
    return {
        "connector_error_kind": error_kind(error),
        "connector_configure": _reference(record),
        "connector_payload": payload_text(payload, hide) if payload else False,
    }


def _reference(record: Any) -> str | bool:
    """The record, as a field that may refer to it stores it."""
    if not isinstance(record, BaseModel) or len(record._origin) != 1:
        return False
    referable = record.env["connector.checkpoint"]._reference_models()
    if record._name not in dict(referable):
        return False
    return f"{record._name},{record._origin.id}"


def payload_text(payload: Any, hide: Callable[[str], str] = str) -> str:
    r"""The record as text for people: without secrets, and not too long.

    >>> print(payload_text({"id": 7, "rp_token": "abc", "name": "Ada\0"}))
    {
      "id": 7,
      "rp_token": "***",
      "name": "Ada�"
    }
    """
    try:
        text = json.dumps(
            _without_secrets(payload), indent=2, ensure_ascii=False, default=str
        )
    except (TypeError, ValueError, RecursionError):
        return ""
    text = hide(text).replace("\\u0000", "\ufffd").replace("\0", "\ufffd")
    text = text.encode(errors="replace").decode()
    if len(text) > LONGEST_PAYLOAD:
        text = f"{text[:LONGEST_PAYLOAD]}\n…"
    return text


def _without_secrets(value: Any, name: str = "") -> Any:
    if isinstance(value, Mapping):
        labels = [str(value[key]) for key in _NAMES if isinstance(value.get(key), str)]
        pair = "value" in value and any(map(_SECRET_NAME.search, labels))
        return {
            str(key): HIDDEN
            if pair and key == "value"
            else _without_secrets(item, str(key))
            for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [_without_secrets(item, name) for item in value]
    if value not in (None, "") and _SECRET_NAME.search(name):
        return HIDDEN
    if isinstance(value, bytes):
        value = value[:LONGEST_TEXT].decode(errors="replace")
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        return f"{value[:LONGEST_TEXT]}…"
    return value
