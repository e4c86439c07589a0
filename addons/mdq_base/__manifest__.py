{
    "name": "MDQ Base",
    "summary": "Roles, transitions, electronic signatures, audit ledger, approvals, revisions, concessions",
    "version": "19.0.0.1.0",
    "author": "MDQ founders",
    "license": "LGPL-3",
    "category": "Manufacturing/Quality",
    "depends": ["mail", "portal", "product", "auth_totp", "auth_passkey"],
    "data": [
        "security/mdq_groups.xml",
        "security/ir.model.access.csv",
        "security/mdq_rules.xml",
        "data/ir_sequence.xml",
        "data/ir_cron.xml",
        "views/mdq_menus.xml",
        "views/mdq_signature_views.xml",
        "views/mdq_signature_templates.xml",
        "views/mdq_ledger_views.xml",
        "views/mdq_approval_views.xml",
        "views/mdq_concession_views.xml",
        "views/mdq_menu_items.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "mdq_base/static/src/**/*",
            ("remove", "mdq_base/static/src/portal/**/*"),
        ],
        "web.assets_frontend": [
            "mdq_base/static/src/sign/sign_dialog.*",
            "mdq_base/static/src/portal/**/*",
        ],
    },
    "installable": True,
}
