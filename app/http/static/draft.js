/**
 * The form's values: what the service read, and what the person made of it. Every correction is kept with the value it
 * replaced, so that "accepted, edited, cleared" can be told to a feedback endpoint.
 */

import { ground } from "./grounding.js";
import { leaves, parts, read, within, write } from "./pointer.js";

const same = (a, b) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
const empty = (value) => value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length);

export class Draft {
  /**
   * @param {any} answer the envelope
   * @param {{fields: any[]}} task
   * @param {Record<string, string>} sources the texts that evidence may point into, as sent
   */
  constructor(answer, task, sources) {
    const { result, spans, warnings } = ground(answer, task.fields, sources);
    this.meta = answer.meta ?? {};
    this.warnings = warnings;
    this.spans = spans;
    this.read = result;
    this.form = structuredClone(result);
    /** @type {Map<string, {from: any, to: any}>} */
    this.changes = new Map();
  }

  /** An empty form, before anything was read. */
  static blank(task) {
    return new Draft({ result: {} }, task, {});
  }

  at(pointer) {
    return read(this.form, pointer);
  }

  /** Put a person's value into the form. Putting back what was read is no correction. */
  correct(pointer, value) {
    const from = read(this.read, pointer);
    write(this.form, pointer, value);
    if (same(from, value)) this.changes.delete(pointer);
    else this.changes.set(pointer, { from: from ?? null, to: value });
  }

  undo(pointer) {
    const change = this.changes.get(pointer);
    if (change) write(this.form, pointer, structuredClone(change.from));
    this.changes.delete(pointer);
  }

  isChanged(pointer) {
    return [...this.changes.keys()].some((changed) => within(pointer, changed));
  }

  warningsAt(pointer) {
    return this.warnings.filter((warning) => within(String(warning.path ?? ""), pointer));
  }

  /** How many values the form holds. */
  count() {
    const { missing_required: _, ...facts } = this.form;
    return [...leaves(facts)].length;
  }

  /** Corrections as a feedback endpoint wants them: pointer, both values, and what was done. */
  corrections() {
    return [...this.changes].map(([pointer, { from, to }]) => ({
      pointer, from, to, action: empty(to) ? "cleared" : empty(from) ? "added" : "edited",
    }));
  }

  /** The form as the person would submit it; removed elements are gone. `skip` names members to leave out. */
  submitted(skip = []) {
    const form = compact(structuredClone(this.form));
    for (const pointer of skip) {
      if (read(form, pointer) !== undefined) {
        const above = read(form, pointer.slice(0, pointer.lastIndexOf("/")));
        delete above[parts(pointer).at(-1)];
      }
    }
    return form;
  }

  /** Corrected leaves of one element, as the sparse object that `known_fields` takes; null when there are none. */
  known(element) {
    const kept = {};
    let any = false;
    for (const [pointer, { to }] of this.changes) {
      if (pointer === element || !within(pointer, element) || empty(to)) continue;
      write(kept, pointer.slice(element.length), structuredClone(to));
      any = true;
    }
    return any ? compact(kept) : null;
  }

  /** Make the same corrections again on a newer answer. */
  repeat(corrections) {
    for (const { pointer, to } of corrections) this.correct(pointer, to);
  }
}

/** Lists without the places of removed elements. */
function compact(value) {
  if (Array.isArray(value)) return value.filter((item) => item !== null && item !== undefined).map(compact);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, below]) => [name, compact(below)]));
}
