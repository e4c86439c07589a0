"""Certificates of the suppliers: valid, ending, in review, missing; and who works for them."""

from datetime import timedelta

from .stage import CREDENTIAL, pdf

# (supplier, type, number, issuer, valid from and until in days from today)
CERTIFICATES = [
    ("baoji", "iso_9001", "CN-Q-2024-11873", "CQC 中国质量认证中心", -500, 595),
    ("baoji", "business_licence", "91110000600037341L", "Baoji Administration for Market Regulation 宝鸡市市场监督管理局", -3000, None),
    ("hongda", "iso_13485", "Q5 068213 0012", "TÜV SÜD", -700, 395),
    ("lantian", "iso_13485", "SX 2109845-1", "TÜV Rheinland", -1000, 24),
    ("lantian", "environment", "913205940000318X001P", "Suzhou Ecology and Environment Bureau 苏州市生态环境局", -800, 1025),
    ("anke", "iso_13485", "MD 712094", "BSI", -300, 795),
    ("anke", "sterilisation", "沪危化使字〔2024〕0061", "Shanghai Emergency Management Bureau 上海市应急管理局", -600, 6),
    ("hengjie", "iso_13485", "CN-MD-2025-0419", "CQC 中国质量认证中心", -250, 845),
]  # fmt: skip
# (type, process, mandatory): which scopes need it
DEMANDS = [("iso_13485", "anodising", True), ("iso_13485", "sterilisation", True), ("sterilisation", "sterilisation", True),
           ("environment", "anodising", True), ("business_licence", None, False)]
# (supplier, name, what it does, process, place, since)
SUBTIERS = [
    ("lantian", "Suzhou Huaxin Chemicals 苏州华鑫化工", "Sulphuric acid, dyes 硫酸、染料", "anodising", "Suzhou 苏州", -900),
    ("mingyuan", "Huaxin Chemicals 华鑫化工", "Sulphuric acid 硫酸", "anodising", "Suzhou 苏州", -1500),
    ("hongda", "Wuxi Precise Grinding 无锡精磨", "Centreless grinding of bars 棒料无心磨", "machining", "Wuxi 无锡", -400),
]  # fmt: skip


def build(stage):
    accepted = stage.as_("sqe")["mdq.supplier.certificate"]
    for partner, kind, number, issuer, begins, ends in CERTIFICATES:
        accepted |= stage.name(f"certificate_{partner}_{kind}", _enter(stage, partner, kind, number, issuer, begins, ends))
    accepted.with_env(stage.as_("quality_manager")).accept(CREDENTIAL)
    for kind, process, mandatory in DEMANDS:
        stage.as_("sqe")["mdq.supplier.certificate.demand"].create({
            "type_id": _kind(stage, kind).id, "process_id": process and stage.ref(f"process_{process}").id, "is_mandatory": mandatory})
    _send(stage)
    _declare(stage)


def _kind(stage, kind):
    return stage.env.ref(f"mdq_supplier.mdq_supplier_certificate_type_{kind}")


def _enter(stage, partner, kind, number, issuer, begins, ends):
    today, certificates = stage.env.company._mdq_today(), stage.as_("sqe")["mdq.supplier.certificate"]
    record = certificates.create({
        "partner_id": stage.ref(f"partner_{partner}").id, "type_id": _kind(stage, kind).id, "number": number, "issuer": issuer,
        "valid_from": today + timedelta(days=begins), "valid_to": ends is not None and today + timedelta(days=ends),
    })
    record._add_files([{"name": f"{kind}.pdf", "data": pdf(f"{record.type_id.name} {number}", [issuer]).decode()}])
    record.action_submit()
    return record


def _send(stage):
    """The anodiser sends the renewal of what ends in 24 days: it waits for review."""
    today, certificates = stage.env.company._mdq_today(), stage.as_("supplier_quality")["mdq.supplier.certificate"]
    earlier = stage.ref("certificate_lantian_iso_13485")
    number = certificates.upload({
        "type_id": earlier.type_id.id, "number": "SX 2109845-2", "issuer": "TÜV Rheinland", "renews_id": earlier.id,
        "valid_from": str(today + timedelta(days=25)), "valid_to": str(today + timedelta(days=1120)),
        "files": [{"name": "ISO13485_2026.pdf", "data": pdf("ISO 13485 SX 2109845-2", ["TÜV Rheinland"]).decode()}],
    })
    stage.name("certificate_renewal", stage.env["mdq.supplier.certificate"].browse(number))


def _declare(stage):
    """Two anodisers buy their acid from one company, which neither of them knows of the other."""
    today, rows = stage.env.company._mdq_today(), stage.as_("sqe")["mdq.supplier.subtier"]
    chemist = stage.name("partner_huaxin", stage.as_("sqe")["res.partner"].create(
        {"name": "Suzhou Huaxin Chemicals Co., Ltd. 苏州华鑫化工有限公司", "is_company": True, "ref": "S-901", "city": "Suzhou 苏州"}))
    for partner, name, does, process, place, since in SUBTIERS:
        row = rows.create({
            "partner_id": stage.ref(f"partner_{partner}").id, "name": name, "does": does, "place": place,
            "process_id": stage.ref(f"process_{process}").id, "since": today + timedelta(days=since),
            "subpartner_id": chemist.id if "Huaxin" in name else False,
        })
        row.action_submit()
        if partner != "hongda":
            row.with_env(stage.as_("quality_manager")).accept(CREDENTIAL)
