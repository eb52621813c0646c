/** One sample while it is judged: its rows, what was said of them, and the way back. Knows nothing of the screen. */

/** The pointer of the question whether anything is missing. */
export const WHOLE = "";

const empty = (value) => value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length);

export class Sheet {
  constructor(sample) {
    this.sample = sample;
    this.rows = sample.rows;
    this.fields = new Map(Object.entries(sample.mine?.fields ?? {}));
    this.values = new Map(Object.entries(sample.mine?.values ?? {}));
    this.past = [];
    this.shown = false;
  }

  /** Say something of a row. A correction to the value that stands there already is a "right". */
  say(pointer, word, value) {
    this.past.push({ pointer, word: this.fields.get(pointer), had: this.values.has(pointer), value: this.values.get(pointer) });
    const row = this.at(pointer);
    const same = word === "corrected" && JSON.stringify(value ?? null) === JSON.stringify(empty(row?.value) ? null : row.value);
    this.#put(pointer, same ? "right" : word, value);
  }

  /** Every value without a verdict is right. Whether something is missing has to be asked: nobody sees that in passing. */
  rest() {
    for (const pointer of this.open().filter((each) => each !== WHOLE)) this.say(pointer, "right");
  }

  /** Take the last thing back. @returns {string | null} the pointer it was about */
  undo() {
    const last = this.past.pop();
    if (!last) return null;
    if (last.word) this.#put(last.pointer, last.word, last.value);
    else {
      this.fields.delete(last.pointer);
      this.values.delete(last.pointer);
    }
    return last.pointer;
  }

  #put(pointer, word, value) {
    this.fields.set(pointer, word);
    if (word === "corrected") this.values.set(pointer, value);
    else this.values.delete(pointer);
  }

  at(pointer) {
    return this.rows.find((row) => row.pointer === pointer);
  }

  /** The value as it would be in a case. */
  valueOf(row) {
    return this.values.has(row.pointer) ? this.values.get(row.pointer) : row.value;
  }

  /** Rows to look at: what is filled, what was judged, where a shadow differs; the others when they are asked for. */
  visible() {
    return this.rows.filter((row) => this.shown || row.filled || row.shadow !== undefined || this.fields.has(row.pointer));
  }

  /** Pointers that still need a verdict. */
  open() {
    return [...this.rows.filter((row) => row.filled).map((row) => row.pointer), WHOLE].filter((pointer) => !this.fields.has(pointer));
  }

  get needed() {
    return this.rows.filter((row) => row.filled).length + 1;
  }

  /** The body of a verdict. */
  body() {
    const { id, seen } = this.sample;
    return { id, seen, fields: Object.fromEntries(this.fields), values: Object.fromEntries(this.values) };
  }
}

export { empty };
