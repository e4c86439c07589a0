from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command

from .test_sampling_series import SamplingCase


class TestTable(SamplingCase):
    """Requirement: MDQ-QUA-209"""

    @classmethod
    def _table(cls, effective=True, cells=((1, 50, "1.0", 0), (51, 0, "1.0", 20)), **vals):
        table = cls.env["mdq.sampling.table"].with_user(cls.quality_engineer).create({
            "code": "C0-OWN", "name": "Own zero acceptance", "source": "SOP-77, edition 2", **vals,
            "line_ids": [Command.create(dict(zip(("lot_from", "lot_to", "aql", "sample_size"), cell, strict=True))) for cell in cells],
        })
        if effective:
            cls._make_effective(table)
        return table

    def test_a_plan_by_an_own_table_samples_by_it_and_the_record_says_so(self):
        self._standard_plan(standard="Squeglia c=0", table_id=self._table().id)
        for name, quantity, size, whole in (("A", 2000, 20, False), ("B", 40, 40, True)):
            sample = self._open(name, quantity).sample_ids
            self.assertEqual((sample.sample_size, sample.acceptance_number, sample.full_inspection), (size, 0, whole))
            self.assertEqual(sample.standard, "C0-OWN rev. 1 (SOP-77, edition 2)")

    def test_one_bad_unit_rejects_and_no_series_switches(self):
        self._standard_plan(standard="Squeglia c=0", table_id=self._table().id)
        self.assertEqual(self._conclude(self._open("A"), 1).state, "rejected")
        self.assertFalse(self._series())

    def test_another_edition_is_a_second_revision_and_the_plan_keeps_the_first(self):
        table = self._table()
        plan = self._standard_plan(standard="Squeglia c=0", table_id=table.id)
        revised = table.browse(table.with_user(self.quality_engineer).action_revise()["res_id"])
        revised.line_ids.filtered(lambda line: line.lot_from == 51).with_user(self.quality_engineer).write_with_reason({"sample_size": 29}, "Edition 3")
        self._make_effective(revised)
        self.assertEqual((table.state, plan._lookup(2000, "1.0", "normal").stages[0].n), ("superseded", 20))

    def test_the_shipped_figures_are_a_start(self):
        table = self._table(effective=False, cells=())
        table.action_fill()
        self._make_effective(table)
        shipped = self.env["mdq.sampling.plan"]
        for lot, aql in ((10, "1.0"), (1000, "0.65"), (60000, "4.0"), (1000000, "0.010")):
            self.assertEqual(table._lookup(lot, aql).stages[0].n, shipped.lookup("Squeglia c=0", lot, aql=aql)["stages"][0]["n"], (lot, aql))
        with self.assertRaisesRegex(UserError, "Only an empty draft"):
            table.action_fill()

    def test_tables_with_holes_are_not_reviewed(self):
        for number, cells in enumerate(((), ((2, 0, "1.0", 5),), ((1, 50, "1.0", 5),), ((1, 50, "1.0", 5), (60, 0, "1.0", 5)), ((1, 0, "1.0", 5), (60, 0, "1.0", 5)))):
            table = self._table(effective=False, cells=cells, code=f"C0-{number}")
            with self.subTest(cells), self.assertRaises(ValidationError):
                table.with_user(self.quality_engineer).action_submit()

    def test_a_plan_takes_only_what_the_table_has_and_only_once_it_is_in_force(self):
        table = self._table(effective=False)
        with self.assertRaisesRegex(ValidationError, "no column for AQL 0.65"):
            self._standard_plan(standard="Squeglia c=0", table_id=table.id, aql_major="0.65", effective=False)
        with self.assertRaisesRegex(ValidationError, "for zero acceptance"):
            self._standard_plan(table_id=table.id, effective=False)
        plan = self._standard_plan(standard="Squeglia c=0", table_id=table.id, effective=False)
        with self.assertRaisesRegex(ValidationError, "not in force"):
            plan.with_user(self.quality_engineer).action_submit()

    def test_who_writes_tables(self):
        table, draft = self._table(), self._table(effective=False, code="C0-DRAFT")
        for user in (self.inspector, self.releaser, self.sqe):
            with self.subTest(user.login), self.assertRaises(AccessError):
                draft.with_user(user).write({"source": "x"})
        with self.assertRaises(UserError):
            table.with_user(self.quality_engineer).line_ids[0].sample_size = 1
        self.assertTrue(table.with_user(self.inspector).line_ids)
