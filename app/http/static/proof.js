/** Which words carry which field, shown both ways: a field lights up its words, words light up their fields. */

import { byId, calm, h } from "./dom.js";
import { spanOf } from "./grounding.js";
import { within } from "./pointer.js";
import { t } from "./words.js";

export class Proof {
  /**
   * @param {Record<string, import("./mirror.js").Mirror>} mirrors by the name of the source
   * @param {(pointer: string) => string} say a field and its value, for the tip
   */
  constructor(mirrors, say) {
    this.mirrors = mirrors;
    this.say = say;
    this.spans = new Map();
    this.cells = new Map();
    this.groups = new Map();
    this.tip = byId("tip");
    this.reveal = () => {};
  }

  /** New evidence: mark all of it, softly. `kindOf` says how a field's words are drawn. */
  load(spans, kindOf) {
    this.spans = spans;
    const all = [...spans.values()].map((span) => ({ ...span, kind: kindOf(span.pointer, span) }));
    for (const [name, mirror] of Object.entries(this.mirrors)) mirror.show(all.filter((span) => span.source === name));
    this.light([]);
  }

  unload() {
    this.spans = new Map();
    for (const mirror of Object.values(this.mirrors)) mirror.clear();
    this.light([]);
  }

  /** Forget the cells of the form that was. */
  reset() {
    this.cells.clear();
    this.groups.clear();
  }

  /** A cell that shows the value at this pointer. */
  cell(pointer, node) {
    this.cells.set(pointer, [...(this.cells.get(pointer) ?? []), node]);
    const on = () => this.light([pointer], true);
    const off = () => this.light(this.#focused());
    node.addEventListener("pointerenter", on);
    node.addEventListener("pointerleave", off);
    node.addEventListener("focusin", (event) => {
      event.stopPropagation();
      this.light([pointer], true);
      this.#quote(pointer, node);
    });
    node.addEventListener("focusout", off);
  }

  /** A tab under which the cells of a pointer may be hidden. */
  group(pointer, node) {
    this.groups.set(pointer, node);
  }

  /** What the text has under the mouse or the caret. */
  point(pointers, how) {
    if (how === "hover" && !pointers.length) {
      this.light(this.#focused());
      return;
    }
    this.light(pointers);
    if (how === "hover") this.#tell(pointers);
    else if (pointers.length) this.reveal(pointers[0]);
  }

  light(pointers, scroll = false) {
    const wanted = new Set(pointers.map((pointer) => spanOf(this.spans, pointer)?.pointer ?? pointer));
    this.tip.hidden = true;
    for (const mirror of Object.values(this.mirrors)) {
      const first = mirror.light(wanted);
      if (first && scroll) bring(first, mirror.area.closest("[data-scrolls]"));
    }
    for (const [pointer, nodes] of this.cells) {
      for (const node of nodes) node.classList.toggle("is-active", pointers.includes(pointer));
    }
    for (const [above, node] of this.groups) {
      node.classList.toggle("is-active", pointers.some((pointer) => within(pointer, above)));
    }
  }

  #focused() {
    const focus = document.activeElement;
    for (const [pointer, nodes] of this.cells) {
      if (focus && nodes.some((node) => node.contains(focus))) return [pointer];
    }
    return [];
  }

  #tell(pointers) {
    const mark = Object.values(this.mirrors).flatMap((mirror) => mirror.pieces).find((p) => p.mark.classList.contains("is-active"))?.mark;
    if (!mark) return;
    const box = mark.getBoundingClientRect();
    this.#showTip(pointers.slice(0, 4).map((pointer) => this.say(pointer)), box);
  }

  /** Where the text is out of sight (a phone), the words come to the field. */
  #quote(pointer, node) {
    const mark = Object.values(this.mirrors).flatMap((mirror) => mirror.pieces).find((p) => p.mark.classList.contains("is-active"))?.mark;
    const box = mark?.getBoundingClientRect();
    if (box && (box.bottom < 0 || box.top > innerHeight)) this.#showTip([proofOf(spanOf(this.spans, pointer))], node.getBoundingClientRect());
  }

  #showTip(lines, box) {
    this.tip.replaceChildren(...lines.map((text) => h("span", {}, text)));
    this.tip.hidden = false;
    const left = Math.min(box.left, innerWidth - this.tip.offsetWidth - 8);
    this.tip.style.translate = `${Math.max(8, left)}px ${box.bottom + 6}px`;
  }
}

/** Scroll within the text's own box only; the page stays where it is. */
function bring(node, box) {
  if (!box || box.scrollHeight <= box.clientHeight) return;
  const inner = node.getBoundingClientRect();
  const outer = box.getBoundingClientRect();
  if (inner.top >= outer.top && inner.bottom <= outer.bottom) return;
  box.scrollBy({ top: inner.top - outer.top - outer.height / 3, behavior: calm() ? "instant" : "smooth" });
}

/** One sentence about where a value comes from. */
export function proofOf(span) {
  if (!span) return t("proof.judged");
  const quote = span.quote.replaceAll(/\s+/g, " ").trim();
  return t(span.match === "inferred" ? "proof.inferred" : "proof.exact", { quote });
}
