from . import mdq_access_day
from . import mdq_access_decide
from . import mdq_alert_answer
from . import mdq_timeline_export
