"""The Chinese catalogue holds exactly what a fresh export of the addon holds."""

import polib
from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import TranslationModuleReader
from repository import addons, none_of


@tagged("post_install", "-at_install")
class TestCatalogues(TransactionCase):
    """Requirement: MDQ-APP-001"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        installed = cls.env["ir.module.module"].search([("state", "=", "installed")]).mapped("name")
        # That each addon has a catalogue is said by test_files_manifests.
        with_catalogue = [addon for addon in addons() if (addon.path / "i18n" / "zh_CN.po").is_file()]
        cls.addons = [addon for addon in with_catalogue if addon.name in installed]

    def test_catalogues_hold_every_term(self):
        """A label, message or template added without its Chinese is named here."""
        findings = []
        for addon in self.addons:
            translated = {entry.msgid for entry in self._catalogue(addon) if entry.msgstr and not entry.obsolete}
            for term, place in sorted(self._exported(addon).items()):
                if term not in translated:
                    findings.append(f"addons/{addon}/i18n/zh_CN.po lacks {term!r} ({place}).")
        none_of(findings)

    def test_catalogues_hold_nothing_else(self):
        """A term that the addon no longer uses is taken out of its catalogue."""
        findings = []
        for addon in self.addons:
            exported = self._exported(addon)
            stale = [entry for entry in self._catalogue(addon) if not entry.obsolete and entry.msgid not in exported]
            findings += [f"addons/{addon}/i18n/zh_CN.po:{entry.linenum} is no longer used: {entry.msgid!r}" for entry in stale]
        none_of(findings)

    def _catalogue(self, addon):
        return polib.pofile(str(addon.path / "i18n" / "zh_CN.po"))

    def _exported(self, addon):
        """{term: where it stands}, as Odoo's own export finds them."""
        reader = TranslationModuleReader(self.env.cr, modules=[addon.name])
        return {source: f"{kind} {name}" for _module, kind, name, _res_id, source, _value, _comments in reader if source and source.strip()}
