/** What asks the service, one thing at a time; what goes wrong is shown with a way to try again. */

import { byId } from "../dom.js";
import { troubleCard } from "../trouble.js";
import { t } from "../words.js";
import { say } from "./say.js";
import { w } from "./words.js";

export class Work {
  /** @param {import("./bench.js").Bench} bench @param {() => Promise<boolean>} askKey */
  constructor(bench, askKey) {
    this.bench = bench;
    this.askKey = askKey;
    this.waiting = 0;
    this.last = Promise.resolve();
  }

  get busy() {
    return this.waiting > 0;
  }

  /** Do it when what is under way is done. */
  inTurn(deed) {
    this.waiting += 1;
    const done = this.last.then(() => this.#safely(deed)).finally(() => {
      this.waiting -= 1;
    });
    this.last = done.catch(() => {});
    return done;
  }

  /** Do it unless something is under way: it would be about another sample by then. */
  async now(deed) {
    if (!this.busy) await this.inTurn(deed);
  }

  async #safely(deed) {
    byId("trouble").replaceChildren();
    try {
      await deed();
    } catch (trouble) {
      if (!trouble.slug) throw trouble;
      await this.#trouble(trouble, deed);
    }
  }

  /** A flaw of a value stands at its row, a missing key is asked for, anything else has a card. */
  async #trouble(trouble, deed) {
    const words = (message) => w(/personal/.test(message) ? "refused.private" : "refused.fit");
    if (trouble.errors.some(({ pointer, message }) => this.bench.flaw(pointer, words(message)))) return;
    if (trouble.status === 401 || trouble.status === 403) {
      say(trouble.status === 403 ? w("key.not") : t("problem.unauthenticated"));
      if (await this.askKey()) {
        await this.#safely(deed);
        return;
      }
    }
    byId("trouble").replaceChildren(troubleCard(trouble, this.bench.task, () => this.inTurn(deed)));
  }
}
