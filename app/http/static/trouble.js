/** An error as people understand it: one sentence, what to do, and an id to quote. */

import { h } from "./dom.js";
import { fieldLabel } from "./labels.js";
import { fieldPath } from "./pointer.js";
import { has, lang, t } from "./words.js";

/**
 * @param {import("./api.js").Trouble} trouble
 * @param {any} task
 * @param {() => void} again what "try again" does
 */
export function troubleCard(trouble, task, again) {
  const key = `problem.${trouble.slug}`;
  const sentence = t(has(key) ? key : "problem.internal", { max: task?.input?.text?.max_chars ?? "" });
  const retry = h("button", { type: "button", class: "primary", onclick: again }, t("retry"));
  const wait = h("p", { class: "quiet" });
  if (trouble.retryAfter > 0) countDown(trouble.retryAfter, wait, retry);
  return h("div", { class: "trouble", data: { slug: trouble.slug } },
    h("p", { class: "sentence" }, sentence),
    trouble.errors.length ? h("ul", {}, trouble.errors.slice(0, 5).map(complaint)) : null,
    wait, retry,
    trouble.requestId && h("p", { class: "quiet id" }, t("problem.id", { id: trouble.requestId })));
}

function complaint({ pointer, message }) {
  const name = fieldPath(String(pointer ?? ""));
  return h("li", {}, name && h("strong", {}, `${fieldLabel(name, lang())} `), String(message ?? ""));
}

/** Knocking earlier than asked would only be refused again. */
function countDown(seconds, line, button) {
  const until = performance.now() + Math.min(seconds, 3600) * 1000;
  button.disabled = true;
  const tick = () => {
    const left = Math.ceil((until - performance.now()) / 1000);
    if (left > 0 && button.isConnected) {
      line.textContent = t("retry.in", { n: left });
      setTimeout(tick, 250);
    } else {
      line.textContent = "";
      button.disabled = false;
    }
  };
  queueMicrotask(tick);
}
