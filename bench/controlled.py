"""What controlled products need before they may be bought and moved, done by the right people through the real methods."""

from odoo.api import SUPERUSER_ID
from odoo.fields import Command

from .world import World

PASSWORD = "bench-password"
CREDENTIAL = {"type": "password", "password": PASSWORD}


def person(env, role):
    """The one person of a role, made when first asked for."""
    env = env(user=SUPERUSER_ID)
    login = f"bench_{role}"
    return env["res.users"].search([("login", "=", login)]) or hire(env, login, role)


def hire(env, login, role):
    groups = [Command.link(env.ref(name).id) for name in ("base.group_user", f"mdq_base.group_{role.split('-')[0]}")]
    user = env["res.users"].create({"name": login, "login": login, "password": PASSWORD, "group_ids": groups})
    env["mdq.signature.statement"].with_user(user).accept(CREDENTIAL)
    return user


def as_person(records, role):
    return records.with_user(person(records.env, role)).with_company(records.env.company)


def admit(env):
    """The products come under control, their supplier is qualified, and an inspection plan is in force."""
    world = World(env, "controlled")
    (world.bought | world.shipped | world.component | world.made).product_tmpl_id.write({"mdq_controlled": True})
    writer = as_person(env["mdq.supplier.qualification"], "sqe-writer")
    qualification = writer.create({"partner_id": world.supplier.id})
    as_person(qualification, "quality_manager").approve(CREDENTIAL)
    plan(env)


def plan(env):
    """One visual check of one unit of every lot, at receipt."""
    characteristic = as_person(env["mdq.characteristic"], "quality_engineer").create(
        {"name": "Looks right", "code": "BENCH", "kind": "attribute"}
    )
    plan = as_person(env["mdq.inspection.plan"], "quality_engineer").create({
        "code": "BENCH", "name": "Bench", "point": "iqc", "sampling": "fixed", "sample_size": 1,
        "line_ids": [Command.create({"characteristic_id": characteristic.id})],
    })  # fmt: skip
    plan.action_submit()
    request = env["mdq.approval.request"].search([("res_model", "=", plan._name), ("res_id", "=", plan.id)])
    as_person(request, "quality_manager").approve(CREDENTIAL)
    as_person(plan, "quality_manager").action_make_effective()


def release(env, lots):
    """Inspected by the inspector, released by the releaser."""
    inspections = as_person(env["mdq.inspection"], "inspector")._create_for_lots(lots, "iqc", {"quantity": 1.0})
    for inspection in inspections:
        readings = [{"characteristic": line.characteristic_id.code, "unit_no": 1, "ok": True} for line in inspection.plan_id.line_ids]
        answer = inspection.record(readings)
        assert not answer["rejected"], answer
        inspection.action_conclude()
    as_person(env["mdq.release"], "releaser").release(lots.ids, CREDENTIAL)
    statuses = set(lots.mapped("mdq_status"))
    assert statuses == {"released"}, f"the stock for the measurement is not released but {statuses}"
