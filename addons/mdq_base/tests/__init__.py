from . import test_approval
from . import test_competence
from . import test_concession
from . import test_ledger
from . import test_portal_sign
from . import test_signature
from . import test_signature_page
from . import test_transition
