/**
 * A textarea that can show marks: the same words, invisible, lie behind it in a layer of the same size and font, and
 * carry the colour. The layer decides the height, so the two never scroll apart.
 */

import { h } from "./dom.js";
import { pieces } from "./offsets.js";

export class Mirror {
  /**
   * @param {HTMLTextAreaElement} area
   * @param {(pointers: string[], how: "hover" | "caret") => void} onPoint what stands under the mouse or the caret
   */
  constructor(area, onPoint) {
    this.area = area;
    this.layer = h("div", { class: "layer", "aria-hidden": "true" });
    this.pieces = [];
    this.caret = 0;
    area.before(this.layer);
    this.clear();
    area.addEventListener("input", () => this.clear());
    area.addEventListener("mousemove", (event) => onPoint(this.#under(event), "hover"));
    area.addEventListener("mouseleave", () => onPoint([], "hover"));
    area.addEventListener("click", () => onPoint(this.#atCaret(), "caret"));
    area.addEventListener("keyup", () => this.#moved() && onPoint(this.#atCaret(), "caret"));
  }

  get text() {
    return this.area.value;
  }

  /** Plain words, no marks: after every change of the text. */
  clear() {
    this.pieces = [];
    this.layer.replaceChildren(`${this.text}\u200b`);
  }

  /** @param {{from: number, to: number, pointer: string, kind: string}[]} spans */
  show(spans) {
    const nodes = [];
    this.pieces = [];
    for (const piece of pieces(this.text.length, spans)) {
      const words = this.text.slice(piece.from, piece.to);
      if (!piece.spans.length) {
        nodes.push(words);
        continue;
      }
      const mark = h("mark", { class: `kind-${piece.spans[0].kind}`, data: { piece: this.pieces.length } }, words);
      this.pieces.push({ ...piece, mark });
      nodes.push(mark);
    }
    this.layer.replaceChildren(...nodes, "\u200b");
    this.caret = this.area.selectionStart;
  }

  /** Light up the words of these fields. @returns {HTMLElement | undefined} the first of them */
  light(pointers) {
    let first;
    for (const piece of this.pieces) {
      const on = piece.spans.some((span) => pointers.has(span.pointer));
      piece.mark.classList.toggle("is-active", on);
      if (on) first ??= piece.mark;
    }
    return first;
  }

  #under({ clientX, clientY }) {
    const mark = document.elementsFromPoint(clientX, clientY).find((node) => node.dataset?.piece && this.layer.contains(node));
    return mark ? narrowest(this.pieces[Number(mark.dataset.piece)]) : [];
  }

  /** Did a key move the caret? An answer is often here before the keys that pasted are let go: those point at nothing. */
  #moved() {
    const before = this.caret;
    this.caret = this.area.selectionStart;
    return this.caret !== before;
  }

  #atCaret() {
    const caret = this.area.selectionStart;
    const at = this.pieces.find((piece) => piece.from <= caret && caret < piece.to) ?? this.pieces.find((piece) => piece.to === caret);
    return at ? narrowest(at) : [];
  }
}

/** The fields that lean on the narrowest span over a piece; one span may serve several. */
function narrowest({ spans }) {
  const width = spans[0].to - spans[0].from;
  return spans.filter((span) => span.to - span.from === width).map((span) => span.pointer);
}
