/** How far reviewers agree, as a table per task: the fields on which they agree least come first. */

import { h } from "../dom.js";
import { fieldLabel } from "../labels.js";
import { lang, t } from "../words.js";
import { w } from "./words.js";

/** @param {any[]} tasks as `/review/agreement` tells them */
export function agreementTables(tasks) {
  if (!tasks.length) return [h("p", { class: "quiet" }, w("agreement.none"))];
  return tasks.map((task) => h("table", {},
    h("caption", {}, t(`task.${task.task}`)),
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, w("field")), ["n", "raw", "kappa"].map((name) => h("th", { scope: "col", class: "number" }, w(name))))),
    h("tbody", {}, line(w("agreement.all"), task, "all"), task.fields.map((one) => line(nameOf(one.field), one)))));
}

const nameOf = (field) => (field === "(missing)" ? w("agreement.missing") : fieldLabel(field.replaceAll("/", "."), lang()));
const percent = (share) => (share === null ? "–" : `${Math.round(share * 100)}%`);

function line(name, { n, raw, kappa }, kind) {
  return h("tr", { class: kind }, h("th", { scope: "row" }, name), h("td", { class: "number" }, String(n)), h("td", { class: "number" }, percent(raw)),
    h("td", { class: "number" }, kappa === null ? "–" : kappa.toFixed(2)));
}
