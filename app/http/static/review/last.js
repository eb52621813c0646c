/** What became of the last verdict, with the ways on from there. */

import { byId, h } from "../dom.js";
import { w } from "./words.js";

const BEGINNING = 30;

export class Last {
  /** @param {{adopts: () => boolean, adopt: () => void, again: () => void}} ways */
  constructor(ways) {
    this.ways = ways;
    this.verdict = null;
  }

  /** A verdict was kept. @param {any} sample @param {"open" | "disputed" | "confirmed"} state what it came to */
  set({ id, text }, state) {
    this.verdict = { id, begins: text.replaceAll(/\s+/g, " ").slice(0, BEGINNING), state };
    this.draw();
  }

  /** Another list: what was said may no longer be so. */
  forget() {
    this.verdict = null;
    this.draw();
  }

  adopted(words) {
    this.verdict.adopted = true;
    this.draw(words);
  }

  draw(words = "") {
    const { verdict, ways } = this;
    const box = byId("last");
    box.hidden = !verdict;
    if (!verdict) return;
    box.dataset.state = verdict.state;
    const button = (name, act) => h("button", { type: "button", class: "small", onclick: act }, w(name));
    const may = verdict.state === "confirmed" && ways.adopts() && !verdict.adopted;
    box.replaceChildren(h("p", { role: "status" }, words || w(`last.${verdict.state}`, verdict)),
      ...(may ? [button("adopt", ways.adopt)] : []), button("again", ways.again));
  }
}
