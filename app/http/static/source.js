/** The left pane: the text, samples to try, and what is sent along. */

import { byId, freshId, h } from "./dom.js";
import { drawInputs, bodyOf } from "./inputs.js";
import { fieldLabel } from "./labels.js";
import { Mirror } from "./mirror.js";
import { samplesOf } from "./samples.js";
import { lang, t } from "./words.js";

export class SourcePane {
  /** @param {{run: () => void, edited: () => void, point: (pointers: string[], how: "hover" | "caret") => void}} told */
  constructor(told) {
    this.told = told;
    this.values = {};
    this.area = byId("text");
    this.title = h("textarea", { rows: "1", spellcheck: "false", autocomplete: "off", class: "one-line" });
    this.titleBox = h("div", { class: "mirror" }, this.title);
    this.mirrors = { text: new Mirror(this.area, told.point), title: new Mirror(this.title, told.point) };
    this.#wire();
  }

  get text() {
    return this.area.value.toWellFormed?.() ?? this.area.value;
  }

  body(more) {
    const values = { ...this.values, title: this.title.value.replaceAll("\n", " ").trim() ? this.title.value : null };
    return { ...bodyOf(this.task, this.text, values), ...more };
  }

  /** The pane for a task; `keep` when only the language changed. */
  show(task, keep = false) {
    if (!keep) this.values = {};
    this.task = task;
    byId("samples").replaceChildren(...samplesOf(task).map((sample) => this.#chip(sample)));
    byId("inputs").replaceChildren(...drawInputs(task, this.values, (name) => (name === "title" ? this.#titleField(task) : null)));
    this.#count();
  }

  #chip(sample) {
    return h("button", { type: "button", class: "sample", onclick: () => this.#fillIn(sample) }, sample.title[lang()]);
  }

  #fillIn(sample) {
    this.values = { reference_date: this.values.reference_date };
    const { title, ...inputs } = sample.inputs;
    Object.assign(this.values, structuredClone(inputs));
    this.#put(this.title, title ?? "");
    this.#put(this.area, sample.text);
    this.show(this.task, true);
    this.told.run();
  }

  #put(area, text) {
    area.value = text;
    area.dispatchEvent(new Event("input"));
  }

  #titleField(task) {
    const id = freshId("in");
    this.title.id = id;
    return h("div", { class: "input wide" }, h("label", { htmlFor: id }, fieldLabel("title", lang(), task.input.title)), this.titleBox);
  }

  #count() {
    const n = [...this.area.value].length;
    const max = this.task?.input?.text?.max_chars ?? 0;
    const line = byId("count");
    line.textContent = t("text.count", { n: n.toLocaleString("en"), max: max.toLocaleString("en") });
    line.classList.toggle("is-over", max > 0 && n > max);
    byId("clear").hidden = n === 0;
  }

  #wire() {
    for (const area of [this.area, this.title]) {
      area.addEventListener("input", () => {
        this.#count();
        this.told.edited();
      });
    }
    this.area.addEventListener("paste", () => setTimeout(() => this.text.trim() && this.told.run()));
    this.area.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.told.run();
    });
    this.title.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.told.run();
    });
    byId("clear").addEventListener("click", () => {
      this.#put(this.area, "");
      this.#put(this.title, "");
      this.area.focus();
    });
  }
}
