from . import (
    test_capa,
    test_disposition,
    test_disposition_guards,
    test_event,
    test_event_inspection,
    test_event_signature,
)
