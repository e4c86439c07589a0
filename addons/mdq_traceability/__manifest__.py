{
    "name": "MDQ Traceability",
    "summary": "Lot graph from stock events, trace both ways, where it is now, recall and drill, UDI",
    "version": "19.0.0.1.0",
    "author": "MDQ founders",
    "license": "LGPL-3",
    "category": "Manufacturing/Quality",
    "depends": ["mdq_outsourcing"],
    "external_dependencies": {"python": ["biip"]},
    "data": [
        "security/ir.model.access.csv",
        "security/mdq_traceability_rules.xml",
        "data/ir_sequence.xml",
        "data/ir_cron.xml",
        "views/mdq_lot_edge_views.xml",
        "views/mdq_trace_check_views.xml",
        "views/mdq_recall_line_views.xml",
        "views/mdq_recall_views.xml",
        "views/mdq_release_risk_views.xml",
        "views/stock_lot_views.xml",
        "views/mdq_traceability_menus.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "mdq_traceability/static/src/**/*",
        ],
        "web.assets_tests": [
            "mdq_traceability/static/tests/tours/**/*",
        ],
    },
    "post_init_hook": "post_init_hook",
    "installable": True,
}
