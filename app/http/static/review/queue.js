/** What waits to be judged, page by page in the order of the service. Knows nothing of the screen. */

import { ask } from "../api.js";

export class Queue {
  /**
   * @param {() => {of: string, task: string, why: string}} chosen which samples are asked for now
   * @param {(on: boolean) => void} loading told around each page
   */
  constructor(chosen, loading) {
    this.chosen = chosen;
    this.loading = loading;
    this.waiting = [];
    this.left = 0;
    this.next = null;
    this.adopts = false;
    this.keeps = true;
  }

  /** A page of what waits, from the beginning or from where the last one ended. Throws a Trouble. */
  async fetch(cursor = "") {
    const asked = Object.entries({ ...this.chosen(), cursor }).filter(([, value]) => value);
    this.loading(true);
    try {
      const told = await ask(`/review/samples?${new URLSearchParams(asked)}`);
      Object.assign(this, { adopts: told.adopts, keeps: told.keeps, left: told.left, next: told.next, waiting: told.samples });
    } finally {
      this.loading(false);
    }
  }

  /** The first that is still there, null when there is none. Throws a Trouble. */
  async first() {
    while (this.waiting.length || this.next) {
      if (!this.waiting.length) await this.fetch(this.next);
      else {
        try {
          return await ask(`/review/samples/${this.waiting[0].id}`);
        } catch (trouble) {
          if (trouble.status !== 404) throw trouble;
          this.waiting.shift(); // forgotten, or corrected once more, since the page was fetched
        }
      }
    }
    return null;
  }

  /** Done with that one; it is the first of the queue unless somebody looked at an old one again. */
  pass(id) {
    if (this.waiting[0]?.id === id) this.waiting.shift();
  }

  /** One that was still to do has a verdict now. */
  judged() {
    if (this.chosen().of === "todo") this.left = Math.max(0, this.left - 1);
  }
}
