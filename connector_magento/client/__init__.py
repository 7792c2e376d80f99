"""The shop's REST API, as far as it is used here; independent of Odoo's database."""

from .authentication import (
    TOKENS,
    Authentication,
    BearerAuthentication,
    OAuthAuthentication,
    PasswordAuthentication,
)
from .client import MagentoClient
from .errors import (
    ConfigurationError,
    MagentoError,
    RecordMissing,
    RequestRefused,
    ShopFailure,
    ShopUnreachable,
    TooManyRequests,
    UnreadableAnswer,
)
from .search import encode_path, moment, search_query

__all__ = [
    "TOKENS",
    "Authentication",
    "BearerAuthentication",
    "ConfigurationError",
    "MagentoClient",
    "MagentoError",
    "OAuthAuthentication",
    "PasswordAuthentication",
    "RecordMissing",
    "RequestRefused",
    "ShopFailure",
    "ShopUnreachable",
    "TooManyRequests",
    "UnreadableAnswer",
    "encode_path",
    "moment",
    "search_query",
]
