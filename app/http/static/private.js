/** Personal data, apart from the form: every value is masked until its owner's reader asks for it. */

import { isEmpty } from "./cells.js";
import { freshId, h } from "./dom.js";
import { fieldLabel } from "./labels.js";
import { fieldPath, join } from "./pointer.js";
import { lang, t } from "./words.js";

/** The card; empty members are left out. */
export function privateCard(desk, field) {
  const members = field.fields.filter((member) => !isEmpty(desk.draft.at(`/private/${member.name}`)));
  if (!members.length) return null;
  const id = freshId("private");
  return h("section", { class: "card private", "aria-labelledby": id },
    h("h3", { id }, h("span", { class: "lock", "aria-hidden": "true" }), t("private.title")),
    h("p", { class: "quiet" }, t("private.about")),
    h("div", { class: "grid" }, members.map((member) => secret(desk, member))));
}

function secret(desk, member) {
  const pointer = `/private/${member.name}`;
  const label = fieldLabel(fieldPath(pointer), lang(), member);
  const shown = desk.unmasked.has(member.name);
  const flip = () => {
    if (shown) desk.unmasked.delete(member.name);
    else desk.unmasked.add(member.name);
    desk.again(null, `[data-secret="${member.name}"]`);
  };
  return h("div", { class: "cell secret", data: { pointer, field: member.name, state: "exact" } },
    h("div", { class: "cell-head" }, h("span", { class: "label" }, label),
      h("button", { type: "button", class: "plain", "aria-pressed": String(shown), data: { secret: member.name },
        "aria-label": t(shown ? "private.hide" : "private.show", { field: label }), onclick: flip }, t(shown ? "private.hide" : "private.show", { field: "" }).trim())),
    entries(desk, pointer).map(([at, value]) => secretValue(desk, at, value, shown)));
}

function entries(desk, pointer) {
  const value = desk.draft.at(pointer);
  return Array.isArray(value) ? value.map((each, index) => [join(pointer, index), each]).filter(([, each]) => each !== null) : [[pointer, value]];
}

function secretValue(desk, pointer, value, shown) {
  if (!shown) return h("p", { class: "masked" }, h("span", { "aria-hidden": "true" }, "•••• ••••"), h("span", { class: "sr" }, t("private.masked")));
  const node = h("input", { type: "text", autocomplete: "off", "aria-label": fieldLabel(fieldPath(pointer), lang()) });
  node.value = String(value);
  node.addEventListener("change", () => {
    desk.draft.correct(pointer, node.value.trim() || null);
    desk.changed();
  });
  desk.proof.cell(pointer, node);
  return node;
}
