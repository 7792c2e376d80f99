"""What several tests of the connector need."""

from __future__ import annotations

import base64
import json
import time

import requests

_real_send = requests.Session.send


class RealRequestsMixin:
    """Lets requests through unchanged: all go to a server of the test itself."""

    @classmethod
    def _request_handler(cls, session, request, /, **kwargs):
        return _real_send(session, request, **kwargs)


def jwt(lifetime: float = 3600, **claims: object) -> str:
    """A token as Magento makes them, with a signature that nobody checks."""
    now = int(time.time())
    claims = {"uid": 1, "utypid": 2, "iat": now, "exp": now + lifetime, **claims}

    def part(data: dict) -> str:
        encoded = base64.urlsafe_b64encode(json.dumps(data).encode())
        return encoded.rstrip(b"=").decode()

    return f"{part({'kid': '1', 'alg': 'HS256'})}.{part(claims)}.signature"
