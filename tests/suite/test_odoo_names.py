"""What the suite adds to Odoo's own models can be told apart from it, and its models describe themselves."""

import inspect

from odoo.tests import TransactionCase, tagged
from our_models import file_of, is_server_written, our_models, stored_models
from repository import allowed, none_of


@tagged("post_install", "-at_install")
class TestNames(TransactionCase):
    def test_fields_added_to_odoo_models_carry_our_prefix(self):
        ours = {model._name for model in our_models(self.env)}
        from_mixins = {name for model in our_models(self.env) if model._abstract for name in model._fields}
        none_of(
            f"addons/{field._module}: the field {model._name}.{name} should be called mdq_{name}."
            for model in self.env.values()
            if model._name not in ours and not model._abstract
            for name, field in model._fields.items()
            if field._modules
            and all(module.startswith("mdq") for module in field._modules)
            and not name.startswith("mdq_")
            and name not in from_mixins
            and not field.inherited
        )

    def test_models_have_a_description_and_a_name_to_show(self):
        none_of(
            f"{file_of(model)} needs a _description in words."
            for model in our_models(self.env)
            if not model._description or model._description == model._name
        )

    def test_every_public_method_of_the_contract_exists(self):
        """Requirement: MDQ-APP-006"""
        none_of(
            f"{model}.{method} is promised to integrators but is not there."
            for model, methods in CONTRACT.items()
            if model in self.env
            for method in methods
            if not callable(getattr(self.env[model], method, None))
        )

    def test_parameter_names_of_the_contract_stand(self):
        """JSON-2 passes parameters by name, so a renamed parameter breaks integrators.

        Requirement: MDQ-APP-006
        """
        findings = []
        for model, methods in CONTRACT.items():
            for method, expected in methods.items():
                function = getattr(type(self.env[model]), method, None) if model in self.env else None
                if function is None:
                    continue
                names = parameters(function)
                if names[: len(expected)] != expected:
                    findings.append(f"{model}.{method} takes {', '.join(names)}; integrators were promised {', '.join(expected)}.")
        none_of(findings)

    def test_company_fields_are_required(self):
        shared = {name for name, _reason in allowed("optional_company")}
        none_of(
            f"{file_of(model)}: company_id must be required, with the current company as its default (or give the reason in "
            "tests/suite/allowed/optional_company.txt)."
            for model in stored_models(self.env)
            if model._name not in shared and not is_server_written(model) and has_optional_company(model)
        )


def has_optional_company(model):
    field = model._fields.get("company_id")
    return field is not None and field.store and not (field.related or field.compute or field.required)


def parameters(function):
    return [name for name in inspect.signature(function).parameters if name != "self"]


# model → method → its parameters, as README promises them.
CONTRACT = {
    "mdq.signature": {"sign": ["model", "res_ids", "meaning", "credential", "reason"], "verify": []},
    "mdq.ledger": {"history": ["model", "res_id"], "seal": [], "verify": ["since", "anchor"]},
    "mdq.approval.request": {"approve": ["credential", "comment"], "reject": ["credential", "comment"]},
    "mdq.document": {"action_submit": [], "action_make_effective": [], "action_obsolete": []},
    "mdq.supplier.qualification": {"check": ["partner_id", "product_id", "process_id", "site_id", "date"]},
    "mdq.inspection": {"record": ["readings"], "action_conclude": []},
    "mdq.hold": {"place": ["lot_ids", "reason"], "lift": ["credential", "reason"]},
    "mdq.release": {"evaluate": ["lot_ids"], "release": ["lot_ids", "credential", "reason"]},
    "mdq.process.template": {"instantiate": ["product_id", "assignments"]},
    "mdq.batch.step": {"report": ["values"]},
    "stock.lot": {"mdq_trace": ["direction", "depth", "as_of"], "mdq_where_now": []},
    "mdq.recall": {"simulate": ["lot_ids", "direction"]},
}
