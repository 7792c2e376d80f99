"""The refusals of the store, in the words of Magento.

A message is a template: ``%1`` indexes a list of parameters, ``%name`` a key. The
store sends template and parameters apart, as Magento does; whoever shows the message
interpolates it.
"""

from __future__ import annotations

from typing import Any

SEVERAL_ERRORS = "One or more input exceptions have occurred."


class StoreError(Exception):
    """An answer other than success.

    :param status: HTTP status.
    :param message: template of the message.
    :param parameters: what fills the template; left out of the answer when None.
    :param errors: further bodies of the same form, when several things were wrong.
    """

    def __init__(
        self,
        status: int,
        message: str,
        parameters: list[Any] | dict[str, Any] | None = None,
        errors: list[dict[str, Any]] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.parameters = parameters
        self.errors = errors

    def body(self) -> dict[str, Any]:
        """Return the body of the answer."""
        body: dict[str, Any] = {"message": self.message}
        if self.errors:
            body["errors"] = self.errors
        if self.parameters is not None:
            body["parameters"] = self.parameters
        return body


def bad_request(
    message: str, parameters: list[Any] | dict[str, Any] | None = None
) -> StoreError:
    """Return the 400 for a request that is wrong in itself."""
    return StoreError(400, message, parameters)


def required(field: str) -> StoreError:
    """Return the 400 for a parameter or field that is missing."""
    return bad_request(
        '"%fieldName" is required. Enter and try again.', {"fieldName": field}
    )


def unsupported_field(field: str) -> StoreError:
    """Return the 400 for a key that the data type does not have."""
    return bad_request(
        '"%fieldName" is not supported. Correct the field name and try again.',
        {"fieldName": field},
    )


def no_such_entity(field: str, value: Any) -> StoreError:
    """Return the 404 for a record that is not there."""
    return StoreError(
        404,
        "No such entity with %fieldName = %fieldValue",
        {"fieldName": field, "fieldValue": value},
    )


def not_authorized(resource: str) -> StoreError:
    """Return the 401 for a bad or missing token, and for a missing permission."""
    return StoreError(
        401,
        "The consumer isn't authorized to access %resources.",
        {"resources": resource},
    )


def refused_signature(message: str, parameters: list[Any] | None = None) -> StoreError:
    """Return the 401 for a signed request that does not hold."""
    return StoreError(401, message, parameters)


def internal_error(report: str) -> StoreError:
    """Return the 500 that hides what happened behind the id of a report."""
    return StoreError(
        500,
        "Internal Error. Details are available in Magento log file. "
        f"Report ID: webapi-{report}",
    )


def unknown_route() -> StoreError:
    """Return the 404 for a path that no end point answers."""
    return StoreError(404, "Request does not match any route.")


def combined(errors: list[StoreError]) -> StoreError:
    """Return one error for all of ``errors``: itself when there is one only."""
    if len(errors) == 1:
        return errors[0]
    return StoreError(400, SEVERAL_ERRORS, errors=[error.body() for error in errors])
