from . import sale_ignore_cancel
