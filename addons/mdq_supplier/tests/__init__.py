from . import (
    test_check,
    test_document,
    test_process,
    test_procurement,
    test_purchase_gate,
    test_purchase_routes,
    test_qualification,
    test_scope,
    test_screens,
    test_training,
)
