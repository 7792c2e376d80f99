"""The fields of orders and of what follows from them, in the order of the answers."""

from __future__ import annotations

from .typed_input import ListOf, Record


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


ORDER_KEYS = _names(
    """
    applied_rule_ids adjustment_negative adjustment_positive
    base_adjustment_negative base_adjustment_positive base_currency_code
    base_discount_amount base_discount_canceled base_discount_invoiced
    base_discount_refunded base_grand_total base_discount_tax_compensation_amount
    base_discount_tax_compensation_invoiced base_discount_tax_compensation_refunded
    base_shipping_amount base_shipping_canceled base_shipping_discount_amount
    base_shipping_discount_tax_compensation_amnt base_shipping_incl_tax
    base_shipping_invoiced base_shipping_refunded base_shipping_tax_amount
    base_shipping_tax_refunded base_subtotal base_subtotal_canceled
    base_subtotal_incl_tax base_subtotal_invoiced base_subtotal_refunded
    base_tax_amount base_tax_canceled base_tax_invoiced base_tax_refunded
    base_total_canceled base_total_due base_total_invoiced base_total_invoiced_cost
    base_total_offline_refunded base_total_online_refunded base_total_paid
    base_total_refunded base_to_global_rate base_to_order_rate billing_address_id
    coupon_code created_at customer_dob customer_email customer_firstname
    customer_gender customer_group_id customer_id customer_is_guest
    customer_lastname customer_middlename customer_note customer_note_notify
    customer_prefix customer_suffix customer_taxvat discount_amount
    discount_canceled discount_description discount_invoiced discount_refunded
    edit_increment email_sent entity_id ext_customer_id ext_order_id
    global_currency_code grand_total discount_tax_compensation_amount
    discount_tax_compensation_invoiced discount_tax_compensation_refunded
    hold_before_state hold_before_status increment_id is_virtual order_currency_code
    original_increment_id protect_code quote_id relation_child_id
    relation_child_real_id relation_parent_id relation_parent_real_id remote_ip
    shipping_amount shipping_canceled shipping_description shipping_discount_amount
    shipping_discount_tax_compensation_amount shipping_incl_tax shipping_invoiced
    shipping_refunded shipping_tax_amount shipping_tax_refunded state status
    store_currency_code store_id store_name store_to_base_rate store_to_order_rate
    subtotal subtotal_canceled subtotal_incl_tax subtotal_invoiced subtotal_refunded
    tax_amount tax_canceled tax_invoiced tax_refunded total_canceled total_due
    total_invoiced total_item_count total_offline_refunded total_online_refunded
    total_paid total_qty_ordered total_refunded updated_at weight
    """
)
"""The columns of an order; clients may filter and sort on each."""

SHIPPING_TOTAL_KEYS = _names(
    """
    base_shipping_amount base_shipping_canceled base_shipping_discount_amount
    base_shipping_discount_tax_compensation_amnt base_shipping_incl_tax
    base_shipping_invoiced base_shipping_refunded base_shipping_tax_amount
    base_shipping_tax_refunded shipping_amount shipping_canceled
    shipping_discount_amount shipping_discount_tax_compensation_amount
    shipping_incl_tax shipping_invoiced shipping_refunded shipping_tax_amount
    shipping_tax_refunded
    """
)
"""Those of them that are repeated in the order's shipping assignment."""

