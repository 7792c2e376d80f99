"""Talk to the REST API of a server; independent of Odoo's database."""

from .address import encode_path, encode_query
from .answer import Answer, Reader, Received
from .authentication import (
    TOKENS,
    Anonymous,
    Authentication,
    Basic,
    Bearer,
    HeaderKey,
    Signed,
    TokenAuthentication,
    TokenCache,
    token_lifetime,
)
from .budget import Budget, PostgresBudget
from .client import RestClient
from .errors import (
    AddressRefused,
    BudgetSpent,
    EndlessPages,
    RecordMissing,
    RequestRefused,
    RestConfigurationError,
    RestError,
    ServerFailure,
    ServerUnreachable,
    TooManyRequests,
    UnreadableAnswer,
    printable,
)
from .guard import is_public
from .masking import Mask, describe_call, safe_url
from .pages import Cursor, ListPage, NextLink, Offset, PageNumber, Pager, pick
from .timing import retry_after

__all__ = [
    "TOKENS",
    "AddressRefused",
    "Anonymous",
    "Answer",
    "Authentication",
    "Basic",
    "Bearer",
    "Budget",
    "BudgetSpent",
    "Cursor",
    "EndlessPages",
    "HeaderKey",
    "ListPage",
    "Mask",
    "NextLink",
    "Offset",
    "PageNumber",
    "Pager",
    "PostgresBudget",
    "Reader",
    "Received",
    "RecordMissing",
    "RequestRefused",
    "RestClient",
    "RestConfigurationError",
    "RestError",
    "ServerFailure",
    "ServerUnreachable",
    "Signed",
    "TokenAuthentication",
    "TokenCache",
    "TooManyRequests",
    "UnreadableAnswer",
    "describe_call",
    "encode_path",
    "encode_query",
    "is_public",
    "pick",
    "printable",
    "retry_after",
    "safe_url",
    "token_lifetime",
]
