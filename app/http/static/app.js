/** The page, put together: text on the left, form on the right, and what happens between them. */

import { fetchTasks, fill, hasKey, tell } from "./api.js";
import { isEmpty, inWords, stateOf } from "./cells.js";
import { copy, curl } from "./clipboard.js";
import { byId, calm, h } from "./dom.js";
import { Draft } from "./draft.js";
import { metaLine } from "./footer.js";
import { closed, drawForm } from "./form.js";
import { said } from "./format.js";
import { declared } from "./grounding.js";
import { keyDialog } from "./keydialog.js";
import { fieldLabel } from "./labels.js";
import { inOrder, layoutOf } from "./layouts.js";
import { fieldPath, join, within } from "./pointer.js";
import { chooseLang, startPrefs, turnTheme } from "./prefs.js";
import { Proof } from "./proof.js";
import { SourcePane } from "./source.js";
import { troubleCard } from "./trouble.js";
import { lang, sayAll, t } from "./words.js";

class Page {
  constructor() {
    this.tasks = [];
    this.task = null;
    this.answered = false;
    this.said = [""];
    this.source = new SourcePane({ run: () => this.run(), edited: () => this.stale(), point: (pointers, how) => this.proof.point(pointers, how) });
    this.proof = new Proof(this.source.mirrors, (pointer) => this.sayOf(pointer));
    this.proof.reveal = (pointer) => this.goTo(pointer, false);
    this.askKey = keyDialog(() => {
      byId("key-held").hidden = !hasKey();
    });
    this.#wire();
  }

  // ---- tasks ---------------------------------------------------------------------------------------------------
  async start() {
    sayAll(document);
    try {
      this.tasks = inOrder(await fetchTasks());
    } catch (trouble) {
      this.trouble(trouble, () => this.start());
      return;
    }
    byId("trouble").replaceChildren();
    this.choose(decodeURIComponent(location.hash.slice(1)));
    performance.mark("interactive");
    document.documentElement.dataset.ready = "yes";
  }

  choose(name) {
    const task = this.tasks.find((each) => each.name === name) ?? this.tasks[0];
    if (!task) return;
    this.running?.abort();
    this.task = task;
    this.layout = layoutOf(task);
    this.fresh();
    this.source.show(task);
    this.#drawTasks();
    this.draw();
  }

