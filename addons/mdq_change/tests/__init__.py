from . import test_change, test_change_impact, test_deviation_permit, test_revision_gate
