from odoo import api, models

SHOWN = 60  # lots on the line, the last ones


class MdqSamplingSeries(models.Model):
    """The lots of a series on a line: how each was inspected, what it found, and where inspection switched."""

    _inherit = "mdq.sampling.series"

    @api.readonly
    def get_timeline(self):
        """Return the last lots that were counted and the switches between them, the oldest first.

        :return: [{kind: "lot", id, no, inspection, lot, severity, severity_name, sample, found, ac, accepted, on}, …
            {kind: "switch", id, after, sentence, by, on}]
        """
        self.ensure_one()
        self.check_access("read")
        samples = self.env["mdq.inspection.sample"].search([("series_id", "=", self.id)], order="series_no desc", limit=SHOWN)
        lots = [sample._prepare_on_timeline() for sample in samples.sorted("series_no")]
        numbers = {sample.inspection_id: sample.series_no for sample in samples}
        first = lots[0]["no"] if lots else 0
        steps = [(lot["no"], 0, lot) for lot in lots]
        for switch in self.switch_ids:
            place = numbers.get(switch.inspection_id) or max((lot["no"] for lot in lots if lot["on"] <= switch._get_day()), default=0)
            if place >= first:
                steps.append((place, switch.id, switch._prepare_on_timeline()))
        return [step for _no, _order, step in sorted(steps, key=lambda each: each[:2])]


class MdqInspectionSample(models.Model):
    _inherit = "mdq.inspection.sample"

    def _prepare_on_timeline(self):
        # Which lot it was is part of the series, for whoever may read that.
        inspection = self.inspection_id.sudo()
        return {
            "kind": "lot", "id": inspection.id, "no": self.series_no, "inspection": inspection.name, "lot": inspection.lot_id.name,
            "severity": self.severity, "severity_name": dict(self._fields["severity"]._description_selection(self.env))[self.severity],
            "sample": self.sample_size, "found": self.nonconforming, "ac": self.acceptance_number, "accepted": self.accepted,
            "on": self._mdq_local_time(inspection.state_changed_on)[:10],
        }


class MdqSamplingSwitch(models.Model):
    _inherit = "mdq.sampling.switch"

    def _get_day(self):
        return self._mdq_local_time(self.create_date)[:10]

    def _prepare_on_timeline(self):
        return {"kind": "switch", "id": self.id, "after": self.after, "sentence": self.sentence, "by": self.user_id.name, "on": self._get_day()}
