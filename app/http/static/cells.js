/** A cell: label, control, where the value comes from, what is doubtful about it, and the way back from a correction. */

import { control } from "./controls.js";
import { freshId, h } from "./dom.js";
import { spanOf } from "./grounding.js";
import { fieldLabel, valueLabel } from "./labels.js";
import { fieldPath, within } from "./pointer.js";
import { proofOf } from "./proof.js";
import { has, lang, t } from "./words.js";

/**
 * What the cells of a form share.
 * @typedef {object} Desk
 * @property {import("./draft.js").Draft} draft
 * @property {import("./proof.js").Proof} proof
 * @property {any} layout
 * @property {() => void} changed told after every correction
 * @property {() => void} again draw the form anew
 * @property {Set<any>} told warnings that have found their place
 * @property {(pointer: string, otherwise?: number) => number} shownTab
 * @property {(pointer: string, index: number) => void} openTab
 */

export const isEmpty = (value) => value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length);

/** How a value came about: empty, edited, unit, inferred, exact or judged. */
export function stateOf(draft, pointer, value = draft.at(pointer)) {
  if (draft.isChanged(pointer)) return "edited";
  if (isEmpty(value)) return "empty";
  const span = spanOf(draft.spans, pointer);
  if (draft.warnings.some((w) => w.code === "unit_inferred" && within(pointer, w.path))) return "unit";
  if (!span) return "judged";
  return span.match === "inferred" || span.match === "fuzzy" ? "inferred" : "exact";
}

/** A scalar field. */
export function cell(desk, field, pointer) {
  const path = fieldPath(pointer);
  const label = fieldLabel(path, lang(), field);
  const id = freshId("f");
  const proof = h("span", { class: "sr", id: `${id}-proof` });
  const { node, input } = control(field, path, desk.draft.at(pointer), (value) => {
    desk.draft.correct(pointer, value);
    dress();
    desk.changed();
    if (decides(desk, path)) desk.again(pointer);
  });
  input.id = id;
  input.setAttribute("aria-describedby", `${id}-proof ${id}-warn`);
  const marks = h("span", { class: "marks" });
  const warnings = warningsOf(desk, pointer, `${id}-warn`);
  const classes = ["cell", desk.layout.wide.some((wide) => path.endsWith(wide)) && "wide"].filter(Boolean).join(" ");
  const box = h("div", { class: classes, data: { pointer, field: field.name } },
    h("div", { class: "cell-head" }, h("label", { htmlFor: id }, label), marks), node, proof, warnings);
  const dress = () => dressCell(desk, box, pointer, { marks, proof, label, open: !["enum", "tri", "boolean"].includes(field.type) });
  dress();
  desk.proof.cell(pointer, box);
  return box;
}

/** Whether other fields come and go with this one. */
const decides = (desk, path) => Object.entries(desk.layout.when).some(([rule, [sibling]]) =>
  path.endsWith(`${rule.slice(0, rule.lastIndexOf("."))}.${sibling}`));

function dressCell(desk, box, pointer, { marks, proof, label, open }) {
  const state = stateOf(desk.draft, pointer);
  const span = spanOf(desk.draft.spans, pointer);
  box.dataset.state = state;
  proof.textContent = state === "empty" || state === "edited" ? "" : proofOf(span);
  box.title = proof.textContent;
  marks.replaceChildren(...tags(desk, pointer, { state, span, label, open }));
}

function tags(desk, pointer, { state, span, label, open }) {
  if (state === "edited") {
    const undo = () => {
      desk.draft.undo(pointer);
      desk.changed();
      desk.again(pointer);
    };
    return [tag("edited"), h("button", { type: "button", class: "undo", "aria-label": t("field.undo", { field: label }), onclick: undo }, "↺")];
  }
  if (state === "unit") return [tag("unit")];
  // A word of a closed list is hardly ever the text's own word: there the dashed border says enough.
  return state === "inferred" && open ? [tag(span.match === "fuzzy" ? "fuzzy" : "inferred")] : [];
}

const tag = (name) => h("span", { class: `tag tag-${name}` }, t(`tag.${name}`));

/** The warnings whose place is this pointer, or (`below`) something under it; each is shown once. */
export function warningsOf(desk, pointer, id, below = false) {
  const fits = below ? (path) => within(path, pointer) : (path) => path === pointer;
  const mine = desk.draft.warnings.filter((warning) => fits(String(warning.path)) && !desk.told.has(warning));
  mine.forEach((warning) => desk.told.add(warning));
  return h("div", { id, class: "warnings" }, mine.map((warning) => warningLine(warning)));
}

/** One warning as a sentence. A code that the page does not know speaks with the service's words. */
export function warningLine(warning, label = "") {
  const key = `warning.${warning.code}`;
  const sentence = has(key) ? t(key) : String(warning.message || warning.code);
  return h("p", { class: "warning", data: { code: warning.code } }, label && h("strong", {}, `${label} `), sentence);
}

/** A field's value in words, for tips and tabs. */
export function inWords(draft, field, pointer) {
  const value = draft.at(pointer);
  if (isEmpty(value)) return "";
  const plain = ["enum", "tri", "boolean"].includes(field?.type) || field?.of === "enum";
  return plain && typeof value !== "object" ? valueLabel(fieldPath(pointer), value, lang(), field) : String(value);
}
