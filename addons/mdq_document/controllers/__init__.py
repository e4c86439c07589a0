from . import copy, portal, training
