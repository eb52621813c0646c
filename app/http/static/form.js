/** The form: sections of a layout, tabs for lists of forms, cards for short lists. Drawn anew for every answer. */

import { cell, inWords, isEmpty, warningLine, warningsOf } from "./cells.js";
import { chips } from "./chips.js";
import { freshId, h } from "./dom.js";
import { declared } from "./grounding.js";
import { fieldLabel } from "./labels.js";
import { fieldPath, join, leaves, within } from "./pointer.js";
import { candidates, isPlace, placeCard } from "./place.js";
import { privateCard } from "./private.js";
import { lang, t } from "./words.js";

/** Everything right of the text. */
export function drawForm(desk, task) {
  const { draft, layout } = desk;
  desk.task = task;
  desk.told = new Set();
  desk.proof.reset();
  const each = layout.each && task.fields.find((field) => field.name === layout.each);
  const head = layout.head.map((name) => task.fields.find((field) => field.name === name)).filter(Boolean);
  const heading = h("div", { class: "head-cells" }, head.map((field) => fieldNodes(desk, field, `/${field.name}`)));
  const body = closed(draft, task) ? [] : each ? [tabs(desk, each, `/${each.name}`, sectionsOf)] : sectionsOf(desk, { fields: task.fields }, "");
  const hidden = task.fields.find((field) => field.name === "private");
  const apart = hidden ? privateCard(desk, hidden) : null;
  const parts = [heading, ...missing(desk, task), ...body, apart];
  return [...leftOver(desk), ...parts.filter(Boolean)];
}

/** The gate is shut: the text is of a kind that has no fields. */
export function closed(draft, task) {
  const gate = task.fields.find((field) => field.role === "gate");
  const said = gate && draft.at(`/${gate.name}`);
  if (isEmpty(said)) return null;
  const { [gate.name]: _, private: __, missing_required: ___, ...facts } = draft.form;
  if (gate.type === "boolean" ? said : [...leaves(facts)].some(([pointer]) => /\/\d/.test(pointer))) return null;
  return { gate, kind: inWords(draft, gate, `/${gate.name}`) };
}

function sectionsOf(desk, owner, pointer) {
  return desk.layout.sections.map((section) => {
    const fields = section.fields.map((name) => owner.fields.find((field) => field.name === name)).filter(Boolean);
    const id = freshId("s");
    const grid = h("div", { class: "grid" }, fields.map((field) => fieldNodes(desk, field, join(pointer, field.name))));
    const filled = [...grid.querySelectorAll("[data-state]")].filter((node) => node.dataset.state !== "empty" && node.matches(".cell, .chip")).length;
    return h("section", { class: "card", "aria-labelledby": id, data: { filled } },
      h("h3", { id }, section.title[lang()], filled ? h("span", { class: "count", "aria-hidden": "true" }, String(filled)) : null), grid);
  });
}

/** Whatever a declared field looks like. */
export function fieldNodes(desk, field, pointer) {
  if (isPlace(field)) return [(field.type === "list" ? candidates : placeCard)(desk, field, pointer)];
  if (field.type === "object") {
    return [...field.fields.flatMap((member) => fieldNodes(desk, member, join(pointer, member.name))), warningsOf(desk, pointer)];
  }
  if (field.type === "list" && field.fields) {
    const asTabs = desk.layout.tabs.includes(field.name) || field.name === "deals";
    return [asTabs ? tabs(desk, field, pointer, inner) : cards(desk, field, pointer)];
  }
  if (field.type === "list") return [chips(desk, field, pointer)];
  return hiddenNow(desk, field, pointer) ? [] : [cell(desk, field, pointer)];
}

function hiddenNow(desk, field, pointer) {
  const rule = Object.entries(desk.layout.when).find(([path]) => fieldPath(pointer).endsWith(path));
  const value = desk.draft.at(pointer);
  if (!rule || !(isEmpty(value) || value === field.default)) return false;
  const [sibling, values] = rule[1];
  return !values.includes(desk.draft.at(join(pointer.slice(0, pointer.lastIndexOf("/")), sibling)));
}

function inner(desk, field, pointer) {
  return [h("div", { class: "grid" }, field.fields.flatMap((member) => fieldNodes(desk, member, join(pointer, member.name))))];
}

/** Positions of a list that still hold something. */
const positions = (list) => (list ?? []).map((item, index) => (item === null || item === undefined ? -1 : index)).filter((i) => i >= 0);

