"""Events of invoices: validated, paid."""
