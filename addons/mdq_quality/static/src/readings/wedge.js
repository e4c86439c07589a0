const FAST = 40; // ms between the keys of a machine
const FEWEST = 3;

/** Tells the keys of a gauge or scanner from those of a person: they come faster than anybody types. */
export class WedgeWatch {
    constructor() {
        this.forget();
    }

    forget() {
        this.keys = 0;
        this.slow = false;
        this.last = 0;
        this.from = 0;
    }

    /** @param {number} at the time of a printing key; @param {number} caret where it goes in its field */
    press(at, caret = 0) {
        if (!this.keys) {
            this.from = caret;
        } else if (at - this.last > FAST) {
            this.slow = true;
        }
        this.keys += 1;
        this.last = at;
    }

    /** Whether a machine wrote this, now that the key comes that ends it. */
    isMachine(at) {
        return this.keys >= FEWEST && !this.slow && at - this.last <= FAST * 2;
    }
}
