/** The masked text with the words that carry values marked; those of the field one looks at are lit up. */

import { calm, h } from "../dom.js";
import { codePointStarts, pieces } from "../offsets.js";
import { within } from "../pointer.js";

export class Words {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.marks = [];
  }

  /** @param {string} text @param {Record<string, [number, number]>} places by pointer, in code points */
  show(text, places) {
    const starts = codePointStarts(text);
    const last = starts.length - 1;
    const spans = Object.entries(places)
      .filter(([, [from, to]]) => 0 <= from && from < to && to <= last)
      .map(([pointer, [from, to]]) => ({ pointer, from: starts[from], to: starts[to] }));
    this.marks = [];
    this.root.replaceChildren(...pieces(text.length, spans).map((piece) => {
      const words = text.slice(piece.from, piece.to);
      if (!piece.spans.length) return words;
      const mark = h("mark", {}, words);
      this.marks.push({ mark, pointers: piece.spans.map((span) => span.pointer) });
      return mark;
    }));
    this.root.scrollTop = 0;
  }

  /** Light up a field's words, and those of a list's elements. */
  light(pointer) {
    let first;
    for (const { mark, pointers } of this.marks) {
      const on = pointer !== "" && pointers.some((one) => within(one, pointer));
      mark.classList.toggle("is-lit", on);
      if (on) first ??= mark;
    }
    first?.scrollIntoView({ block: "nearest", behavior: calm() ? "instant" : "smooth" });
  }
}
