from . import models


def post_init_hook(env):
    """Lots that moved before this addon was installed get their relations from the stock moves."""
    env["mdq.lot.edge"]._rebuild()