ITEM_KEYS = _names(
    """
    amount_refunded applied_rule_ids base_amount_refunded base_discount_amount
    base_discount_invoiced base_discount_refunded
    base_discount_tax_compensation_amount base_discount_tax_compensation_invoiced
    base_discount_tax_compensation_refunded base_original_price base_price
    base_price_incl_tax base_row_invoiced base_row_total base_row_total_incl_tax
    base_tax_amount base_tax_invoiced base_tax_refunded created_at discount_amount
    discount_invoiced discount_percent discount_refunded free_shipping
    discount_tax_compensation_amount discount_tax_compensation_canceled
    discount_tax_compensation_invoiced discount_tax_compensation_refunded
    is_qty_decimal is_virtual item_id name no_discount order_id original_price
    parent_item_id price price_incl_tax product_id product_type qty_backordered
    qty_canceled qty_invoiced qty_ordered qty_refunded qty_shipped quote_item_id
    row_invoiced row_total row_total_incl_tax row_weight sku store_id tax_amount
    tax_canceled tax_invoiced tax_percent tax_refunded updated_at weee_tax_applied
    weight
    """
)

ADDRESS_KEYS = _names(
    """
    address_type city company country_id email entity_id fax firstname lastname
    middlename parent_id postcode prefix region region_code region_id street suffix
    telephone vat_id
    """
)

PAYMENT_KEYS = _names(
    """
    account_status additional_information amount_authorized amount_ordered
    amount_paid amount_refunded base_amount_authorized base_amount_ordered
    base_amount_paid base_amount_paid_online base_amount_refunded
    base_shipping_amount base_shipping_captured base_shipping_refunded cc_last4
    entity_id last_trans_id method parent_id po_number shipping_amount
    shipping_captured shipping_refunded
    """
)
NULLS_OF_PAYMENT = ("account_status", "cc_last4")
"""Keys of a payment that are told even when they are null."""

TAX_KEYS = (
    "payment_additional_info",
    "applied_taxes",
    "item_applied_taxes",
    "converting_from_quote",
    "taxes",
    "additional_itemized_taxes",
)
"""Extension attributes of an order, after its shipping assignments."""

COMMENT_KEYS = (
    "comment",
    "created_at",
    "entity_id",
    "entity_name",
    "is_customer_notified",
    "is_visible_on_front",
    "parent_id",
    "status",
)

INVOICE_KEYS = _names(
    """
    base_currency_code base_discount_amount base_grand_total
    base_discount_tax_compensation_amount base_shipping_amount
    base_shipping_discount_tax_compensation_amnt base_shipping_incl_tax
    base_shipping_tax_amount base_subtotal base_subtotal_incl_tax base_tax_amount
    base_to_global_rate base_to_order_rate billing_address_id can_void_flag
    created_at discount_amount entity_id global_currency_code grand_total
    discount_tax_compensation_amount increment_id order_currency_code order_id
    shipping_address_id shipping_amount shipping_discount_tax_compensation_amount
    shipping_incl_tax shipping_tax_amount state store_currency_code store_id
    store_to_base_rate store_to_order_rate subtotal subtotal_incl_tax tax_amount
    total_qty transaction_id updated_at items comments
    """
)
INVOICE_ITEM_KEYS = _names(
    """
    base_discount_amount base_discount_tax_compensation_amount base_price
    base_price_incl_tax base_row_total base_row_total_incl_tax base_tax_amount
    discount_amount entity_id discount_tax_compensation_amount name parent_id price
    price_incl_tax product_id row_total row_total_incl_tax sku tax_amount
    order_item_id qty
    """
)

SHIPMENT_KEYS = _names(
    """
    billing_address_id created_at customer_id entity_id increment_id order_id
    packages shipping_address_id store_id total_qty updated_at items tracks comments
    extension_attributes
    """
)
SHIPMENT_ITEM_KEYS = _names(
    """
    entity_id name parent_id price product_id sku weight order_item_id qty
    """
)
TRACK_KEYS = _names(
    """
    order_id created_at entity_id parent_id updated_at weight qty description
    track_number title carrier_code
    """
)

