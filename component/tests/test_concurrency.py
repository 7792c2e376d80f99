from __future__ import annotations

import gc
import threading
import time

from odoo.addons.component.core import (
    Component,
    ComponentDatabases,
    ComponentRegistry,
)
from odoo.addons.component.engine.databases import _owners_lock

from .engine_case import EngineCase

MODELS = [f"model.{number}" for number in range(40)]


def declare(generation: int) -> list[type]:
    """Return a class per model, and others for any model."""
    return [
        type(Component)(
            f"Worker{number}",
            (Component,),
            {
                "__module__": __name__,
                "_name": f"worker.{number}",
                "_usage": "work",
                "_apply_on": [model],
                "generation": generation,
            },
        )
        for number, model in enumerate(MODELS)
    ]


class Threads:
    """Runs functions in threads for a while, and gives what they raised."""

    def __init__(self, seconds: float = 0.5) -> None:
        self.errors: list[Exception] = []
        self.stop = threading.Event()
        self.seconds = seconds

    def run(self, *functions) -> None:
        threads = [
            threading.Thread(target=self._repeat, args=(function,))
            for function in functions
        ]
        for thread in threads:
            thread.start()
        time.sleep(self.seconds)
        self.stop.set()
        for thread in threads:
            thread.join()

    def _repeat(self, function) -> None:
        try:
            while not self.stop.is_set():
                function()
        except Exception as error:
            self.errors.append(error)
            self.stop.set()


class TestThreads(EngineCase):
    def test_lookups_while_the_cache_is_cleared(self):
        self.build(*declare(0))

        def look_up():
            work = self.work()
            for number, model in enumerate(MODELS):
                found = self.registry.lookup("shop.backend", "work", model)
                if [cls._name for cls in found] != [f"worker.{number}"]:
                    raise AssertionError(f"{model}: {found}")
                if work.component("work", model)._name != f"worker.{number}":
                    raise AssertionError(model)

        threads = Threads()
        threads.run(look_up, look_up, look_up, self.registry._cache.clear)
        self.assertEqual(threads.errors, [])

    def test_lookups_while_classes_change(self):
        self.build(*declare(0))
        changed = self.registry["worker.0"]

        def look_up():
            work = self.work()
            for number, model in enumerate(MODELS):
                if work.component("work", model)._name != f"worker.{number}":
                    raise AssertionError(model)

        def change():
            # as an extension in the registry of another database does
            changed._usage = "work"
            time.sleep(0.001)

        threads = Threads()
        threads.run(look_up, look_up, change)
        self.assertEqual(threads.errors, [])

    def test_answer_found_before_the_cache_was_cleared_is_not_kept(self):
        """A slow thread must not bring back what another one cleared."""
        cache = self.registry._cache
        entries = cache.entries
        cache.clear()
        cache.keep(entries, "question", "old answer")
        self.assertNotIn("question", cache.entries)

    def test_published_registry_is_always_complete(self):
        databases = ComponentDatabases()
        owner = OdooRegistry()

        def publish():
            registry = ComponentRegistry()
            registry.load_components("component")
            for cls in declare(1):
                cls._build_component(registry)
            databases.publish("db", registry, owner)

        publish()

        def look():
            registry = databases["db"]
            if not registry.ready or len(list(registry)) != len(MODELS) + 1:
                raise AssertionError("a partial registry was seen")
            for model in MODELS:
                if len(registry.lookup(usage="work", model_name=model)) != 1:
                    raise AssertionError(f"{model} is not served")

        threads = Threads()
        threads.run(look, look, publish)
        self.assertEqual(threads.errors, [])


class OdooRegistry(dict):
    """Like Odoo's: a mapping, hence neither hashable nor quick to compare."""

    def __eq__(self, other):
        raise AssertionError("registries must be told apart by identity")


class TestLifeOfARegistry(EngineCase):
    def setUp(self):
        super().setUp()
        self.databases = ComponentDatabases()

    def test_is_an_ordinary_mapping(self):
        self.databases["db"] = self.registry
        self.assertIs(self.databases["db"], self.registry)
        self.assertIs(self.databases.get("db"), self.registry)
        self.assertIsNone(self.databases.get("other"))
        with self.assertRaises(KeyError):
            self.databases["other"]
        self.databases["db"] = {"anything": 1}
        self.assertEqual(self.databases["db"], {"anything": 1})
        del self.databases["db"]
        self.assertFalse(self.databases)

    def test_leaves_with_its_database(self):
        owner = OdooRegistry()
        self.databases.publish("db", self.registry, owner)
        self.assertIs(self.databases["db"], self.registry)
        del owner
        gc.collect()
        self.assertNotIn("db", self.databases)

    def test_stays_when_odoo_reloads_the_database(self):
        first, second = OdooRegistry(), OdooRegistry()
        self.databases.publish("db", self.registry, first)
        self.databases.publish("db", self.registry, first)
        self.databases.publish("db", self.registry, second)
        self.assertEqual(len(self.registry._owners), 2)
        del first
        gc.collect()
        self.assertIs(self.databases["db"], self.registry)
        del second
        gc.collect()
        self.assertNotIn("db", self.databases)

    def test_does_not_take_its_successor_along(self):
        first, second = OdooRegistry(), OdooRegistry()
        successor = ComponentRegistry()
        self.databases.publish("db", self.registry, first)
        self.databases.publish("db", successor, second)
        del first
        gc.collect()
        self.assertIs(self.databases["db"], successor)

    def test_one_thread_at_a_time_changes_who_owns_it(self):
        first, second = OdooRegistry(), OdooRegistry()
        self.databases.publish("db", self.registry, first)
        (reference,) = self.registry._owners
        release = threading.Thread(
            target=self.databases._release, args=("db", self.registry, reference)
        )
        # a release that has begun must not forget an owner who comes meanwhile
        with _owners_lock:
            release.start()
            release.join(0.2)
            self.assertTrue(release.is_alive())
            self.databases.publish("db", self.registry, second)
        release.join(10)
        self.assertIs(self.databases["db"], self.registry)
        (owner,) = self.registry._owners
        self.assertIs(owner(), second)

    def test_is_published_ready(self):
        registry = ComponentRegistry()
        owner = OdooRegistry()
        self.databases.publish("db", registry, owner)
        self.assertIs(registry.ready, True)
