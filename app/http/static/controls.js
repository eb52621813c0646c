/** One input per kind of value. A control shows a value and says when a person gives another one. */

import { h } from "./dom.js";
import { said, shown, typedNumber } from "./format.js";
import { valueLabel } from "./labels.js";
import { lang, t } from "./words.js";

/**
 * @param {any} field its declaration
 * @param {string} path without list positions
 * @param {any} value
 * @param {(value: any) => void} give called with a value that fits the type
 * @returns {{node: HTMLElement, input: HTMLElement}} what to show, and what the label belongs to
 */
export function control(field, path, value, give) {
  if (["enum", "tri", "boolean"].includes(field.type)) return choice(field, path, value, give);
  if (["integer", "number"].includes(field.type)) return number(field, value, give);
  return words(field, path, value, give);
}

/** Values a field may take. */
export function valuesOf(field) {
  if (field.type === "boolean") return [true, false];
  if (field.type === "tri") return ["yes", "no", "ask"];
  return (field.enum ?? []).map((entry) => entry?.value ?? entry);
}

function choice(field, path, value, give) {
  const values = valuesOf(field);
  const known = value === null || value === undefined || values.includes(value);
  const all = known ? values : [...values, value];
  const option = (each, index) => h("option", { value: String(index) }, valueLabel(path, each, lang(), field));
  const input = h("select", {}, h("option", { value: "" }, "–"), all.map(option));
  input.value = value === null || value === undefined ? "" : String(all.indexOf(value));
  input.addEventListener("change", () => give(input.value === "" ? null : all[Number(input.value)]));
  return { node: input, input };
}

function number(field, value, give) {
  const input = h("input", { type: "text", inputmode: "decimal", autocomplete: "off", placeholder: "–" });
  const second = h("small", { class: "said" });
  const show = (now) => {
    input.value = shown(now, field.unit);
    second.textContent = said(now, field.unit, lang());
  };
  input.addEventListener("change", () => {
    const typed = typedNumber(input.value, { whole: field.type === "integer" });
    input.setCustomValidity(typed === undefined ? t("field.number") : "");
    input.toggleAttribute("aria-invalid", typed === undefined);
    if (typed === undefined) {
      input.setAttribute("aria-invalid", "true");
      input.reportValidity();
      return;
    }
    show(typed);
    give(typed);
  });
  show(value);
  const unit = field.unit && h("span", { class: "unit", "aria-hidden": "true" }, t(`unit.${field.unit}`));
  return { node: h("span", { class: "measure" }, input, unit || null, second), input };
}

function words(field, path, value, give) {
  const dated = field.type === "date" && (value === null || value === undefined || /^\d{4}-\d\d-\d\d$/.test(value));
  const input = h("input", {
    type: dated ? "date" : "text", autocomplete: "off", maxlength: field.max_chars, placeholder: dated ? null : "–",
  });
  input.value = shown(value);
  input.addEventListener("change", () => give(input.value.trim() === "" ? null : input.value.trim()));
  const link = safeLink(value);
  if (!link) return { node: input, input };
  return { node: h("span", { class: "measure" }, input, outward(link)), input };
}

/** Only http(s) becomes a link; `javascript:` and its kin stay words. */
export function safeLink(value) {
  if (typeof value !== "string" || !/^https?:\/\//i.test(value)) return null;
  try {
    const url = new URL(value);
    return ["http:", "https:"].includes(url.protocol) && !url.username ? url.href : null;
  } catch {
    return null;
  }
}

export const outward = (href) =>
  h("a", { href, target: "_blank", rel: "noopener noreferrer", class: "outward" }, `${t("place.open")} ↗`);
