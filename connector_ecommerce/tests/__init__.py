from . import test_payment_mode, test_payment_mode_race, test_security, test_tax
