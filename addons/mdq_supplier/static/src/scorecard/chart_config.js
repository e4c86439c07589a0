import { _t } from "@web/core/l10n/translation";

export const COLOURS = { A: "#2e7d32", B: "#558b2f", C: "#ef6c00", D: "#c62828", none: "#757575" };
const OWN = "#1565c0";
const MEDIAN = "#8e6c00";

const value = (number) => (number === false ? null : number);

/** A line that says where a grade begins. */
function band([grade, least], length) {
    return {
        label: _t("%(grade)s from %(least)s", { grade, least }), data: Array(length).fill(least), borderColor: COLOURS[grade],
        borderDash: [4, 4], borderWidth: 1, pointRadius: 0, pointHitRadius: 0, fill: false,
    };
}

/** Scores of twelve months on an axis from 0 to 100; a month without a score is a gap, not a zero. */
export function trendConfig({ trend, bands }) {
    const own = {
        label: _t("Score"), data: trend.map((point) => value(point.score)), borderColor: OWN, backgroundColor: OWN, borderWidth: 2,
        pointRadius: 5, pointBackgroundColor: trend.map((point) => COLOURS[point.grade] || OWN), spanGaps: false, tension: 0, clip: 10,
    };
    const lines = bands.filter(([, least]) => least > 0).map((line) => band(line, trend.length));
    const title = (point) => (point.disputed ? _t("%s points, under dispute", point.score) : _t("%s points", point.score));
    return {
        type: "line",
        data: { labels: trend.map((point) => point.period), datasets: [own, ...lines] },
        options: {
            responsive: true, maintainAspectRatio: false, animation: false,
            scales: { y: { min: 0, max: 100, title: { display: true, text: _t("Points (0–100)") } } },
            plugins: {
                legend: { position: "bottom", labels: { boxWidth: 16 } },
                tooltip: {
                    filter: (item) => item.datasetIndex === 0,
                    callbacks: { label: (item) => `${trend[item.dataIndex].grade}: ${title(trend[item.dataIndex])}` },
                },
            },
        },
    };
}

/** The metrics that this supplier or the others are rated for; a corner for each. */
export function ratedOf({ radar }) {
    const kept = radar.labels.map((_label, place) => place).filter((place) => radar.own[place] !== false || radar.median[place] !== false);
    const only = (list) => kept.map((place) => list[place]);
    return { labels: only(radar.labels), own: only(radar.own), median: only(radar.median), others: radar.others };
}

/** Points of each metric beside the median of the other suppliers of the category. */
export function radarConfig(charts) {
    const radar = ratedOf(charts);
    const dataset = (label, data, colour, dash) => ({
        label, data: data.map(value), borderColor: colour, backgroundColor: `${colour}22`, borderDash: dash, borderWidth: 2, pointRadius: 4,
        pointBackgroundColor: colour, spanGaps: true,
    });
    const datasets = [dataset(_t("This supplier"), radar.own, OWN, [])];
    if (radar.median.some((number) => number !== false)) {
        datasets.push(dataset(_t("Median of %s others", radar.others), radar.median, MEDIAN, [5, 4]));
    }
    return {
        type: "radar",
        data: { labels: radar.labels, datasets },
        options: {
            responsive: true, maintainAspectRatio: false, animation: false,
            scales: { r: { min: 0, max: 100, ticks: { stepSize: 25 } } },
            plugins: { legend: { position: "bottom", labels: { boxWidth: 16 } } },
        },
    };
}
