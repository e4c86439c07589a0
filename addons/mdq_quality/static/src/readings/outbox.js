import { browser } from "@web/core/browser/browser";
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";
import { Mutex } from "@web/core/utils/concurrency";
import { user } from "@web/core/user";
import { reactive } from "@odoo/owl";
import { EntryQueue } from "./queue";

const MOST = 200; // entries of one call
const SOON = 3_000;
const LATE = 30_000;
const LOGGED_OUT = 100;

/** Sends what is entered on one inspection, keeps what cannot be sent, and says how it stands. */
export class Outbox {
    /**
     * @param {Function} onSaved called with the server's answer of each call
     */
    constructor(orm, inspection, onSaved) {
        Object.assign(this, { orm, inspection, onSaved });
        this.queue = new EntryQueue();
        this.sending = new Mutex();
        this.wait = SOON;
        this.state = reactive({ entries: [], isOffline: false, isLoggedOut: false, isFailing: false, isBusy: false, isKept: true });
        this.onOnline = () => this.flush();
        browser.addEventListener("online", this.onOnline);
    }

    get waiting() {
        return this.state.entries.filter((entry) => !entry.why && !entry.draft && !entry.late);
    }

    /** Entries that were kept here for so long that the server wants to know why. */
    get late() {
        return this.state.entries.filter((entry) => entry.late);
    }

    /** Corrections that still want their reason. */
    get drafts() {
        return this.state.entries.filter((entry) => entry.draft);
    }

    get refused() {
        return this.state.entries.filter((entry) => entry.why);
    }

    async load() {
        this.state.entries = await this.queue.getAll(this.inspection);
        this.state.isKept = this.queue.isKept;
        return this.state.entries;
    }

    /** Keep an entry in the browser first; only then it is sent. */
    async add(values) {
        const entry = {
            kind: "reading", client_key: makeKey(), inspection: this.inspection, order: nextOrder(),
            typed_on: now(), ...values,
        };
        const kept = await this.queue.put(entry);
        this.state.entries.push(kept); // the list of now: another one may have been sent meanwhile
        return entry;
    }

    async change(entry, values) {
        const changed = await this.queue.put({ ...entry, ...values });
        this.state.entries = this.state.entries.map((each) => (each.client_key === entry.client_key ? changed : each));
        return changed;
    }

    async remove(entry) {
        await this.queue.remove(entry.client_key);
        this.state.entries = this.state.entries.filter((each) => each.client_key !== entry.client_key);
    }

    flush() {
        browser.clearTimeout(this.timer);
        return this.sending.exec(() => this.sendAll());
    }

    /** Do something while nothing is being sent: what is read then is neither older nor newer than what was taken. */
    between(act) {
        return this.sending.exec(act);
    }

    async sendAll() {
        while (this.waiting.length && !this.isClosed) {
            this.state.isBusy = true;
            const sent = await this.send(this.waiting.slice(0, MOST));
            this.state.isBusy = false;
            if (!sent) {
                return;
            }
        }
    }

    /** Whether the server answered; what it did not take keeps its reason. */
    async send(entries) {
        let answer;
        try {
            answer = await this.orm.silent.call("mdq.inspection", "save_entries", [[this.inspection]], {
                entries: entries.map(asSent), user_id: user.userId,
            });
        } catch (error) {
            return this.fail(entries, error);
        }
        Object.assign(this.state, { isOffline: false, isLoggedOut: false, isFailing: false });
        this.wait = SOON;
        const results = new Map(answer.results.map((result) => [result.client_key, result]));
        for (const entry of entries) {
            const { ok, why, standing, late } = results.get(entry.client_key);
            await (ok ? this.remove(entry) : this.change(entry, late ? { late } : { why, standing: standing || null }));
        }
        this.onSaved(answer, entries);
        return true;
    }

    /** The net is gone, the session is, the server fails, or it says no to all of them: nothing is lost in any case. */
    async fail(entries, error) {
        if (isRefusal(error)) {
            for (const entry of entries) {
                await this.change(entry, { why: error.data?.message || error.message, standing: null });
            }
            this.onSaved(null, entries);
            return true;
        }
        this.state.isLoggedOut = error instanceof RPCError && error.code === LOGGED_OUT;
        this.state.isOffline = !this.state.isLoggedOut && (error instanceof ConnectionLostError || !browser.navigator.onLine);
        this.state.isFailing = !this.state.isLoggedOut && !this.state.isOffline;
        if (!this.isClosed) {
            this.timer = browser.setTimeout(() => this.flush(), this.wait);
            this.wait = Math.min(this.wait * 2, LATE);
        }
        return false;
    }

    close() {
        this.isClosed = true;
        browser.clearTimeout(this.timer);
        browser.removeEventListener("online", this.onOnline);
    }
}

/** A UUID; `crypto.randomUUID` is only there on secure pages, and some tablets come over plain HTTP. */
export function makeKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

let lastOrder = 0;

function nextOrder() {
    lastOrder = Math.max(Date.now(), lastOrder + 1);
    return lastOrder;
}

/** Whether the server said no in words; a failure of its own is tried again later. */
export function isRefusal(error) {
    return error instanceof RPCError && error.code !== LOGGED_OUT && Boolean(error.exceptionName?.startsWith("odoo.exceptions."));
}

/** The clock of this device, in UTC, as the server writes moments. */
function now() {
    return new Date().toISOString().slice(0, 19).replace("T", " ");
}

/** An entry without what only the browser needs to know; with when it is sent, as this clock may be wrong. */
function asSent(entry) {
    const { inspection, owner, place, order, why, standing, draft, late, ...sent } = entry;
    return { ...sent, sent_on: now() };
}
