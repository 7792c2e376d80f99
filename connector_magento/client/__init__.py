"""The shop's REST API, as far as it is used here; independent of Odoo's database."""

from .authentication import (
    BearerAuthentication,
    OAuthAuthentication,
    PasswordAuthentication,
)
from .client import MagentoClient
from .search import search_query

__all__ = [
    "BearerAuthentication",
    "MagentoClient",
    "OAuthAuthentication",
    "PasswordAuthentication",
    "search_query",
]
