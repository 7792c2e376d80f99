from . import (
    test_base_event,
    test_event_collecter,
    test_event_listener,
    test_event_work_context,
    test_names,
    test_records,
    test_silence,
    test_skip_if,
)
