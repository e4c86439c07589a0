from . import test_change, test_change_impact, test_change_training, test_deviation_permit, test_revision_gate, test_sampling_skip
