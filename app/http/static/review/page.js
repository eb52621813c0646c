/** The review page, put together: a queue of samples, one at a time; text on the left, verdicts on the right. */

import { ask, fetchTasks, hasKey, lines } from "../api.js";
import { byId, calm, h } from "../dom.js";
import { declared } from "../grounding.js";
import { keyDialog } from "../keydialog.js";
import { fieldPath } from "../pointer.js";
import { chooseLang, startPrefs, turnTheme } from "../prefs.js";
import { troubleCard } from "../trouble.js";
import { lang, sayAll, t } from "../words.js";
import { agreementTables } from "./agreement.js";
import { editor } from "./editor.js";
import { drawRows, labelOf } from "./rows.js";
import { Sheet, WHOLE } from "./sheet.js";
import { Words } from "./text.js";
import { KEYS, w, wordAll } from "./words.js";

const WHYS = ["corrected", "failed", "ungrounded_dropped", "repaired", "degraded", "shadow", "share"];
const OFS = ["todo", "disputed", "done"];

class Review {
  constructor() {
    this.tasks = [];
    this.queue = [];
    this.left = 0;
    this.next = null;
    this.sheet = null;
    this.last = null;
    this.words = new Words(byId("words"));
    this.askKey = keyDialog(() => {
      byId("key-held").hidden = !hasKey();
    });
    this.#wire();
  }

