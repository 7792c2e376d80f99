"""A store of the captured customers for all tests here, as new for each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from store_client import Client

from demo.store.control import Store

CAPTURED_CUSTOMERS = 31
CAPTURED_PRODUCTS = 28
CAPTURED_ORDERS = 21


@pytest.fixture(scope="session")
def running_store() -> Iterator[Store]:
    with Store(customers=CAPTURED_CUSTOMERS, products=CAPTURED_PRODUCTS) as store:
        yield store


@pytest.fixture
def store(running_store: Store) -> Iterator[Store]:
    running_store.reset()
    yield running_store


@pytest.fixture
def client(store: Store) -> Iterator[Client]:
    with Client(store) as client:
        yield client


@pytest.fixture(scope="session")
def running_shop() -> Iterator[Store]:
    with Store(
        customers=CAPTURED_CUSTOMERS, products=CAPTURED_PRODUCTS, orders=CAPTURED_ORDERS
    ) as store:
        yield store


@pytest.fixture
def shop(running_shop: Store) -> Iterator[Store]:
    """A store with orders."""
    running_shop.reset()
    yield running_shop


@pytest.fixture
def visitor(shop: Store) -> Iterator[Client]:
    with Client(shop) as client:
        yield client
