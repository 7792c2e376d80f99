"""The two classes that every component of an addon starts from."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from .assembly import assemble
from .metaclass import MetaComponent

if TYPE_CHECKING:
    from odoo.api import Environment
    from odoo.models import BaseModel
    from odoo.tools import OrderedSet

    from .registry import ComponentRegistry
    from .work_context import WorkContext


class AbstractComponent(metaclass=MetaComponent):
    """Common behaviour for other components to inherit; never found by a lookup.

    A component is made like an Odoo model: ``_name`` declares it, ``_inherit`` extends
    one in place, both together make a new one from one or several others. Each
    database builds the final classes from the addons installed in it.

    Class attributes to set:

    - ``_name``: the name, unique in a database
    - ``_inherit``: name or list of names of components to extend or inherit from
    - ``_collection``: the name of the collection (e.g. ``"magento.backend"``) for
      which it works, ``None`` for all
    - ``_apply_on``: name or list of names of models for which it works, ``None`` for
      all
    - ``_usage``: what it is for, e.g. ``"record.importer"``

    Methods to override: :meth:`_component_match`, to refuse some work contexts, and
    :meth:`_complete_component_build`, to compute class data once per database.
    """

    _register = False
    _abstract = True

    _name: str | None = None
    _inherit: str | Sequence[str] | None = None
    _collection: str | None = None
    _apply_on: str | Collection[str] | None = None
    _usage: str | None = None

    # on generated classes only: names of the components that inherit from this one
    _inherit_children: OrderedSet[str]

    def __init__(self, work_context: WorkContext) -> None:
        super().__init__()
        self.work = work_context

    @classmethod
    def _component_match(
        cls,
        work: WorkContext,
        usage: str | None = None,
        model_name: str | None = None,
        **kw: Any,
    ) -> bool:
        """Override to refuse a lookup that collection, usage and model let through.

        Called on each candidate at each lookup.

        :param work: the work context in which the lookup is made
        :param usage: the usage asked for
        :param model_name: the model asked for
        :param kw: what else was passed to ``component()`` or ``many_components()``
        :return: whether this component may be used
        """
        return True

    @property
    def collection(self) -> Any:
        """The collection (e.g. the backend) we work with."""
        return self.work.collection

    @property
    def env(self) -> Environment:
        """The Odoo environment."""
        return self.work.env

    @property
    def model(self) -> BaseModel:
        """The empty recordset of the model we work on."""
        return self.work.model

    def component_by_name(
        self, name: str, model_name: str | BaseModel | None = None
    ) -> Any:
        """See :meth:`WorkContext.component_by_name`."""
        return self.work.component_by_name(name, model_name=model_name)

    def component(
        self,
        usage: str | None = None,
        model_name: str | BaseModel | None = None,
        **kw: Any,
    ) -> Any:
        """See :meth:`WorkContext.component`."""
        return self.work.component(usage=usage, model_name=model_name, **kw)

    def many_components(
        self,
        usage: str | None = None,
        model_name: str | BaseModel | None = None,
        **kw: Any,
    ) -> list[Any]:
        """See :meth:`WorkContext.many_components`."""
        return self.work.many_components(usage=usage, model_name=model_name, **kw)

    def __str__(self) -> str:
        return f"Component({self._name})"

    __repr__ = __str__

    @classmethod
    def _build_component(cls, registry: ComponentRegistry) -> type[AbstractComponent]:
        """Add this class to a registry: as a new component, or extending one.

        :raises TypeError: when the inheritance is impossible; the message says why
        """
        return assemble(cls, registry)

    @classmethod
    def _build_component_check_base(cls, extend_cls: type[AbstractComponent]) -> None:
        """Check that ``extend_cls`` may extend this component in place."""
        if cls._abstract and not extend_cls._abstract:
            raise TypeError(
                f"{extend_cls!r} transforms the abstract component '{cls._name}' into "
                f"a non-abstract component. That component should either inherit from "
                f"AbstractComponent, or set a different '_name'."
            )

    @classmethod
    def _build_component_check_parent(
        component_class,
        cls: type[AbstractComponent],
        parent_class: type[AbstractComponent],
    ) -> None:
        """Check that ``cls`` may inherit from ``parent_class``."""
        if component_class._abstract and not parent_class._abstract:
            raise TypeError(
                f"In {cls!r}, the abstract component '{component_class._name}' cannot "
                f"inherit from the non-abstract component '{parent_class._name}'."
            )

    @classmethod
    def _complete_component_build(cls) -> None:
        """Override to compute class data when the final class is complete.

        Call ``super()``. Called again when this component, or one it inherits from,
        is extended: start from nothing each time.
        """


#: to tell the components which refuse nothing, whose hook need not be called
ACCEPT_ALL = vars(AbstractComponent)["_component_match"].__func__


class Component(AbstractComponent):
    """A piece of work of one kind, found by its usage, collection and model.

    Declare a subclass in an addon and it exists in the databases where the addon is
    installed. See :class:`AbstractComponent` for the class attributes::

        class PartnerImporter(Component):
            _name = "shop.partner.importer"
            _inherit = "shop.importer"
            _collection = "shop.backend"
            _apply_on = "shop.res.partner"
            _usage = "record.importer"

            def run(self, external_id):
                ...
    """

    # Nothing else may be set here: this class precedes the inherited components in the
    # MRO of the final classes, and would hide what they define.
    _register = False
    _abstract = False
