from . import mdq_hold_place
