/** The review page, put together: a queue of samples, one at a time; text on the left, verdicts on the right. */

import { ask, fetchTasks, hasKey, lines } from "../api.js";
import { byId, h } from "../dom.js";
import { keyDialog } from "../keydialog.js";
import { chooseLang, startPrefs, turnTheme } from "../prefs.js";
import { lang, sayAll } from "../words.js";
import { agreementTables } from "./agreement.js";
import { Bench } from "./bench.js";
import { chosen, drawChoices, whenChosen } from "./choices.js";
import { listen } from "./keyboard.js";
import { Last } from "./last.js";
import { Queue } from "./queue.js";
import { inDialog, say } from "./say.js";
import { Work } from "./work.js";
import { KEYS, w, wordAll } from "./words.js";

class Review {
  constructor() {
    this.tasks = [];
    this.askKey = keyDialog(() => {
      byId("key-held").hidden = !hasKey();
    });
    this.bench = new Bench();
    this.work = new Work(this.bench, this.askKey);
    this.queue = new Queue(chosen, (on) => say(on ? w("loading") : ""));
    this.last = new Last({ adopts: () => this.queue.adopts, adopt: () => this.adopt(), again: () => this.again() });
    this.#wire();
  }

  async start() {
    this.#label();
    await this.work.inTurn(async () => {
      this.tasks = await fetchTasks();
      drawChoices(this.tasks);
      await this.fetch();
    });
    document.documentElement.dataset.ready = "yes";
  }

  // ---- from one sample to the next -------------------------------------------------------------------------------
  async fetch() {
    await this.queue.fetch();
    if (this.queue.keeps) await this.open();
    else this.nothing(w("none.kept"));
  }

  /** The first of the queue, or nothing. */
  async open() {
    const sample = await this.queue.first();
    if (sample) this.show(sample);
    else {
      const { left } = this.queue;
      this.nothing(chosen().of === "todo" && left ? w("none.skipped", { n: left }) : w("none"));
    }
  }

  show(sample) {
    this.bench.take(sample, this.tasks.find((task) => task.name === sample.task) ?? { name: sample.task, fields: [] });
    this.#drawLeft();
  }

  nothing(words) {
    this.bench.clearAway();
    say(words);
    this.#drawLeft();
    if (!inDialog()) byId("review").focus();
  }

  async forward() {
    this.queue.pass(this.bench.sheet?.sample.id);
    await this.open();
  }

  // ---- what a person does with one -------------------------------------------------------------------------------
  async submit() {
    const { sheet } = this.bench;
    if (!sheet || this.work.busy) return;
    const open = sheet.open();
    if (open.length) {
      say(w("unfinished", { n: open.length }));
      this.bench.go(open[0]);
      return;
    }
    await this.work.now(() => this.keep(sheet));
  }

  /** Keep the verdict and go on; also from a sample that was forgotten or corrected anew while one looked at it. */
  async keep(sheet) {
    let told = null;
    try {
      told = await ask("/review/verdicts", { body: sheet.body() });
    } catch (trouble) {
      if (trouble.status !== 404) throw trouble;
    }
    if (told && !sheet.sample.mine) this.queue.judged();
    if (told) this.last.set(sheet.sample, told.state);
    await this.forward();
    if (!told) say(w("gone"));
  }

  pass() {
    return this.work.now(() => this.forward());
  }

  async again() {
    const { verdict } = this.last;
    if (verdict) await this.work.inTurn(async () => this.show(await ask(`/review/samples/${verdict.id}`)));
  }

  async adopt() {
    const { verdict } = this.last;
    if (verdict?.state !== "confirmed") return;
    if (!this.queue.adopts) {
      say(w("not.adopting"));
      return;
    }
    await this.work.inTurn(async () => {
      const told = await ask("/review/adoptions", { body: { id: verdict.id } });
      this.last.adopted(w(told.adopted ? "adopted" : "adopted.already", { id: told.case }));
      this.bench.go(this.bench.here);
    });
  }

  // ---- all of them together --------------------------------------------------------------------------------------
  async export() {
    await this.work.inTurn(async () => {
      const { task } = chosen();
      const text = await lines(`/review/export${task ? `?task=${encodeURIComponent(task)}` : ""}`);
      const n = text.split("\n").filter(Boolean).length;
      say(n ? w("exported", { n }) : w("exported.none"));
      if (n) save("reviewed.jsonl", text);
    });
  }

  async agreement() {
    await this.work.inTurn(async () => {
      const { tasks } = await ask("/review/agreement");
      byId("figures").replaceChildren(...agreementTables(tasks));
      byId("agreement").showModal();
    });
  }

  // ---- wiring ----------------------------------------------------------------------------------------------------
  #wire() {
    const press = (id, act) => byId(id).addEventListener("click", act);
    const help = () => byId("help").showModal();
    press("submit", () => this.submit());
    press("rest", () => this.bench.rest());
    press("pass", () => this.pass());
    press("empties", () => this.bench.empties());
    press("export", () => this.export());
    press("show-agreement", () => this.agreement());
    press("show-help", help);
    press("key-held", () => this.askKey());
    press("theme", turnTheme);
    press("lang", () => this.#speak(lang() === "ko" ? "en" : "ko"));
    for (const button of document.querySelectorAll("[data-closes]")) button.addEventListener("click", () => button.closest("dialog").close());
    whenChosen(() => {
      this.last.forget();
      this.work.inTurn(() => this.fetch());
    });
    listen(byId("review"), help, () => this.#deeds());
  }

  #deeds() {
    const { bench } = this;
    return {
      g: () => this.adopt(), r: () => this.again(),
      ...(bench.sheet && {
        j: () => bench.step(1), k: () => bench.step(-1), ArrowDown: () => bench.step(1), ArrowUp: () => bench.step(-1),
        1: () => bench.judge(bench.here, "right"), 2: () => bench.judge(bench.here, "wrong"), 3: () => bench.judge(bench.here, "corrected"),
        x: () => bench.empty(), a: () => bench.rest(), e: () => bench.empties(), u: () => bench.undo(),
        s: () => this.pass(), Enter: () => this.submit(),
      }),
    };
  }

  #drawLeft() {
    byId("left").textContent = w("left", { n: this.queue.left });
  }

  #label() {
    sayAll(document);
    wordAll(document);
    document.title = `채움 · ${w("title")}`;
    byId("keys").replaceChildren(...KEYS.flatMap(([key, words]) => [h("dt", {}, h("kbd", {}, key)), h("dd", {}, w(words))]));
  }

  #speak(language) {
    chooseLang(language);
    byId("lang").lang = language === "ko" ? "en" : "ko";
    this.#label();
    drawChoices(this.tasks);
    this.last.draw();
    if (!this.bench.sheet) return;
    this.#drawLeft();
    this.bench.draw();
    this.bench.go(this.bench.here);
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
