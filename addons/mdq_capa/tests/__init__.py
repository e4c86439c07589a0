from . import (
    test_audit_finding,
    test_capa,
    test_disposition,
    test_disposition_guards,
    test_sampling_skip,
    test_event,
    test_event_inspection,
    test_event_signature,
    test_lot_split,
    test_routes,
    test_supplier_scorecard,
    test_supplier_360,
)
