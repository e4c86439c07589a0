import { session } from "@web/session";
import { user } from "@web/core/user";
import { groupBy } from "@web/core/utils/arrays";

const NAME = "mdq_shop_floor";

/** How an entry stands: refused by the server, a correction that wants its reason, or not sent yet. */
export function standingOf(entry) {
    return entry.why ? "refused" : entry.draft ? "draft" : "waiting";
}

/** {waiting, draft, refused}: how many there are of each. */
export function countStandings(entries) {
    const counts = { waiting: 0, draft: 0, refused: 0 };
    for (const entry of entries) {
        counts[standingOf(entry)] += 1;
    }
    return counts;
}

/**
 * What was entered and is not with the server yet, kept in the browser (IndexedDB) until it is.
 *
 * Each row belongs to a person, a database and an inspection: nobody sees or sends another person's rows.
 */
export class EntryQueue {
    constructor(owner = `${session.db}|${user.userId}`) {
        this.owner = owner;
        this.isKept = true;
        this.rows = new Map(); // the same in memory, for browsers that keep nothing
    }

    async open() {
        if (this.base || !this.isKept) {
            return;
        }
        try {
            this.base = await openBase();
        } catch {
            this.isKept = false;
        }
    }

    async put(entry) {
        // Plain data: the browser keeps no proxies.
        const row = JSON.parse(JSON.stringify({ ...entry, owner: this.owner, place: `${this.owner}|${entry.inspection}` }));
        this.rows.set(row.client_key, row);
        await this.run("entries", "readwrite", (store) => store.put(row));
        return row;
    }

    async remove(key) {
        this.rows.delete(key);
        await this.run("entries", "readwrite", (store) => store.delete(key));
    }

    /** The rows of one inspection in the order in which they were entered. */
    async getAll(inspection) {
        const place = `${this.owner}|${inspection}`;
        const kept = await this.run("entries", "readonly", (store) => store.index("place").getAll(place));
        const rows = kept || [...this.rows.values()].filter((row) => row.place === place);
        return rows.sort((one, other) => one.order - other.order);
    }

    /** {inspection: {waiting, draft, refused}} of this person, and how many rows of others wait on this device. */
    async getCounts() {
        const rows = (await this.run("entries", "readonly", (store) => store.getAll())) || [...this.rows.values()];
        const own = groupBy(rows.filter((row) => row.owner === this.owner), (row) => row.inspection);
        const counts = Object.fromEntries(Object.entries(own).map(([inspection, entries]) => [inspection, countStandings(entries)]));
        return { counts, others: rows.filter((row) => row.owner !== this.owner).length };
    }

    /** What was shown last, to go on with while the server cannot be reached. */
    keep(name, value) {
        return this.run("shown", "readwrite", (store) => store.put(JSON.parse(JSON.stringify(value)), `${this.owner}|${name}`));
    }

    getKept(name) {
        return this.run("shown", "readonly", (store) => store.get(`${this.owner}|${name}`));
    }

    async run(name, mode, act) {
        await this.open();
        if (!this.base) {
            return undefined;
        }
        return new Promise((resolve, reject) => {
            const transaction = this.base.transaction(name, mode);
            const request = act(transaction.objectStore(name));
            transaction.oncomplete = () => resolve(request.result);
            transaction.onabort = transaction.onerror = () => reject(transaction.error || request.error);
        });
    }
}

function openBase() {
    return new Promise((resolve, reject) => {
        const request = indexedDB.open(NAME, 1);
        request.onupgradeneeded = () => {
            const entries = request.result.createObjectStore("entries", { keyPath: "client_key" });
            entries.createIndex("place", "place");
            request.result.createObjectStore("shown");
        };
        request.onsuccess = () => resolve(request.result);
        request.onerror = request.onblocked = () => reject(request.error);
    });
}
