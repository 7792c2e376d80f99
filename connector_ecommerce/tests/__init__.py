from . import (
    test_events_invoice,
    test_ignore_cancel,
    test_lifecycle,
    test_payment_mode,
    test_payment_mode_race,
    test_product_prices,
    test_sale_order,
    test_sale_order_documents,
    test_sale_order_views,
    test_security,
    test_tax,
)
