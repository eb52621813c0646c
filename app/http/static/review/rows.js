/** The rows of a sheet: what stands where, what the service and a new version said instead, and the three verdicts. */

import { freshId, h } from "../dom.js";
import { said, shown } from "../format.js";
import { declared } from "../grounding.js";
import { fieldLabel, valueLabel } from "../labels.js";
import { fieldPath, parts } from "../pointer.js";
import { lang } from "../words.js";
import { WHOLE, empty } from "./sheet.js";
import { w } from "./words.js";

const VERDICTS = ["right", "wrong", "corrected"];

/**
 * @param {import("./sheet.js").Sheet} sheet
 * @param {any} task its declaration
 * @param {(pointer: string, word: string) => void} press a verdict was pressed
 * @returns {HTMLElement[]} groups of rows, the question about what is missing last
 */
export function drawRows(sheet, task, press) {
  const groups = new Map();
  for (const row of sheet.visible()) {
    const key = row.pointer.replace(/\/[^/\d][^/]*(\/[^/\d][^/]*)*$/, "");
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(rowNode(sheet, task, row, press));
  }
  const drawn = [...groups].map(([key, rows]) => {
    const id = freshId("g");
    const title = groupTitle(sheet, task, key);
    return h("section", { class: "group", "aria-labelledby": title ? id : null }, title && h("h3", { id }, title), rows);
  });
  return [...drawn, h("section", { class: "group" }, wholeNode(sheet, press))];
}

/** `/listings/0/deals/1` → "매물 1 · 거래 2". */
function groupTitle(sheet, task, key) {
  const path = parts(key);
  const names = path.flatMap((part, index) => (/^\d+$/.test(part)
    ? [`${fieldLabel(fieldPath(`/${path.slice(0, index).join("/")}`), lang(), declared(task.fields, `/${path.slice(0, index).join("/")}`))} ${Number(part) + 1}`] : []));
  const blank = key && !sheet.rows.some((row) => row.pointer.startsWith(`${key}/`) && row.filled);
  return names.join(" · ") + (blank ? ` (${w("fresh")})` : "");
}

/** What a row's field is called. */
export function labelOf(task, pointer) {
  if (pointer === WHOLE) return w("whole");
  const path = fieldPath(pointer);
  return fieldLabel(path, lang(), declared(task.fields, pointer));
}

/** A value in words. */
export function inWords(task, pointer, value) {
  if (empty(value)) return w("empty");
  const field = declared(task.fields, pointer) ?? {};
  const path = fieldPath(pointer);
  const plain = ["enum", "tri", "boolean"].includes(field.type) || field.of === "enum";
  const one = (each) => (typeof each === "object" ? JSON.stringify(each) : plain ? valueLabel(path, each, lang(), field) : shown(each, field.unit));
  if (Array.isArray(value)) return value.map(one).join(", ");
  const second = said(value, field.unit, lang());
  return second ? `${one(value)} (${second})` : one(value);
}

function rowNode(sheet, task, row, press) {
  const { pointer } = row;
  const word = sheet.fields.get(pointer);
  const value = sheet.valueOf(row);
  const asides = [
    word === "corrected" && h("span", { class: "was" }, h("s", {}, inWords(task, pointer, row.value))),
    row.answered !== undefined && h("span", { class: "was" }, w("answered", { value: inWords(task, pointer, row.answered) })),
    row.shadow !== undefined && h("span", { class: "shadow" }, w("shadow", { version: sheet.sample.shadow_version, value: inWords(task, pointer, row.shadow) })),
    row.words && h("span", { class: "quote" }, `“${row.words}”`),
    ...othersOf(sheet, task, pointer),
  ];
  return frame(sheet, pointer, { label: labelOf(task, pointer), value: inWords(task, pointer, value), blank: empty(value), differs: row.answered !== undefined, asides, press,
    words: (name) => w(name) });
}

function wholeNode(sheet, press) {
  return frame(sheet, WHOLE, { label: w("whole"), value: w("whole.ask"), blank: true, asides: othersOf(sheet, null, WHOLE), press, words: (name) => w(`whole.${name}`) });
}

/** What others said, once one has said something oneself: only where it is something else. */
function othersOf(sheet, task, pointer) {
  return (sheet.sample.others ?? []).filter((other) => other.fields[pointer] && differs(sheet, other, pointer)).map((other) => {
    const value = Object.hasOwn(other.values, pointer) ? ` ${inWords(task, pointer, other.values[pointer])}` : "";
    return h("span", { class: "other" }, `${other.reviewer}: ${w(other.fields[pointer])}${value}`);
  });
}

const differs = (sheet, other, pointer) => other.fields[pointer] !== sheet.sample.mine?.fields[pointer]
  || JSON.stringify(other.values[pointer]) !== JSON.stringify(sheet.sample.mine?.values[pointer]);

function frame(sheet, pointer, { label, value, blank, differs: marked, asides, press, words }) {
  const id = freshId("r");
  const word = sheet.fields.get(pointer);
  const buttons = VERDICTS.map((name, index) => h("button", { type: "button", class: `judge judge-${name}`, tabindex: "-1", "aria-pressed": String(word === name),
    "aria-label": `${label}: ${words(name)}`, onclick: () => press(pointer, name) }, h("kbd", { "aria-hidden": "true" }, String(index + 1)), words(name)));
  return h("div", { class: "row", role: "group", tabindex: "-1", "aria-labelledby": `${id}-label ${id}-value ${id}-said`, data: { pointer, verdict: word ?? "", ...(marked && { differs: "yes" }) } },
    h("span", { class: "row-label", id: `${id}-label` }, label),
    h("span", { class: "row-value" }, h("span", { id: `${id}-value`, class: blank ? "blank" : null }, value), asides),
    h("span", { class: "row-judge" }, buttons), h("span", { class: "sr", id: `${id}-said` }, word ? words(word) : w("open")),
    h("div", { class: "row-edit" }), h("p", { class: "row-flaw", role: "alert" }));
}
