import { valuesOf } from "./sheet";

/**
 * Put a block that was copied in a spreadsheet on the cells from here on.
 *
 * Returns the cells with what is sent of them, and how many values found no place: outside the sheet, or saying nothing there.
 */
export function placeBlock(sheet, cell, block, normal) {
    const [unit, place] = [cell.unit, sheet.placeOf(cell)];
    const given = block.flatMap((line, down) => line.map((text, right) => ({ unit: unit + down, place: place + right, text })));
    const filled = given.filter((item) => item.text !== "");
    const items = filled.map((item) => toItem(sheet, item, normal)).filter(Boolean);
    return { items, left: filled.length - items.length };
}

function toItem(sheet, { unit, place, text }, normal) {
    const column = sheet.columns[place];
    const said = column && unit <= column.needed ? normal(column, text) : "";
    const values = said ? valuesOf(column, said) : null;
    if (!values) {
        return null;
    }
    const cell = sheet.cell(unit, column);
    cell.text = said;
    return { cell, values };
}
