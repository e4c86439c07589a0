/** Numbers as they were written, compared exactly: never as floats. */

const NUMBER = /^([+-]?)(\d{0,50})(?:\.(\d{0,50}))?(?:[eE]([+-]?\d{1,2}))?$/;
// As a Chinese keyboard writes them.
const FULL_WIDTH = /[＋－−．。，０-９]/g;
const SIGNS = { "＋": "+", "－": "-", "−": "-", "．": ".", "。": ".", "，": "," };
// What could mean a thousand as well as a fraction is not guessed.
const AMBIGUOUS = /^[+-]?\d{1,3}(,\d{3})+$/;

function toHalfWidth(text) {
    return text.replace(FULL_WIDTH, (sign) => SIGNS[sign] ?? String.fromCharCode(sign.charCodeAt(0) - 0xfee0));
}

/** {digits, scale} of a number such as 3.45, null for anything else. */
export function parseDecimal(text) {
    const match = NUMBER.exec(toHalfWidth(text ?? "").trim());
    if (!match || !(match[2] || match[3])) {
        return null;
    }
    const [, sign, whole, fraction = "", exponent = "0"] = match;
    let digits = BigInt(`${whole || "0"}${fraction}`);
    let scale = fraction.length - Number(exponent);
    if (scale < 0) {
        digits *= 10n ** BigInt(-scale);
        scale = 0;
    }
    return { digits: sign === "-" ? -digits : digits, scale };
}

/** -1, 0 or 1. */
export function compareDecimals(one, other) {
    const scale = Math.max(one.scale, other.scale);
    const difference = lift(one, scale) - lift(other, scale);
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

function lift(number, scale) {
    return number.digits * 10n ** BigInt(scale - number.scale);
}

/** Whether a value lies within its limits; a limit that is "" does not exist. Null: no number. */
export function judge(text, lower, upper) {
    const value = parseDecimal(text);
    if (!value) {
        return null;
    }
    const [low, high] = [parseDecimal(lower), parseDecimal(upper)];
    return (!low || compareDecimals(value, low) >= 0) && (!high || compareDecimals(value, high) <= 0);
}

/** The number with a point, as it is typed or pasted in this language: 5,98 is 5.98, also 1.234,5 is 1234.5. */
export function withPoint(text, decimalPoint = ".") {
    const plain = toHalfWidth(text).replace(/[\s\u00a0\u202f]/g, "");
    if (!/^[+-]?[\d.,]+$/.test(plain)) {
        return text.trim();
    }
    if (plain.includes(",") && plain.includes(".")) {
        return plain.lastIndexOf(",") > plain.lastIndexOf(".")
            ? plain.replaceAll(".", "").replace(",", ".")
            : plain.replaceAll(",", "");
    }
    if (!plain.includes(",") || (decimalPoint === "." && AMBIGUOUS.test(plain))) {
        return plain;
    }
    return plain.replace(",", ".");
}

/**
 * What a gauge sends through the keyboard: the number in it, without its head and its unit. Null: it was a label.
 *
 * A whole number of six digits or more is no dimension but the label of a lot.
 */
export function fromGauge(text) {
    const plain = text.trim().replace(/^\d{2}A(?=[+-])/, "");
    const match = /^([+-]?)0*(\d+(?:[.,]\d+)?)\s*[A-Za-zµ%°]{0,5}$/.exec(plain);
    if (!match || /^\d{6,}$/.test(match[2])) {
        return null;
    }
    return `${match[1] === "-" ? "-" : ""}${match[2].replace(",", ".")}`;
}

/** Rows of cells out of a block that was copied in a spreadsheet. */
export function parseBlock(text) {
    const lines = text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n");
    return lines.map((line) => line.split("\t").map((part) => part.trim()));
}

const GOOD = ["ok", "o", "good", "pass", "1", "+", "y", "yes", "合格", "良", "√", "✓"];
const BAD = ["no", "x", "ng", "bad", "fail", "0", "-", "n", "nok", "不合格", "不良", "×", "✗"];

/** Whether a word says good or bad; null when it says neither. */
export function asJudged(text) {
    const word = text.trim().toLowerCase();
    return GOOD.includes(word) ? true : BAD.includes(word) ? false : null;
}
