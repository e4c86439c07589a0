from odoo.exceptions import UserError


class ReasonNeeded(UserError):
    """A controlled field was changed without a reason; the web client asks for it and calls again."""

    def __init__(self, message, record="", fields=""):
        super().__init__(message)
        self.context = {"record": record, "fields": fields}  # what the dialog of the web client says
