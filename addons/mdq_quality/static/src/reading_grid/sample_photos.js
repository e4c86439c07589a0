import { Dialog } from "@web/core/dialog/dialog";
import { Component } from "@odoo/owl";

/** Photos of what is still good beside photos of what is already bad. */
export class SamplePhotos extends Component {
    static template = "mdq_quality.SamplePhotos";
    static components = { Dialog };
    static props = { title: String, photos: Array, close: Function };

    get sides() {
        return ["good", "bad"].map((verdict) => ({
            verdict, photos: this.props.photos.filter((photo) => photo.verdict === verdict),
        }));
    }
}
