"""What is measured with what: gauges with their calibrations, one overdue, one never calibrated, one found wrong."""

from odoo import fields

from . import flow
from .stage import CREDENTIAL, pdf, translate

# number: (type, English, Chinese, serial, from, to, resolution, days since the calibration or None, interval)
GAUGES = {
    "MIC-02": ("micrometer", "Outside micrometer 0–25 mm", "外径千分尺 0–25 mm", "MT-293-4471", "0", "25", "0.001", 120, 12),
    "MIC-04": ("micrometer", "Outside micrometer 0–25 mm", "外径千分尺 0–25 mm", "MT-293-5120", "0", "25", "0.001", 200, 12),
    "CAL-07": ("caliper", "Digital caliper 0–150 mm", "数显卡尺 0–150 mm", "MT-500-1187", "0", "150", "0.01", 345, 12),
    "CAL-09": ("caliper", "Digital caliper 0–150 mm", "数显卡尺 0–150 mm", "MT-500-2230", "0", "150", "0.01", 380, 12),
    "TG-35": ("thread_gauge", "Thread ring gauge M3.5", "螺纹环规 M3.5", "TR-35-018", None, None, None, 60, 6),
    "IND-01": ("dial_indicator", "Dial indicator 0–10 mm", "百分表 0–10 mm", "DI-2207", "0", "10", "0.01", None, 12),
}  # fmt: skip
# which characteristics name a type, and which gauge the inspectors of the story take
TYPES = {"bar_diameter": "micrometer", "diameter": "micrometer", "length": "caliper", "thread": "thread_gauge"}


def build(stage):
    """Before the plans: a plan keeps the gauge types that its characteristics name."""
    for number, (kind, name, chinese, serial, low, high, step, days, months) in GAUGES.items():
        gauge = stage.name(f"gauge_{number.lower().replace('-', '_')}", stage.as_("engineer")["maintenance.equipment"].create({
            "mdq_gauge_no": number, "name": name, "serial_no": serial, "mdq_gauge_type_id": stage.env.ref(f"mdq_quality.mdq_gauge_type_{kind}").id,
            "mdq_range_min": low, "mdq_range_max": high, "mdq_resolution": step, "mdq_interval_months": months,
            "technician_user_id": stage.ref("user_inspector").id,
        }))  # fmt: skip
        translate(gauge, "name", chinese)
        if days is not None:
            calibrate(stage, gauge, days)


def calibrate(stage, gauge, days, as_found="pass", **values):
    """The inspector enters the laboratory's certificate, the engineer confirms it."""
    day = fields.Date.subtract(gauge.company_id._mdq_today(), days=days)
    number = f"JL-{day:%y%m}-{gauge.mdq_gauge_no}"
    calibration = stage.as_("inspector")["mdq.gauge.calibration"].create({
        "gauge_id": gauge.id, "performed_on": day, "laboratory_id": laboratory(stage).id, "certificate_number": number,
        "certificate_file": pdf("校准证书 Calibration certificate", [number, gauge.display_name, str(day)]),
        "certificate_filename": f"{number}.pdf", "as_found": as_found, "as_left": "pass", **values,
    })  # fmt: skip
    calibration.with_env(stage.as_("engineer")).confirm(CREDENTIAL)
    return calibration


def laboratory(stage):
    if "laboratory" not in stage.made:
        stage.made["laboratory"] = stage.env["res.partner"].create({"name": "苏州计量测试院", "is_company": True, "city": "苏州"})
    return stage.made["laboratory"]


def found_wrong(stage):
    """A micrometer comes back from the laboratory out of tolerance; it measured bars that are screws by now, and bars in stock."""
    order = flow.buy(stage, "baoji", "bar", 20)
    lot = stage.name("lot_bar_doubtful", flow.receive(stage, order.picking_ids, "TI6-2611-H9"))
    flow.inspect(stage, lot, gauges={"D-BAR": "MIC-04"})
    flow.release(stage, lot)
    calibration = calibrate(stage, stage.ref("gauge_mic_04"), 0, "fail", work_done="Spindle readjusted 重新调整测微螺杆")
    impact = stage.name("gauge_impact", calibration.impact_ids)
    first = impact.line_ids.filtered(lambda line: line.lot_id == stage.ref("lot_bar"))
    first.with_env(stage.as_("engineer")).decide("no_effect", "Error 3 µm, all readings at least 20 µm inside. 误差3 µm，读数均在限内20 µm以上。")
