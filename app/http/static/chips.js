/** Lists of single values: enum values as chips to switch on and off, words as chips to remove and a place to add one. */

import { isEmpty, stateOf, warningsOf } from "./cells.js";
import { valuesOf } from "./controls.js";
import { freshId, h } from "./dom.js";
import { spanOf } from "./grounding.js";
import { fieldLabel, valueLabel } from "./labels.js";
import { fieldPath, join, read } from "./pointer.js";
import { proofOf } from "./proof.js";
import { lang, t } from "./words.js";

const MANY = 7;

/** A list field. */
export function chips(desk, field, pointer) {
  const path = fieldPath(pointer);
  const label = fieldLabel(path, lang(), field);
  const id = freshId("l");
  const row = h("div", { class: "chips", role: "group", "aria-labelledby": id });
  const box = h("div", { class: "cell wide cell-list", data: { pointer, field: field.name } },
    h("div", { class: "cell-head" }, h("span", { class: "label", id }, label)), row, warningsOf(desk, pointer, `${id}-warn`, true));
  const draw = () => {
    box.dataset.state = isEmpty(desk.draft.at(pointer)) ? "empty" : desk.draft.isChanged(pointer) ? "edited" : "exact";
    row.replaceChildren(...(field.of === "enum" ? enumChips : wordChips)(desk, field, pointer, { path, label, draw, box }));
  };
  draw();
  return box;
}

/** What the service read, with the pointer each value had then: evidence stays with its value. */
function origin(desk, pointer, value) {
  const index = (read(desk.draft.read, pointer) ?? []).indexOf(value);
  return index < 0 ? null : join(pointer, index);
}

function give(desk, pointer, values, draw, focus) {
  desk.draft.correct(pointer, values);
  desk.changed();
  draw();
  focus?.();
}

/** Looks and behaviour that every filled chip has. */
function prove(desk, node, pointer, value) {
  const from = origin(desk, pointer, value);
  const span = from && spanOf(desk.draft.spans, from);
  node.dataset.state = from ? stateOf({ ...viewOf(desk.draft), isChanged: () => false }, from, value) : "edited";
  node.dataset.pointer = from ?? "";
  if (from) {
    node.title = proofOf(span);
    desk.proof.cell(from, node);
  }
}

const viewOf = (draft) => ({ spans: draft.spans, warnings: draft.warnings });

function enumChips(desk, field, pointer, { path, draw, box }) {
  const chosen = (desk.draft.at(pointer) ?? []).filter((value) => value !== null);
  const all = [...new Set([...valuesOf(field), ...chosen])];
  const open = box.dataset.open === "yes" || all.length <= MANY;
  const shown = open ? all : all.filter((value) => chosen.includes(value));
  const nodes = shown.map((value) => {
    const on = chosen.includes(value);
    const flip = () => {
      const kept = on ? chosen.filter((each) => each !== value) : all.filter((each) => each === value || chosen.includes(each));
      give(desk, pointer, kept, draw, () => box.querySelector(`[data-value="${CSS.escape(value)}"]`)?.focus());
    };
    const node = h("button", { type: "button", class: "chip", "aria-pressed": String(on), data: { value }, onclick: flip },
      valueLabel(path, value, lang(), field));
    if (on) prove(desk, node, pointer, value);
    return node;
  });
  return all.length <= MANY ? nodes : [...nodes, more(box, draw, open)];
}

function more(box, draw, open) {
  const turn = () => {
    box.dataset.open = open ? "no" : "yes";
    draw();
    box.querySelector(".more")?.focus();
  };
  return h("button", { type: "button", class: "more", "aria-expanded": String(open), onclick: turn }, t(open ? "field.less" : "field.more"));
}

function wordChips(desk, field, pointer, { label, draw, box }) {
  const values = (desk.draft.at(pointer) ?? []).filter((value) => value !== null);
  const nodes = values.map((value) => {
    const drop = () => give(desk, pointer, values.filter((each) => each !== value), draw, () => box.querySelector("input")?.focus());
    const node = h("span", { class: "chip word", tabindex: "0" }, h("span", {}, String(value)),
      h("button", { type: "button", class: "drop", "aria-label": t("field.remove", { value }), onclick: drop }, "×"));
    prove(desk, node, pointer, value);
    return node;
  });
  const input = h("input", { type: "text", class: "add", maxlength: field.max_chars ?? 80, placeholder: `+ ${t("field.add")}`,
    "aria-label": t("field.add.to", { field: label }), autocomplete: "off" });
  input.addEventListener("change", () => {
    const value = input.value.trim();
    if (value && !values.includes(value)) give(desk, pointer, [...values, value], draw, () => box.querySelector("input")?.focus());
  });
  return [...nodes, input];
}
