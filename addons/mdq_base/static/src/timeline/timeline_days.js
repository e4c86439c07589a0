import { deserializeDateTime } from "@web/core/l10n/dates";

const { DateTime } = luxon;

/** Times of the ledger are in UTC, with fractions of seconds that nobody reads. */
export function momentOf(item) {
    return deserializeDateTime(item.at.replace("T", " ").slice(0, 19));
}

/** Put what one person did in one transaction into a group, and groups into days (of the reader's time zone). */
export function byDay(items) {
    const days = [];
    let day, group;
    for (const item of items) {
        const moment = momentOf(item);
        const key = moment.toISODate();
        if (!day || day.key !== key) {
            day = { key, label: moment.toLocaleString(DateTime.DATE_HUGE), groups: [] };
            days.push(day);
            group = undefined;
        }
        if (!group || group.xid !== item.xid || group.uid !== item.uid) {
            group = { key: item.id, xid: item.xid, uid: item.uid, items: [] };
            day.groups.push(group);
        }
        group.items.push(item);
    }
    return days;
}
