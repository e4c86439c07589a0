"""What can be reckoned without Odoo: movements, judgement of readings, sampling."""
