from . import (
    mdq_change,
    mdq_change_flow,
    mdq_change_impact,
    mdq_change_line,
    mdq_concession,
    mdq_deviation_permit,
    mdq_document,
    mdq_revision_mixin,
    mdq_sampling_skip,
    mdq_change_training,
)
