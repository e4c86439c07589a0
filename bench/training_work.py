"""What `bench.training` measures, inside the process that has the database. Nothing is committed."""

import statistics
import time

from odoo.api import SUPERUSER_ID, Environment

RUNS = 5


def train(registry, persons, documents):
    with registry.cursor() as cr:
        env = Environment(cr, SUPERUSER_ID, {})
        department = fill(env, persons, documents)
        matrix = env(user=reader(env))["mdq.training.assignment"]
        return {
            "cells": sum(map(len, matrix.get_matrix()["cells"].values())),
            "matrix": measured(matrix, matrix.get_matrix),
            "filtered": measured(matrix, lambda: matrix.get_matrix(filters={"department": department.id})),
            "workbook": measured(matrix, lambda: write(matrix)),
        }


def fill(env, persons, documents):
    """Employees of ten departments, effective documents, and who has read what."""
    departments = env["hr.department"].create([{"name": f"Department {number}"} for number in range(10)])
    people = env["res.partner"].create([{"name": f"Person {number}"} for number in range(persons)])
    env["hr.employee"].create([
        {"name": person.name, "work_contact_id": person.id, "department_id": departments[number % 10].id}
        for number, person in enumerate(people)
    ])
    revisions = env["mdq.document"].create([{"name": f"Document {number}"} for number in range(documents)])
    env.flush_all()
    env.cr.execute(
        """INSERT INTO mdq_training_assignment (person_id, document_id, company_id, partner_id, state, due_date)
           SELECT p, d, %s, p, CASE WHEN (p + d) %% 3 = 0 THEN 'open' ELSE 'done' END, CURRENT_DATE + (p %% 30) - 5
             FROM unnest(%s) p, unnest(%s) d""",
        [env.company.id, people.ids, revisions.ids],
    )
    env.cr.execute("ANALYZE mdq_training_assignment")
    return departments[0]


def reader(env):
    """A quality engineer: what he sees goes through the rules of his role."""
    group = env.ref("mdq_base.group_quality_engineer")
    return env["res.users"].create({"name": "Reader", "login": "bench_reader", "group_ids": [(6, 0, group.ids)]})


def measured(matrix, work):
    seconds = []
    for _run in range(RUNS + 1):
        matrix.env.invalidate_all()
        queries, begin = matrix.env.cr.sql_log_count, time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begin)
    return {"seconds": statistics.median(seconds[1:]), "queries": matrix.env.cr.sql_log_count - queries}


def write(matrix):
    from odoo.addons.mdq_document.controllers.training import write_matrix

    labels = dict(matrix._fields["status"]._description_selection(matrix.env))
    return write_matrix(matrix.env, matrix.get_matrix(), labels)
