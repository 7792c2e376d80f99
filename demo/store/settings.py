"""What can be configured in the store, with Magento's own defaults."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import Any


@dataclass
class Settings:
    """The configuration of a running store; set in one go by :meth:`update`."""

    token_life: float = 3600.0
    """Seconds that an admin token is valid (``webapi/jwtauth/admin_expiration``)."""
    two_factor: bool = False
    """Refuse admin tokens, as with Magento_TwoFactorAuth on."""
    lockout_failures: int = 6
    """Wrong passwords in a row after which the account is locked; 0 = never."""
    lockout_seconds: float = 1800.0
    """How long the account stays locked."""
    integration_bearer: bool = False
    """Accept an integration's access token as plain Bearer
    (``oauth/consumer/enable_integration_as_bearer``)."""
    denied_resources: list[str] = field(default_factory=list)
    """ACL resources that no user of the store has."""
    clamp_last_page: bool = False
    """Repeat the last page for pages beyond it, as older Magento does."""
    street_lines: int = 2
    """Lines that a street may have (``customer/address/street_lines``)."""
    maximum_page_size: int | None = None
    """Refuse larger pages (``webapi/validation/maximum_page_size``)."""
    default_page_size: int | None = None
    """Page size when none is asked for (``webapi/validation/default_page_size``)."""
    maximum_array_size: int | None = None
    """Refuse longer lists of source items (``webapi/validation/complex_array_limit``)."""
    msi: bool = True
    """Magento's inventory modules are on: sources, stocks, reservations."""

    def update(self, changes: dict[str, Any]) -> None:
        """Change settings; all of them or, when one is wrong, none.

        :raises ValueError: for an unknown name or a value of another type.
        """
        known = {item.name for item in fields(self)}
        for name, value in changes.items():
            if name not in known:
                raise ValueError(
                    f"no setting {name!r}; there are {', '.join(sorted(known))}"
                )
            if not _fits(name, value):
                raise ValueError(f"setting {name!r} cannot be {value!r}")
        for name, value in changes.items():
            setattr(self, name, value)

    def as_dict(self) -> dict[str, Any]:
        """Return all settings by name."""
        return asdict(self)


def _fits(name: str, value: Any) -> bool:
    default = getattr(Settings(), name)
    if isinstance(default, bool) or isinstance(value, bool):
        return isinstance(default, bool) and isinstance(value, bool)
    if isinstance(default, list):
        return isinstance(value, list) and all(isinstance(v, str) for v in value)
    if default is None:
        return value is None or (isinstance(value, int) and value > 0)
    if isinstance(default, int):
        return isinstance(value, int) and value >= 0
    return isinstance(value, int | float) and value >= 0
