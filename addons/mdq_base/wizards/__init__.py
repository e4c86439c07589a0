from . import mdq_alert_answer