CREDITMEMO_KEYS = _names(
    """
    adjustment adjustment_negative adjustment_positive base_adjustment
    base_adjustment_negative base_adjustment_positive base_currency_code
    base_discount_amount base_grand_total base_discount_tax_compensation_amount
    base_shipping_amount base_shipping_incl_tax base_shipping_tax_amount
    base_subtotal base_subtotal_incl_tax base_tax_amount base_to_global_rate
    base_to_order_rate billing_address_id created_at discount_amount entity_id
    global_currency_code grand_total discount_tax_compensation_amount increment_id
    invoice_id order_currency_code order_id shipping_address_id shipping_amount
    shipping_incl_tax shipping_tax_amount state store_currency_code store_id
    store_to_base_rate store_to_order_rate subtotal subtotal_incl_tax tax_amount
    updated_at items comments
    """
)
CREDITMEMO_ITEM_KEYS = _names(
    """
    base_cost base_discount_amount base_discount_tax_compensation_amount base_price
    base_price_incl_tax base_row_total base_row_total_incl_tax base_tax_amount
    base_weee_tax_row_disposition discount_amount entity_id
    discount_tax_compensation_amount name order_item_id parent_id price
    price_incl_tax product_id qty row_total row_total_incl_tax sku tax_amount
    weee_tax_applied weee_tax_applied_row_amount weee_tax_row_disposition
    """
)

DOCUMENT_CURRENCY_KEYS = (
    "base_currency_code",
    "global_currency_code",
    "order_currency_code",
    "store_currency_code",
    "base_to_global_rate",
    "base_to_order_rate",
    "store_to_base_rate",
    "store_to_order_rate",
    "store_id",
    "billing_address_id",
)
"""What invoices and credit memos copy from their order."""

ADDRESS = Record(
    {
        **dict.fromkeys(ADDRESS_KEYS, "string"),
        "entity_id": "int",
        "parent_id": "int",
        "region_id": "int",
        "street": ListOf("string"),
        "customer_id": "int",
        "customer_address_id": "int",
        "extension_attributes": "mixed",
    }
)

ORDER = Record(
    {
        **dict.fromkeys(ORDER_KEYS, "mixed"),
        "entity_id": "int",
        "increment_id": "string",
        "status": "string",
        "state": "string",
        "ext_order_id": "string",
        "ext_customer_id": "string",
        "customer_note": "string",
        "items": "mixed",
        "billing_address": "mixed",
        "payment": "mixed",
        "status_histories": "mixed",
        "extension_attributes": "mixed",
    }
)

STATUS_HISTORY = Record(
    {
        "comment": "string",
        "created_at": "string",
        "entity_id": "int",
        "entity_name": "string",
        "is_customer_notified": "int",
        "is_visible_on_front": "int",
        "parent_id": "int",
        "status": "string",
        "extension_attributes": "mixed",
    }
)

DOCUMENT_ITEM = Record(
    {"order_item_id": "int", "qty": "float", "extension_attributes": "mixed"}
)

DOCUMENT_COMMENT = Record(
    {
        "comment": "string",
        "is_visible_on_front": "int",
        "extension_attributes": "mixed",
    }
)

NEW_TRACK = Record(
    {
        "track_number": "string",
        "title": "string",
        "carrier_code": "string",
        "extension_attributes": "mixed",
    }
)

TRACK = Record(
    {
        **dict.fromkeys(TRACK_KEYS, "mixed"),
        "order_id": "int",
        "parent_id": "int",
        "track_number": "string",
        "title": "string",
        "carrier_code": "string",
        "extension_attributes": "mixed",
    }
)

SHIPMENT_COMMENT = Record(
    {
        "is_customer_notified": "int",
        "parent_id": "int",
        "comment": "string",
        "is_visible_on_front": "int",
        "created_at": "string",
        "entity_id": "int",
        "extension_attributes": "mixed",
    }
)

SHIP_ARGUMENTS = Record(
    {"extension_attributes": Record({"source_code": "string", "ext_location": "mixed"})}
)

REFUND_ARGUMENTS = Record(
    {
        "shipping_amount": "float",
        "adjustment_positive": "float",
        "adjustment_negative": "float",
        "extension_attributes": Record({"return_to_stock_items": ListOf("int")}),
    }
)
