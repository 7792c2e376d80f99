"""What the records of a chunk need in Odoo: imported together, and before them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from odoo.addons.component.core import WorkContext
from odoo.addons.component.exception import NoComponentError

from ..binder import is_external_id
from ..import_memo import ImportMemo, dependency_key
from .bisection import is_beyond_record
from .chunk import Chunk, Key

if TYPE_CHECKING:
    from .chunk_importer import GenericChunkImporter


def import_dependencies(
    component: GenericChunkImporter, chunk: Chunk, ids: list[Any]
) -> None:
    """Import what the records need and Odoo does not have, one model after the other.

    A record whose dependency fails has failed for the same reason. What the records
    need of each other is left to :func:`levels`.
    """
    wanted = _wanted(component, chunk, ids)
    here = {chunk.key(id_) for id_ in ids}
    failed: dict[Key, Exception] = {}
    for model_name, by_text in wanted.items():
        failed.update(_import_model(component, model_name, by_text, here))
    _fail_with(chunk, ids, failed)


def _wanted(
    component: GenericChunkImporter, chunk: Chunk, ids: list[Any]
) -> dict[str, dict[str, Any]]:
    """Binding model → external id as text → external id, of all that is needed."""
    wanted: dict[str, dict[str, Any]] = defaultdict(dict)
    for external_id in ids:
        importer = chunk.importers[external_id]
        try:
            found = list(importer._dependencies(chunk.records[external_id]))
        except Exception as error:
            if is_beyond_record(error) or component._is_transaction_lost():
                raise
            chunk.failures[external_id] = error
            continue
        found = [(name, id_) for id_, name in found if is_external_id(id_)]
        chunk.needs[external_id] = {(name, str(id_)) for name, id_ in found}
        chunk.needed |= chunk.needs[external_id]
        for model_name, id_ in found:
            wanted[model_name][str(id_)] = id_
    return wanted


def _import_model(
    component: GenericChunkImporter,
    model_name: str,
    wanted: dict[str, Any],
    here: set[Key],
) -> dict[Key, Exception]:
    """Import the dependencies of one model; return why some of them failed."""
    work = component.work
    memo = ImportMemo.of(work)
    keys = {text: dependency_key(work, model_name, wanted[text]) for text in wanted}
    unknown = [id_ for text, id_ in wanted.items() if keys[text] not in memo.bindings]
    binder = component.binder_for(model_name)
    found = binder.to_internal_many(unknown)
    memo.bindings.update({keys[str(id_)]: found[id_] for id_ in found})
    ancestors = {*getattr(work, "importing", ()), *here}
    missing = [
        id_
        for id_ in unknown
        if id_ not in found
        and keys[str(id_)] not in memo.imported
        and (model_name, str(id_)) not in ancestors
    ]
    if not missing:
        return {}
    work = work.work_on(model_name)
    work.importing = tuple(ancestors)
    failures = _chunk_importer(component, work)._import_all(missing).failures
    found = binder.to_internal_many(missing)
    memo.bindings.update({keys[str(id_)]: found[id_] for id_ in found})
    memo.imported.update(keys[str(id_)] for id_ in missing if id_ not in failures)
    return {(model_name, str(id_)): why for id_, why in failures.items()}


def _chunk_importer(
    component: GenericChunkImporter, work: WorkContext
) -> GenericChunkImporter:
    try:
        return work.component(usage=component._usage)
    except NoComponentError:
        return type(component)(work)  # what it does is the same for any model


def levels(chunk: Chunk, ids: Iterable[Any]) -> Iterator[list[Any]]:
    """Share the records out so that what one needs of the others comes before it.

    The records of a level are to be imported before the next level is asked for: those
    that need one which failed have failed, too.
    """
    left = list(ids)
    while left:
        awaited = {chunk.key(id_) for id_ in left if id_ not in chunk.bindings}
        # When all wait for each other, the mapping tells what is missing.
        level = [
            id_
            for id_ in left
            if not (chunk.needs.get(id_, set()) & awaited - {chunk.key(id_)})
        ] or left
        yield level
        done = {chunk.key(id_): chunk.failures.get(id_) for id_ in level}
        left = [id_ for id_ in left if chunk.key(id_) not in done]
        failed = {key: why for key, why in done.items() if why is not None}
        _fail_with(chunk, left, failed)
        left = chunk.left(left)


def _fail_with(
    chunk: Chunk, ids: Iterable[Any], failed: Mapping[Key, Exception]
) -> None:
    """Give up the records that need one which has failed, and so on."""
    while failed:
        found = {}
        for external_id in chunk.left(ids):
            reasons = chunk.needs.get(external_id, set()) & failed.keys()
            if reasons:
                reason = failed[min(reasons)]
                found[chunk.key(external_id)] = reason
                chunk.failures[external_id] = reason
        failed = found
