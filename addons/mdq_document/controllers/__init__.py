from . import copy, portal, survey, training
