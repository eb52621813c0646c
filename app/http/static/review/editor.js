/** Where a right value is written down: one input for the kind of the field. Enter puts it, Escape leaves it. */

import { control, valuesOf } from "../controls.js";
import { typedNumber } from "../format.js";
import { freshId, h } from "../dom.js";
import { valueLabel } from "../labels.js";
import { lang, t } from "../words.js";
import { w } from "./words.js";

/**
 * @param {{field: any, path: string, label: string, value: any}} about
 * @param {(value: any) => void} done
 * @param {() => void} left
 * @returns {{node: HTMLElement, focus: () => void}}
 */
export function editor({ field, path, label, value }, done, left) {
  const part = (field.type === "list" ? (field.of === "enum" ? boxes : lines) : single)(field, path, label, value);
  const put = () => {
    const found = part.read();
    if (found !== undefined) done(found);
  };
  const node = h("div", { class: "editor", role: "group", "aria-label": label,
    onkeydown: (event) => {
      event.stopPropagation();
      if (event.key === "Escape") left();
      else if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target.tagName !== "BUTTON") {
        event.preventDefault();
        put();
      }
    } },
  part.node, h("span", { class: "editor-foot" },
    h("button", { type: "button", class: "small", onclick: put }, w("save")), h("button", { type: "button", class: "small", onclick: left }, w("cancel"))));
  return { node, focus: () => part.input.focus() };
}

function single(field, path, label, value) {
  let now = value ?? null;
  const { node, input } = control(field, path, value, (given) => {
    now = given;
  });
  input.setAttribute("aria-label", label);
  // The control speaks on `change`; Enter comes before that.
  const read = () => {
    if (input.tagName !== "SELECT") input.dispatchEvent(new Event("change"));
    return input.getAttribute("aria-invalid") === "true" || !input.checkValidity() ? undefined : now;
  };
  return { node, input, read };
}

function boxes(field, path, label, value) {
  const chosen = new Set(Array.isArray(value) ? value : []);
  const all = valuesOf(field);
  const inputs = all.map((each) => h("input", { type: "checkbox", checked: chosen.has(each) }));
  const node = h("div", { class: "boxes" }, all.map((each, index) => h("label", {}, inputs[index], valueLabel(path, each, lang(), field))));
  return { node, input: inputs[0], read: () => all.filter((_, index) => inputs[index].checked) };
}

function lines(field, path, label, value) {
  const hint = freshId("hint");
  const input = h("textarea", { rows: "3", "aria-label": label, "aria-describedby": hint, spellcheck: "false" });
  input.value = (Array.isArray(value) ? value : []).join("\n");
  const read = () => {
    const found = input.value.split("\n").map((line) => line.trim()).filter(Boolean);
    if (!["integer", "number"].includes(field.of)) return found;
    const numbers = found.map((line) => typedNumber(line, { whole: field.of === "integer" }));
    input.setCustomValidity(numbers.includes(undefined) ? t("field.number") : "");
    return input.reportValidity() ? numbers : undefined;
  };
  return { node: h("span", { class: "lines" }, input, h("small", { class: "quiet", id: hint }, w("list.hint"))), input, read };
}
