/**
 * The last gate before a value reaches the form: a quote that does not stand where it is said to stand, or a verbatim
 * field without a quote, is not filled. The service drops such values itself; the page does not take its word for it.
 */

import { codePointStarts, located } from "./offsets.js";
import { leaves, parts } from "./pointer.js";

/**
 * @param {{result: any, evidence: Record<string, any>, warnings: any[]}} answer
 * @param {any[]} fields the task's declaration
 * @param {Record<string, string>} sources text, title … as they were sent
 * @returns {{result: any, spans: Map<string, any>, warnings: any[]}} a copy; spans by pointer, in UTF-16 units
 */
export function ground(answer, fields, sources) {
  const result = structuredClone(answer.result ?? {});
  const starts = Object.fromEntries(Object.entries(sources).map(([name, text]) => [name, codePointStarts(text)]));
  const spans = new Map();
  const lost = new Set();
  for (const [pointer, evidence] of Object.entries(answer.evidence ?? {})) {
    const source = evidence?.in ?? "text";
    const found = Object.hasOwn(sources, source) ? located(sources[source], starts[source], evidence) : null;
    if (found) spans.set(pointer, { ...found, source, pointer, quote: evidence.quote, match: evidence.match });
    else lost.add(pointer);
  }
  const warnings = [...(answer.warnings ?? [])];
  for (const [pointer, value] of [...leaves(result)]) {
    if (!lost.has(pointer) && (spanOf(spans, pointer) || !mustQuote(fields, pointer, value))) continue;
    blank(result, pointer);
    spans.delete(pointer);
    if (!warnings.some((w) => w.code === "ungrounded_dropped" && w.path === pointer)) {
      warnings.push({ code: "ungrounded_dropped", path: pointer, message: "" });
    }
  }
  return { result, spans, warnings };
}

/** Evidence of a value; an element of a list may lean on the evidence of the whole list. */
export function spanOf(spans, pointer) {
  return spans.get(pointer) ?? (/\/\d+$/.test(pointer) ? spans.get(pointer.replace(/\/\d+$/, "")) : undefined);
}

/** The declaration of the field at a pointer. */
export function declared(fields, pointer) {
  let found = { fields };
  for (const part of parts(pointer)) {
    if (!/^\d+$/.test(part)) found = found?.fields?.find((field) => field.name === part);
  }
  return found;
}

function mustQuote(fields, pointer, value) {
  const field = declared(fields, pointer);
  return field?.ground === "verbatim" && value !== field.default;
}

function blank(tree, pointer) {
  const path = parts(pointer);
  const last = path.pop();
  const owner = path.reduce((at, part) => at[part], tree);
  owner[last] = null;
}
