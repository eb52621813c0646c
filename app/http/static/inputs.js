/** What is sent along with the text: one small field per declared input. */

import { freshId, h } from "./dom.js";
import { todayInSeoul, typedNumber } from "./format.js";
import { fieldLabel } from "./labels.js";
import { lang, t } from "./words.js";

/** Inputs with a field of their own here; the text has the big one, and `like` inputs come from corrections. */
const shownInputs = (task) => Object.entries(task.input ?? {}).filter(([name, given]) => name !== "text" && !given.like);

/**
 * @param {any} task
 * @param {Record<string, any>} values kept by the caller, changed in place
 * @param {(name: string) => HTMLElement | null} own a field the caller makes itself (a title that can show marks)
 */
export function drawInputs(task, values, own) {
  if (task.input?.reference_date && values.reference_date === undefined) values.reference_date = todayInSeoul();
  return shownInputs(task).map(([name, given]) => own(name) ?? (given.type === "object" ? pair(name, given, values) : single(name, given, values)));
}

function single(name, given, values) {
  const id = freshId("in");
  const dated = given.type === "date" || name === "reference_date";
  const numeric = ["integer", "number"].includes(given.type);
  const input = h("input", { id, type: dated ? "date" : "text", inputmode: numeric ? "decimal" : null, autocomplete: "off",
    maxlength: given.type === "string" ? given.max_chars : null, placeholder: given.type === "list" ? t("inputs.list") : placeholder(given) });
  const value = values[name];
  input.value = Array.isArray(value) ? value.join(", ") : value ?? "";
  input.addEventListener("change", () => {
    values[name] = understood(input.value, given);
  });
  return h("div", { class: `input${given.type === "list" ? " wide" : ""}` }, h("label", { htmlFor: id }, fieldLabel(name, lang(), given)), input);
}

const placeholder = (given) => given.default ?? null;

function understood(typed, given) {
  if (given.type === "list") return typed.split(/[,\n]/).map((word) => word.trim().replace(/^#/, "")).filter(Boolean);
  if (["integer", "number"].includes(given.type)) return typedNumber(typed) ?? (typed.trim() || null);
  return typed.trim() || null;
}

function pair(name, given, values) {
  const kept = { ...(values[name] ?? {}) };
  const fields = Object.entries(given.fields ?? {}).map(([member, below]) => {
    const id = freshId("in");
    const input = h("input", { id, type: "text", inputmode: "decimal", autocomplete: "off" });
    input.value = kept[member] ?? "";
    input.addEventListener("change", () => {
      kept[member] = understood(input.value, below);
      const all = Object.values(kept).filter((value) => value !== null && value !== undefined);
      values[name] = all.length ? Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== null)) : null;
    });
    return h("div", { class: "input" }, h("label", { htmlFor: id }, fieldLabel(`${name}.${member}`, lang(), below)), input);
  });
  return h("div", { class: "pair" }, fields);
}

/** The request body: the text and every input that has a value and is declared. */
export function bodyOf(task, text, values) {
  const given = Object.entries(values).filter(([name, value]) =>
    Object.hasOwn(task.input ?? {}, name) && value !== null && value !== undefined && value !== "" && !(Array.isArray(value) && !value.length));
  return { text, ...Object.fromEntries(given) };
}
