"""Imports: once, only what changed, and the same by chunks as one by one."""

from __future__ import annotations

from odoo.addons.component.exception import NoComponentError

from ..fake_remote.records import stamp
from .watch import written_tables


class ImportChecks:
    """What comes of importing the same record again, or in company."""

    def test_kit_import_twice(self) -> None:
        """Importing a record twice gives one binding, as importing it once does."""
        [external_id] = self.kit_add()
        self.kit_import(external_id)
        once = self.kit_values(self.kit_bindings())
        for force in (False, True):
            self.kit_import(external_id, force=force)
            self.assertEqual(self.kit_values(self.kit_bindings()), once)
            self.assertEqual(self.kit_imported(), [external_id])

    def test_kit_unchanged_is_not_written(self) -> None:
        """What did not change is not written, not even if told to import it anyway."""
        [external_id] = self.kit_add()
        self.kit_import(external_id)
        for force in (False, True):
            with written_tables() as tables:
                self.kit_import(external_id, force=force)
            self.assertEqual(tables, [], f"written, with force={force}")

    def test_kit_new_date_alone_is_not_written(self) -> None:
        """A record that was saved without a change leaves the Odoo record alone."""
        [external_id] = self.kit_add()
        binding = self.kit_import(external_id)
        # A second import within the same second would show nothing.
        binding.with_context(connector_no_export=True).sync_date = "2020-01-01 00:00:00"
        before = (binding.sync_date, self.kit_values(binding))
        self.remote.change(self.kit_collection, external_id)
        with written_tables() as tables:
            binding = self.kit_import(external_id)
        after = (binding.sync_date, self.kit_values(binding))
        for __, values in (before, after):
            # It tells the versions of the payload apart.
            values[external_id].pop("external_digest", None)
        self.assertEqual(after, before)
        self.assertEqual(set(tables) - {binding._table}, set())

    def test_kit_change_is_imported(self) -> None:
        """A change arrives."""
        [external_id] = self.kit_add()
        before = self.kit_values(self.kit_import(external_id))[external_id]
        self.kit_alter(external_id)
        after = self.kit_values(self.kit_import(external_id))[external_id]
        changed = {name for name in after if after[name] != before[name]}
        self.assertTrue(
            changed - {"external_digest"},
            "kit_change changes nothing in Odoo: is it not mapped?",
        )

    def test_kit_import_all(self) -> None:
        """An import of all records brings each once; the next one writes nothing."""
        ids = self.kit_add(5)
        self.kit_import_all()
        self.assertEqual(self.kit_imported(), sorted(ids))
        self.assertFalse(self.kit_failed().mapped("exc_info"))
        with written_tables() as tables:
            self.kit_import_all()
        self.assertEqual(tables, [])
        self.assertEqual(self.kit_imported(), sorted(ids))

    def test_kit_chunk_as_one_by_one(self) -> None:
        """A chunk of records gives the same as each of them alone."""
        ids = self.kit_add(4)
        try:
            self.component("chunk.importer")
        except NoComponentError:
            self.skipTest("There is no chunk importer.")
        results, now = [], stamp(self.remote.now())
        for by_chunk in (False, True):
            with self.kit_undone():
                self._import_each_or_chunk(ids, by_chunk)
                created = self.kit_values(self.kit_bindings())
                self.kit_alter(ids[1], updated_at=now)
                self.remote.change(self.kit_collection, ids[2], updated_at=now)
                self._import_each_or_chunk(ids, by_chunk)
                results.append((created, self.kit_values(self.kit_bindings())))
        alone, together = results
        self.assertEqual(sorted(alone[0]), sorted(ids))
        self.assertEqual(together, alone)

    def _import_each_or_chunk(self, ids: list[str], by_chunk: bool) -> None:
        self.env.invalidate_all()
        if by_chunk:
            model = self.env[self.kit_binding_model]
            model.import_chunk(self.backend, ids)
        else:
            for external_id in ids:
                self.kit_import(external_id)

    def test_kit_gone(self) -> None:
        """A record that is gone does not fail; the others are imported."""
        ids = self.kit_add(3)
        self.kit_import_all()
        self.remote.remove(self.kit_collection, ids[0])
        job = self.kit_delay("import_record", ids[0])
        self.kit_run(job)
        self.assertEqual(job.state, "done", job.exc_info)
        self.kit_alter(ids[1])
        # Gone between the list and the request for the record.
        self.remote.meanwhile(
            lambda: self.remote.remove(self.kit_collection, ids[1]), method="GET"
        )
        late = self.kit_add()
        self.kit_import_all()
        self.assertFalse(self.kit_failed().mapped("exc_info"))
        self.assertIn(late[0], self.kit_imported())