function tabs(desk, field, pointer, fill) {
  const list = desk.draft.at(pointer) ?? [];
  const there = positions(list);
  const label = fieldLabel(fieldPath(pointer), lang(), field);
  const now = there.includes(desk.shownTab(pointer)) ? desk.shownTab(pointer) : there[0] ?? 0;
  const panelId = freshId("p");
  const buttons = there.map((index, place) => tabButton(desk, field, { pointer, index, place, on: index === now, label, panelId }));
  const several = there.length > 1;
  const more = () => add(desk, pointer, list.length);
  const bar = several && h("div", { class: "tabs" }, h("div", { role: "tablist", "aria-label": label, onkeydown: arrows }, buttons),
    h("span", { class: "tab-tools" }, tool(t("list.drop", { field: label }), "−", () => drop(desk, pointer, now)), tool(t("list.add", { field: label }), "+", more)));
  const panel = h("div", { id: panelId, class: "panel" }, fill(desk, field, join(pointer, now)));
  if (several) {
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-label", `${label} ${there.indexOf(now) + 1}`);
  }
  return h("div", { class: `tabbed wide tabbed-${field.name}`, data: { pointer } }, bar, warningsOf(desk, pointer), warningsOf(desk, join(pointer, now)), panel,
    there.length === 1 && h("button", { type: "button", class: "add-item", onclick: more }, `+ ${t("list.add", { field: label })}`));
}

function tabButton(desk, field, { pointer, index, place, on, label, panelId }) {
  const at = join(pointer, index);
  const open = () => {
    desk.openTab(pointer, index);
    desk.again(null, `[data-tab="${at}"]`);
  };
  const doubtful = desk.draft.warningsAt(at).length > 0;
  const node = h("button", { type: "button", role: "tab", class: "tab", "aria-selected": String(on), "aria-controls": on ? panelId : null,
    tabindex: on ? "0" : "-1", data: { tab: at }, onclick: open },
  h("span", { class: "tab-no" }, `${label} ${place + 1}`), h("span", { class: "tab-name" }, tabName(desk, field, at)), doubtful && h("span", { class: "dot", "aria-hidden": "true" }));
  desk.proof.group(at, node);
  return node;
}

function tabName(desk, field, at) {
  const names = field.name === desk.layout.each || desk.layout.tabs.includes(field.name) ? desk.layout.title : [field.fields[0].name];
  return names.map((name) => inWords(desk.draft, declared(desk.task.fields, join(at, name)), join(at, name))).filter(Boolean).join(" · ");
}

function arrows(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const all = [...event.currentTarget.querySelectorAll("[role=tab]")];
  event.preventDefault();
  all[(all.indexOf(document.activeElement) + step + all.length) % all.length].click();
}

const tool = (name, sign, onclick) => h("button", { type: "button", class: "tool", "aria-label": name, title: name, onclick }, sign);

function drop(desk, pointer, index) {
  desk.draft.correct(join(pointer, index), null);
  desk.changed();
  desk.again();
}

function add(desk, pointer, index) {
  desk.draft.correct(join(pointer, index), {});
  desk.openTab(pointer, index);
  desk.changed();
  desk.again(join(pointer, index));
}

function cards(desk, field, pointer) {
  const list = desk.draft.at(pointer) ?? [];
  const label = fieldLabel(fieldPath(pointer), lang(), field);
  const small = desk.layout.small.includes(field.name) ? " small" : "";
  const each = positions(list).map((index, place) =>
    h("div", { class: "item", role: "group", "aria-label": `${label} ${place + 1}`, data: { pointer: join(pointer, index) } },
      h("div", { class: "item-head" }, h("span", { "aria-hidden": "true" }, `${label} ${place + 1}`),
        tool(t("list.drop", { field: label }), "×", () => drop(desk, pointer, index))),
      inner(desk, field, join(pointer, index)), warningsOf(desk, join(pointer, index))));
  return h("div", { class: `items wide${small}`, data: { pointer, field: field.name } }, warningsOf(desk, pointer), each,
    h("button", { type: "button", class: "add-item", onclick: () => add(desk, pointer, list.length) }, `+ ${t("list.add", { field: label })}`));
}

/** What the law wants in the ad and the text does not say. */
function missing(desk, task) {
  const names = desk.draft.at("/missing_required") ?? [];
  if (!names.length) return [];
  const owner = task.fields.find((field) => field.name === desk.layout.each) ?? { fields: task.fields };
  const go = (name) => desk.goTo(join(desk.layout.each ? `/${desk.layout.each}/${desk.shownTab(`/${desk.layout.each}`)}` : "", name));
  const id = freshId("m");
  return [h("section", { class: "missing", "aria-labelledby": id }, h("h3", { id }, t("missing.title")),
    h("ul", {}, names.map((name) => h("li", {}, h("button", { type: "button", onclick: () => go(name) },
      fieldLabel(`${owner.name ?? ""}.${name}`, lang(), owner.fields.find((field) => field.name === name)))))))];
}

/** Warnings that no drawn cell stands for: those of the whole answer; those of another tab wait on their tab. */
function leftOver(desk) {
  const waits = (warning) => [...desk.proof.groups.keys()].some((above) => within(String(warning.path), above));
  const rest = desk.draft.warnings.filter((warning) => !desk.told.has(warning) && !waits(warning));
  return rest.length ? [h("div", { class: "warnings whole" }, rest.map((warning) => warningLine(warning, labelOf(desk, warning.path))))] : [];
}

function labelOf(desk, path) {
  const field = path && declared(desk.task.fields, String(path));
  return field?.name ? fieldLabel(fieldPath(String(path)), lang(), field) : "";
}
