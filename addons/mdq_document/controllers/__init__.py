from . import copy, portal
