/**
 * What fields and values are called, Korean and English. A field is looked up by its longest known path
 * (`parking.fee` before `fee`); what stands in no table is labelled by the task's own declaration.
 */

import fieldTable from "./field-labels.js";
import valueTable from "./value-labels.js";

const rows = (text) =>
  new Map(text.trim().split("\n").map((line) => {
    const [name, ko, en] = line.trim().split(/ *\| */);
    return [name, { ko, en }];
  }));

const FIELDS = rows(fieldTable);
const VALUES = rows(valueTable);

/** The longest known tail of a dotted path. */
function longest(table, path) {
  const names = path.split(".");
  for (let from = 0; from < names.length; from += 1) {
    const found = table.get(names.slice(from).join("."));
    if (found) return found;
  }
  return undefined;
}

/** @returns {string} label of a field, by its path without list positions */
export function fieldLabel(path, lang, declared) {
  const known = longest(FIELDS, path);
  if (known) return known[lang];
  const about = declared?.about ?? "";
  return about && about.length <= 24 ? about : path.split(".").at(-1).replaceAll("_", " ");
}

/** @returns {string} label of an enum value, a tri-state or a boolean of that field */
export function valueLabel(path, value, lang, declared) {
  const known = longest(VALUES, `${path}.${value}`);
  if (known) return known[lang];
  const word = (declared?.enum ?? []).find((entry) => entry?.value === value);
  return word?.label ?? String(value).replaceAll("_", " ");
}
