from odoo.addons.component.core import Component


class ConnectorTestBinder(Component):
    _name = "connector.test.binder"
    _inherit = "base.binder"
    _apply_on = ["connector.test.binding"]


class NoInheritsBinder(Component):
    _name = "connector.test.no.inherits.binder"
    _inherit = "base.binder"
    _apply_on = ["no.inherits.binding"]

    def unwrap_binding(self, binding):
        raise ValueError("The binding is its own record.")

    def unwrap_model(self):
        raise ValueError("The binding is its own record.")
