from odoo import models
from odoo.http import request
from werkzeug.exceptions import RequestEntityTooLarge


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _get_translation_frontend_modules_name(cls):
        """The signing dialog speaks the visitor's language on portal pages too."""
        return [*super()._get_translation_frontend_modules_name(), "mdq_base"]

    def get_frontend_session_info(self):
        """Calls from pages of the portal are answered in the language of the page, refusals and statements too."""
        info = super().get_frontend_session_info()
        if info.get("uid") and self.env.lang:
            info["user_context"] = {**info.get("user_context", {}), "lang": self.env.lang}
        return info

    @classmethod
    def _handle_error(cls, exception):
        """The page of an error asks for the parameters: those of a request that is too large are not read for it either."""
        if isinstance(exception, RequestEntityTooLarge):
            request.get_http_params = dict
        return super()._handle_error(exception)

    @classmethod
    def _get_exception_code_values(cls, exception):
        """A file that is far too large is refused before it is read; whoever sent it is told so in words."""
        code, values = super()._get_exception_code_values(exception)
        if code == 413:
            values["error_message"] = request.env._(
                "What you sent is larger than this page takes, so it was not read and nothing was saved. Go back, and send a"
                " smaller scan: a PDF, PNG or JPEG of at most 10 MB.")
        return code, values
