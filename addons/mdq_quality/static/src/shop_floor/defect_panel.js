import { _t } from "@web/core/l10n/translation";
import { Component, onWillUpdateProps, useRef, useState } from "@odoo/owl";
import { shrinkPhoto } from "./photo";

/** Defects of a unit by code: tap a code, say how often, take a photo. */
export class DefectPanel extends Component {
    static template = "mdq_quality.DefectPanel";
    static props = { desk: Object, codes: Array, defects: Array, units: Number, unit: Number, editable: Boolean };

    setup() {
        this.camera = useRef("camera");
        this.outbox = useState(this.props.desk.outbox.state);
        this.state = useState({ unit: this.props.unit, code: null, count: 1, note: "", photos: [], taking: null, reason: "", error: "" });
        this.classes = { critical: _t("critical"), major: _t("major"), minor: _t("minor") };
        onWillUpdateProps((props) => {
            if (props.unit !== this.props.unit) {
                this.state.unit = props.unit;
            }
        });
    }

    get unsent() {
        return this.outbox.entries.filter((entry) => entry.kind === "defect");
    }

    codeName(id) {
        const code = this.props.codes.find((each) => each.id === id);
        return code ? `${code.code} ${code.name}` : "";
    }

    unitName(defect) {
        return _t("Unit %s:", defect.unit_no);
    }

    get question() {
        return _t("Why is %(code)s of unit %(unit)s taken back?", { code: this.state.taking.code, unit: this.state.taking.unit_no });
    }

    choose(code) {
        Object.assign(this.state, { code: this.state.code === code.id ? null : code.id, count: 1, note: "", photos: [], error: "" });
    }

    more(step) {
        this.state.count = Math.max(1, this.state.count + step);
    }

    moveUnit(step) {
        this.state.unit = Math.min(this.props.units, Math.max(1, this.state.unit + step));
    }

    async onPhotos(ev) {
        for (const file of ev.target.files) {
            try {
                this.state.photos.push(await shrinkPhoto(file));
            } catch {
                this.state.error = _t("%s is no picture that can be kept. Take a JPEG or PNG.", file.name);
            }
        }
        ev.target.value = "";
    }

    async save() {
        const { unit, code, count, note, photos } = this.state;
        await this.props.desk.outbox.add({
            kind: "defect", code, unit_no: unit, count, note: note.trim(), photos: photos.map((photo) => ({ name: photo.name, data: photo.data })),
        });
        Object.assign(this.state, { code: null, count: 1, note: "", photos: [] });
        this.props.desk.outbox.flush();
    }

    /** A defect is taken back by a row that says why; the first one stays to be seen. */
    async takeBack() {
        const { taking, reason } = this.state;
        await this.props.desk.outbox.add({
            kind: "defect", code: taking.code, unit_no: taking.unit_no, count: 0, corrects: taking.id, reason: reason.trim(),
        });
        Object.assign(this.state, { taking: null, reason: "" });
        this.props.desk.outbox.flush();
    }
}
