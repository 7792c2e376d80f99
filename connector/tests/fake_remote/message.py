"""What the fake remote is asked, and what it answers."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl


@dataclass
class Answer:
    """What goes out: bytes as they are, anything else as JSON.

    :ivar delay: seconds to wait first
    :ivar cut: announce more than is sent, and close the connection
    :ivar hang_up: close the connection without a word
    """

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0
    cut: bool = False
    hang_up: bool = False

    def content(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        return b"" if self.status == 204 else json.dumps(self.body).encode()


@dataclass
class Request:
    """What came in.

    :ivar path: below the root, without slash at either end: ``customers/7``
    :ivar answered: status that was sent; 0 as long as none was
    """

    method: str
    path: str
    query_string: str
    headers: dict[str, str]
    body: bytes
    answered: int = 0

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(self.query_string, keep_blank_values=True))

    @property
    def data(self) -> Any:
        """The JSON of the body; ``None`` without body, or if it is no JSON."""
        try:
            return json.loads(self.body) if self.body else None
        except ValueError:
            return None

    @property
    def collection(self) -> str:
        return self.path.partition("/")[0]

    @property
    def external_id(self) -> str:
        """Id of the record that the path names; empty if it names none."""
        return self.path.partition("/")[2]

    @property
    def writes(self) -> bool:
        return self.method not in ("GET", "HEAD")

    def __str__(self) -> str:
        query = f"?{self.query_string}" if self.query_string else ""
        return f"{self.method} /{self.path}{query}"
