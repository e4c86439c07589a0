from . import mdq_training_assign
