/** One sample on the screen: its text beside its rows. One row is looked at, and what a person does is about that one. */

import { byId, calm } from "../dom.js";
import { declared } from "../grounding.js";
import { fieldPath } from "../pointer.js";
import { editor } from "./editor.js";
import { drawRows, labelOf } from "./rows.js";
import { inDialog, say, taskTitle } from "./say.js";
import { Sheet, WHOLE } from "./sheet.js";
import { Words } from "./text.js";
import { w } from "./words.js";

export class Bench {
  constructor() {
    this.sheet = null;
    this.task = { fields: [] };
    this.here = WHOLE;
    this.words = new Words(byId("words"));
    byId("rows").addEventListener("focusin", (event) => {
      const row = event.target.closest(".row");
      if (row && row.dataset.pointer !== this.here) {
        this.here = row.dataset.pointer;
        this.words.light(this.here);
      }
    });
  }

  // ---- what lies on it -------------------------------------------------------------------------------------------
  /** @param {any} sample @param {any} task its declaration */
  take(sample, task) {
    this.sheet = new Sheet(sample);
    this.task = task;
    byId("bench").hidden = false;
    this.words.show(sample.text, sample.marks);
    const title = taskTitle(sample.task);
    const why = sample.why.map((each) => w(`why.${each}`)).join(", ");
    byId("about").textContent = `${title} · ${why}`;
    byId("facts").textContent = factsOf(sample);
    say(w("arrived", { why, task: title, n: this.sheet.needed - 1 }), "sr");
    this.draw();
    this.go(this.sheet.open()[0] ?? WHOLE);
  }

  clearAway() {
    this.sheet = null;
    byId("bench").hidden = true;
  }

  draw() {
    const { sheet } = this;
    byId("rows").replaceChildren(...drawRows(sheet, this.task, (pointer, word) => this.judge(pointer, word)));
    byId("empties").setAttribute("aria-pressed", String(sheet.shown));
    byId("progress").textContent = w("progress", { done: sheet.needed - sheet.open().length, all: sheet.needed });
  }

  // ---- where one looks -------------------------------------------------------------------------------------------
  /** Look at a row: the keys are about it, its words are lit up. */
  go(pointer) {
    const rows = this.#rows();
    const row = rows.find((each) => each.dataset.pointer === pointer) ?? rows[0];
    if (!row) return;
    for (const each of rows) {
      each.tabIndex = each === row ? 0 : -1;
      for (const button of each.querySelectorAll(".judge")) button.tabIndex = each === row ? 0 : -1;
    }
    this.here = row.dataset.pointer;
    this.words.light(this.here);
    if (inDialog()) return;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest", behavior: calm() ? "instant" : "smooth" });
  }

  step(by) {
    const pointers = this.#pointers();
    this.go(pointers[Math.max(0, Math.min(pointers.length - 1, pointers.indexOf(this.here) + by))]);
  }

  /** To the next row without a verdict, else to the one below. */
  #onward(from) {
    const rows = this.#pointers();
    const open = new Set(this.sheet.open());
    const after = rows.slice(rows.indexOf(from) + 1);
    this.go(after.find((pointer) => open.has(pointer)) ?? rows.find((pointer) => open.has(pointer)) ?? after[0] ?? from);
  }

  // ---- what one says of it ---------------------------------------------------------------------------------------
  judge(pointer, word) {
    if (word === "corrected") {
      if (pointer === WHOLE) this.empties(true);
      else this.edit(pointer);
      return;
    }
    this.#say(pointer, word);
  }

  edit(pointer) {
    this.go(pointer);
    const row = this.#row(pointer);
    const field = declared(this.task.fields, pointer);
    const of = this.sheet.at(pointer);
    if (!row || !field || !of) return;
    const about = { field, path: fieldPath(pointer), label: labelOf(this.task, pointer), value: this.sheet.valueOf(of) };
    const { node, focus } = editor(about, (value) => this.#say(pointer, "corrected", value), () => {
      this.draw();
      this.go(pointer);
    });
    row.querySelector(".row-edit").replaceChildren(node);
    focus();
  }

  /** The text does not say it: empty is what is right. */
  empty() {
    if (this.here === WHOLE) return;
    const list = declared(this.task.fields, this.here)?.type === "list";
    this.#say(this.here, "corrected", list ? [] : null);
  }

  rest() {
    this.sheet.rest();
    this.draw();
    this.go(WHOLE);
  }

  undo() {
    const pointer = this.sheet.undo();
    this.draw();
    this.go(pointer ?? this.here);
    say(pointer === null ? w("undo.none") : w("undone", { field: labelOf(this.task, pointer) }));
  }

  /** Show the empty fields, or hide them again. */
  empties(on = !this.sheet.shown) {
    this.sheet.shown = on;
    const { here } = this;
    this.draw();
    const blank = on && here === WHOLE && this.sheet.rows.find((row) => !row.filled);
    this.go(blank ? blank.pointer : here);
  }

  /** Say at a row what is wrong with what was written there. @returns {boolean} whether there is such a row */
  flaw(pointer, words) {
    if (!this.sheet?.at(pointer)) return false;
    this.go(pointer);
    const row = this.#row(pointer);
    if (row) row.querySelector(".row-flaw").textContent = words;
    return true;
  }

  #say(pointer, word, value) {
    this.sheet.say(pointer, word, value);
    this.draw();
    this.#onward(pointer);
  }

  // ---- rows ------------------------------------------------------------------------------------------------------
  #rows() {
    return [...byId("rows").querySelectorAll(".row")];
  }

  #row(pointer) {
    return this.#rows().find((row) => row.dataset.pointer === pointer);
  }

  #pointers() {
    return this.#rows().map((row) => row.dataset.pointer);
  }
}

/** Who answered, and what was asked besides the text. */
function factsOf({ version, provider, problem, input }) {
  const asked = Object.entries(input).map(([name, value]) => `${name}: ${typeof value === "object" ? JSON.stringify(value) : value}`);
  return [version, provider, problem, ...asked].filter(Boolean).join(" · ");
}