  #drawTasks() {
    byId("tasks").replaceChildren(...this.tasks.map((task) => {
      const words = t(`task.${task.name}`);
      return h("a", { href: `#${task.name}`, "aria-current": task === this.task ? "page" : null, title: task.about },
        words === `task.${task.name}` ? task.title : words);
    }));
  }

  // ---- one request ---------------------------------------------------------------------------------------------
  async run() {
    if (!this.task) return;
    const text = this.source.text;
    if (!text.trim()) {
      this.say("problem.empty");
      byId("text").focus();
      return;
    }
    this.running?.abort();
    const running = new AbortController();
    this.running = running;
    const kept = byId("keep").checked && this.answered ? this.draft.corrections() : [];
    const body = this.source.body(kept.length ? this.#known() : {});
    this.busy(true);
    try {
      const answer = await fill(this.task.name, body, running.signal);
      this.take(answer, body, kept);
    } catch (trouble) {
      if (!running.signal.aborted) await this.fail(trouble);
    } finally {
      if (this.running === running) this.busy(false);
    }
  }

  take(answer, body, kept) {
    const { text, title } = body;
    this.fresh(new Draft(answer, this.task, { text, ...(typeof title === "string" && { title }) }));
    this.answered = true;
    this.sent = body;
    this.requestId = answer.meta?.request_id;
    this.draft.repeat(kept);
    this.source.stale = false;
    byId("trouble").replaceChildren();
    this.proof.load(this.draft.spans, (pointer) => stateOf(this.draft, pointer, true));
    this.draw(true);
    const shut = closed(this.draft, this.task);
    const n = this.draft.count();
    if (shut) this.say("form.closed", shut);
    else this.say(n ? "done" : "done.none", { n });
  }

  async fail(trouble) {
    if (trouble.status === 401 && (await this.askKey())) {
      await this.run();
      return;
    }
    this.trouble(trouble, () => this.run());
  }

  /** Corrections as the inputs that take known values. */
  #known() {
    const known = {};
    for (const [name, given] of Object.entries(this.task.input ?? {})) {
      const values = given.like && this.draft.known(join(given.like, 0));
      if (values) known[name] = values;
    }
    return known;
  }

  // ---- what is seen --------------------------------------------------------------------------------------------
  fresh(draft = Draft.blank(this.task)) {
    this.draft = draft;
    this.answered = false;
    this.tabs = new Map();
    this.unmasked = new Set();
    this.proof.unload();
    this.say("form.empty");
    byId("trouble").replaceChildren();
  }

  draw(arriving = false) {
    const desk = {
      draft: this.draft, proof: this.proof, layout: this.layout, unmasked: this.unmasked,
      shownTab: (pointer) => this.tabs.get(pointer) ?? 0,
      openTab: (pointer, index) => this.tabs.set(pointer, index),
      changed: () => this.drawMeta(),
      again: (pointer, selector) => this.#again(pointer, selector),
      goTo: (pointer) => this.goTo(pointer, true),
    };
    const root = byId("fields");
    root.replaceChildren(...drawForm(desk, this.task));
    root.classList.toggle("is-blank", !this.answered);
    root.classList.toggle("is-arriving", arriving);
    if (arriving && !calm()) stagger(root);
    this.drawMeta();
  }

  #again(pointer, selector) {
    this.draw();
    const wanted = selector ?? (pointer && `[data-pointer="${CSS.escape(pointer)}"]`);
    const node = wanted && byId("fields").querySelector(wanted);
    (node?.matches("button, input, select") ? node : node?.querySelector("input, select, button"))?.focus();
  }

  drawMeta() {
    const edits = this.draft.changes.size;
    byId("meta").replaceChildren(...metaLine(this.draft.meta, edits));
    for (const id of ["copy-json", "copy-curl"]) byId(id).disabled = !this.answered;
    byId("keep-row").hidden = !(this.answered && edits && Object.keys(this.#known()).length);
    byId("keep-words").textContent = t("run.keep", { n: edits });
    byId("run").textContent = t(this.running && !this.running.done ? "run.stop" : this.answered ? "run.again" : "run");
  }

  /** Bring a field into view, whatever tab it lies under. */
  goTo(pointer, focus) {
    for (const above of this.#listsAbove(pointer)) this.tabs.set(...above);
    const find = () => [...byId("fields").querySelectorAll("[data-pointer]")].find((node) => within(node.dataset.pointer, pointer))
      ?? [...byId("fields").querySelectorAll("[data-pointer]")].findLast((node) => within(pointer, node.dataset.pointer));
    if (!byId("fields").querySelector(`[data-pointer="${CSS.escape(pointer)}"]`)) this.draw();
    if (!focus) this.proof.light([pointer]);
    const node = find();
    if (node && !node.offsetParent) this.#hideEmpty(false);
    node?.scrollIntoView({ block: "nearest", behavior: calm() ? "instant" : "smooth" });
    if (focus) (node?.querySelector("input, select, button") ?? node)?.focus({ preventScroll: true });
  }

  #listsAbove(pointer) {
    return [...pointer.matchAll(/\/(\d+)(?=\/|$)/g)].map((match) => [pointer.slice(0, match.index), Number(match[1])]);
  }

  sayOf(pointer) {
    const field = declared(this.task.fields, pointer);
    const value = this.draft.at(pointer);
    const number = said(value, field?.unit, lang());
    const words = pointer.startsWith("/private/") ? "" : number || inWords(this.draft, field, pointer);
    const label = fieldLabel(fieldPath(pointer), lang(), field);
    return words ? `${label} · ${words}` : label;
  }

  /** The one line above the form; said again when the language changes. */
  say(key, given = {}) {
    this.said = [key, given];
    byId("said").textContent = key && t(key, given);
  }

  stale() {
    this.running?.abort();
    if (!this.answered) return;
    this.proof.unload();
    this.say("stale");
  }

  busy(on) {
    if (this.running) this.running.done = !on;
    byId("progress").hidden = !on;
    byId("form").setAttribute("aria-busy", String(on));
    if (on) this.say("busy");
    this.drawMeta();
  }

  trouble(trouble, again) {
    this.say("");
    byId("trouble").replaceChildren(troubleCard(trouble, this.task, again));
  }

  // ---- wiring --------------------------------------------------------------------------------------------------
  #wire() {
    addEventListener("hashchange", () => this.choose(decodeURIComponent(location.hash.slice(1))));
    byId("run").addEventListener("click", () => (this.running && !this.running.done ? this.#stop() : this.run()));
    byId("lang").addEventListener("click", () => this.#speak(lang() === "ko" ? "en" : "ko"));
    byId("theme").addEventListener("click", turnTheme);
    byId("key-held").addEventListener("click", () => this.askKey());
    byId("hide-empty").addEventListener("change", (event) => this.#hideEmpty(event.target.checked));
    this.#hideEmpty(matchMedia("(width < 640px)").matches);
    byId("copy-json").addEventListener("click", () => {
      this.#copy(this.#json(), this.#masked().length ? "copy.masked" : "copy.done");
      this.#tell();
    });
    byId("copy-curl").addEventListener("click", () => this.#copy(curl(location.origin, this.task.name, this.sent, hasKey()), "copy.done"));
  }

  /** A phone shows what was found; a wide screen shows the whole form. */
  #hideEmpty(on) {
    byId("hide-empty").checked = on;
    byId("fields").classList.toggle("hides-empty", on);
  }

  #stop() {
    this.running.abort();
    this.busy(false);
    this.say("");
  }

  #speak(language) {
    chooseLang(language);
    sayAll(document);
    byId("lang").lang = language === "ko" ? "en" : "ko";
    document.title = t("page.title");
    this.say(...this.said);
    if (!this.task) return;
    this.#drawTasks();
    this.source.show(this.task, true);
    this.draw();
  }

  #masked() {
    return Object.keys(this.draft.form.private ?? {}).filter((name) => !isEmpty(this.draft.form.private[name]) && !this.unmasked.has(name));
  }

  #json() {
    return JSON.stringify(this.draft.submitted(this.#masked().map((name) => `/private/${name}`)), null, 2);
  }

  /** Taking the form is submitting it: the service hears which values were right. Personal details stay here. */
  #tell() {
    if (!this.requestId) return;
    tell({ request_id: this.requestId, task: this.task.name, kind: "edited", form: this.draft.submitted(["/private"]), ...this.sent });
  }

  async #copy(text, words) {
    byId("copied").textContent = t((await copy(text)) ? words : "copy.failed");
    setTimeout(() => byId("copied").replaceChildren(), 4000);
  }
}

/** Filled cells arrive one after the other, within half a second. */
function stagger(root) {
  const filled = [...root.querySelectorAll(".cell:not([data-state=empty])")];
  const step = Math.min(40, 500 / Math.max(1, filled.length));
  filled.forEach((node, index) => node.style.setProperty("--after", `${Math.round(index * step)}ms`));
}

startPrefs();
document.title = t("page.title");
const page = new Page();
page.start();
