from . import (
    test_competence,
    test_document,
    test_document_files,
    test_point_of_use,
    test_distribution,
    test_document,
    test_document_files,
    test_point_of_use,
    test_portal,
    test_reading,
    test_register,
    test_schedule,
)