  // ---- the queue -------------------------------------------------------------------------------------------------
  async start() {
    this.#label();
    await this.#safely(async () => {
      this.tasks = await fetchTasks();
      this.#choices();
      await this.fetch();
    });
    document.documentElement.dataset.ready = "yes";
  }

  /** What waits, from the beginning or from where the last page ended. */
  async fetch(cursor = null) {
    const asked = new URLSearchParams({ of: byId("of").value || "todo" });
    for (const name of ["task", "why"]) if (byId(name).value) asked.set(name, byId(name).value);
    if (cursor) asked.set("cursor", cursor);
    this.say(w("loading"));
    const told = await ask(`/review/samples?${asked}`);
    Object.assign(this, { me: told.me, adopts: told.adopts, left: told.left, next: told.next, queue: told.samples });
    this.say("");
    if (!told.keeps) this.nothing(w("none.kept"));
    else await this.open();
  }

  /** The first of the queue, or more of it, or nothing. */
  async open() {
    const first = this.queue[0];
    if (first) {
      try {
        this.take(await ask(`/review/samples/${first.id}`));
      } catch (trouble) {
        if (trouble.status !== 404) throw trouble;
        this.say(w("gone"));
        this.queue.shift();
        await this.open();
      }
    } else if (this.next) await this.fetch(this.next);
    else this.nothing(byId("of").value === "todo" && this.left ? w("none.skipped", { n: this.left }) : w("none"));
  }

  /** Done with this one; it is the first of the queue unless somebody looked at an old one again. */
  async forward() {
    if (this.queue[0]?.id === this.sheet?.sample.id) this.queue.shift();
    await this.open();
  }

  nothing(words) {
    this.sheet = null;
    byId("bench").hidden = true;
    this.say(words);
    this.drawLeft();
    if (!this.#inDialog()) byId("review").focus();
  }

  // ---- one sample ------------------------------------------------------------------------------------------------
  take(sample) {
    this.sheet = new Sheet(sample);
    this.task = this.tasks.find((task) => task.name === sample.task) ?? { name: sample.task, fields: [] };
    byId("bench").hidden = false;
    this.words.show(sample.text, sample.marks);
    const title = this.#taskName(sample.task);
    const why = sample.why.map((each) => w(`why.${each}`)).join(", ");
    byId("about").textContent = `${title} · ${why}`;
    byId("facts").textContent = [sample.version, sample.provider, sample.problem, ...Object.entries(sample.input).map(([name, value]) => `${name}: ${typeof value === "object" ? JSON.stringify(value) : value}`)]
      .filter(Boolean).join(" · ");
    this.say(w("arrived", { why, task: title, n: this.sheet.needed - 1 }), "sr");
    this.draw();
    this.go(this.sheet.open()[0] ?? WHOLE);
  }

  draw() {
    byId("rows").replaceChildren(...drawRows(this.sheet, this.task, (pointer, word) => this.judge(pointer, word)));
    byId("empties").setAttribute("aria-pressed", String(this.sheet.shown));
    byId("progress").textContent = w("progress", { done: this.sheet.needed - this.sheet.open().length, all: this.sheet.needed });
    this.drawLeft();
  }

  drawLeft() {
    byId("left").textContent = w("left", { n: this.left });
  }

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
    if (this.#inDialog()) return;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest", behavior: calm() ? "instant" : "smooth" });
  }

  step(by) {
    const pointers = this.#rows().map((row) => row.dataset.pointer);
    this.go(pointers[Math.max(0, Math.min(pointers.length - 1, pointers.indexOf(this.here) + by))]);
  }

  judge(pointer, word) {
    if (word === "corrected") {
      if (pointer === WHOLE) this.empties(true);
      else this.edit(pointer);
      return;
    }
    this.sheet.say(pointer, word);
    this.draw();
    this.#onward(pointer);
  }

  edit(pointer) {
    this.go(pointer);
    const row = this.#rows().find((each) => each.dataset.pointer === pointer);
    const field = declared(this.task.fields, pointer);
    const of = this.sheet.at(pointer);
    if (!row || !field || !of) return;
    const back = () => {
      this.draw();
      this.go(pointer);
    };
    const { node, focus } = editor({ field, path: fieldPath(pointer), label: labelOf(this.task, pointer), value: this.sheet.valueOf(of) }, (value) => {
      this.sheet.say(pointer, "corrected", value);
      this.draw();
      this.#onward(pointer);
    }, back);
    row.querySelector(".row-edit").replaceChildren(node);
    focus();
  }

  /** The text does not say it: empty is what is right. */
  clear() {
    if (this.here === WHOLE) return;
    const list = declared(this.task.fields, this.here)?.type === "list";
    this.sheet.say(this.here, "corrected", list ? [] : null);
    const from = this.here;
    this.draw();
    this.#onward(from);
  }

  rest() {
    this.sheet.rest();
    this.draw();
    this.go(WHOLE);
  }

  empties(on = !this.sheet.shown) {
    this.sheet.shown = on;
    const here = this.here;
    this.draw();
    const blank = on && here === WHOLE && this.sheet.rows.find((row) => !row.filled);
    this.go(blank ? blank.pointer : here);
  }

  undo() {
    const pointer = this.sheet.undo();
    this.draw();
    this.go(pointer ?? this.here);
    this.say(pointer === null ? w("undo.none") : w("undone", { field: labelOf(this.task, pointer) }));
  }

  /** To the next row without a verdict, else to the one below. */
  #onward(from) {
    const rows = this.#rows().map((row) => row.dataset.pointer);
    const open = new Set(this.sheet.open());
    const after = rows.slice(rows.indexOf(from) + 1);
    this.go(after.find((pointer) => open.has(pointer)) ?? rows.find((pointer) => open.has(pointer)) ?? after[0] ?? from);
  }

  // ---- saying it -------------------------------------------------------------------------------------------------
  async submit() {
    if (!this.sheet || this.busy) return;
    const open = this.sheet.open();
    if (open.length) {
      this.say(w("unfinished", { n: open.length }));
      this.go(open[0]);
      return;
    }
    const { sample } = this.sheet;
    await this.#safely(async () => {
      const told = await ask("/review/verdicts", { body: this.sheet.body() });
      this.last = { id: sample.id, begins: sample.text.replaceAll(/\s+/g, " ").slice(0, 30), state: told.state };
      if (byId("of").value === "todo" && !sample.mine) this.left = Math.max(0, this.left - 1);
      this.drawLast();
      await this.forward();
    });
  }

  drawLast(words = "") {
    const { last } = this;
    const box = byId("last");
    box.hidden = !last;
    if (!last) return;
    box.dataset.state = last.state;
    const button = (name, act) => h("button", { type: "button", class: "small", onclick: act }, w(name));
    box.replaceChildren(h("p", { role: "status" }, words || w(`last.${last.state}`, last)),
      ...(last.state === "confirmed" && this.adopts && !last.adopted ? [button("adopt", () => this.adopt())] : []), button("again", () => this.again()));
  }

  async adopt() {
    if (this.last?.state !== "confirmed") return;
    if (!this.adopts) {
      this.say(w("not.adopting"));
      return;
    }
    await this.#safely(async () => {
      const told = await ask("/review/adoptions", { body: { id: this.last.id } });
      this.last.adopted = true;
      this.drawLast(w(told.adopted ? "adopted" : "adopted.already", { id: told.case }));
      this.go(this.here);
    });
  }

  async again() {
    if (this.last) await this.#safely(async () => this.take(await ask(`/review/samples/${this.last.id}`)));
  }

  async export() {
    await this.#safely(async () => {
      const task = byId("task").value;
      const text = await lines(`/review/export${task ? `?task=${encodeURIComponent(task)}` : ""}`);
      const n = text.split("\n").filter(Boolean).length;
      this.say(n ? w("exported", { n }) : w("exported.none"));
      if (n) save("reviewed.jsonl", text);
    });
  }

  async agreement() {
    await this.#safely(async () => {
      const { tasks } = await ask("/review/agreement");
      byId("figures").replaceChildren(...agreementTables(tasks));
      byId("agreement").showModal();
    });
  }

  // ---- trouble ---------------------------------------------------------------------------------------------------
  /** Do it; a missing key is asked for, anything else is shown with a way to try again. */
  async #safely(work) {
    byId("trouble").replaceChildren();
    this.busy = true;
    try {
      await work();
    } catch (trouble) {
      this.busy = false;
      if (!trouble.slug) throw trouble;
      await this.#trouble(trouble, work);
    } finally {
      this.busy = false;
    }
  }

  async #trouble(trouble, work) {
    const first = trouble.errors.find((error) => this.sheet?.at(error.pointer));
    if (first) {
      this.go(first.pointer);
      const row = this.#rows().find((each) => each.dataset.pointer === first.pointer);
      if (row) row.querySelector(".row-flaw").textContent = w(/personal/.test(first.message) ? "refused.private" : "refused.fit");
      return;
    }
    if (trouble.status === 401 || trouble.status === 403) {
      this.say(trouble.status === 403 ? w("key.not") : t("problem.unauthenticated"));
      if (await this.askKey()) {
        await this.#safely(work);
        return;
      }
    }
    byId("trouble").replaceChildren(troubleCard(trouble, this.task, () => this.#safely(work)));
  }

  /** `kind` "sr": only for those who cannot see it. */
  say(words, kind = "") {
    byId("said").className = `said ${kind}`;
    byId("said").textContent = words;
  }

  // ---- wiring ----------------------------------------------------------------------------------------------------
  #rows() {
    return [...byId("rows").querySelectorAll(".row")];
  }

  #inDialog() {
    return document.querySelector("dialog[open]") !== null;
  }

  #taskName(name) {
    const words = t(`task.${name}`);
    return words === `task.${name}` ? name : words;
  }

  #choices() {
    const option = (value, words) => h("option", { value }, words);
    const fill = (id, options) => {
      const kept = byId(id).value;
      byId(id).replaceChildren(...options);
      if (kept) byId(id).value = kept;
    };
    fill("of", OFS.map((name) => option(name, w(`of.${name}`))));
    fill("task", [option("", w("any")), ...this.tasks.map((task) => option(task.name, this.#taskName(task.name)))]);
    fill("why", [option("", w("any")), ...WHYS.map((name) => option(name, w(`why.${name}`)))]);
  }

  #label() {
    sayAll(document);
    wordAll(document);
    document.title = `채움 · ${w("title")}`;
    byId("keys").replaceChildren(...KEYS.flatMap(([key, words]) => [h("dt", {}, h("kbd", {}, key)), h("dd", {}, w(words))]));
  }

  #wire() {
    for (const id of ["of", "task", "why"]) byId(id).addEventListener("change", () => this.#chosen());
    const press = (id, act) => byId(id).addEventListener("click", act);
    press("submit", () => this.submit());
    press("rest", () => this.rest());
    press("pass", () => this.#safely(() => this.forward()));
    press("empties", () => this.empties());
    press("export", () => this.export());
    press("show-agreement", () => this.agreement());
    press("show-help", () => byId("help").showModal());
    press("key-held", () => this.askKey());
    press("theme", turnTheme);
    press("lang", () => this.#speak(lang() === "ko" ? "en" : "ko"));
    for (const button of document.querySelectorAll("[data-closes]")) button.addEventListener("click", () => button.closest("dialog").close());
    byId("review").addEventListener("keydown", (event) => this.#key(event));
    byId("rows").addEventListener("focusin", (event) => {
      const row = event.target.closest(".row");
      if (row && row.dataset.pointer !== this.here) {
        this.here = row.dataset.pointer;
        this.words.light(this.here);
      }
    });
  }

  /** Another list: what was said of the last sample may no longer be so. */
  #chosen() {
    this.last = null;
    this.drawLast();
    this.#safely(() => this.fetch());
  }

  #speak(language) {
    chooseLang(language);
    byId("lang").lang = language === "ko" ? "en" : "ko";
    this.#label();
    this.#choices();
    this.drawLast();
    if (!this.sheet) return;
    this.draw();
    this.go(this.here);
  }

  /** One key, one deed; by place on the keyboard too, since Hangul may be switched on. */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
    if (event.key === "?" || (event.code === "Slash" && event.shiftKey)) {
      event.preventDefault();
      byId("help").showModal();
      return;
    }
    const deeds = { g: () => this.adopt(), r: () => this.again(), ...(this.sheet && this.#deeds(event)) };
    const name = /^Key[A-Z]$/.test(event.code) ? event.code.slice(3).toLowerCase() : event.key;
    const deed = Object.hasOwn(deeds, name) && deeds[name];
    if (!deed) return;
    event.preventDefault();
    deed();
  }

  #deeds(event) {
    const onButton = event.target.closest("button");
    return {
      j: () => this.step(1), k: () => this.step(-1), ArrowDown: () => this.step(1), ArrowUp: () => this.step(-1),
      1: () => this.judge(this.here, "right"), 2: () => this.judge(this.here, "wrong"), 3: () => this.judge(this.here, "corrected"),
      x: () => this.clear(), a: () => this.rest(), e: () => this.empties(), u: () => this.undo(), s: () => this.#safely(() => this.forward()),
      ...(!onButton && { Enter: () => this.submit() }),
    };
  }
}

/** Give the browser a file to keep. */
function save(name, text) {
  const url = URL.createObjectURL(new Blob([text], { type: "application/x-ndjson" }));
  const link = h("a", { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

startPrefs();
new Review().start();
