/** The quiet line under the form: who answered, how fast, at what price. */

import { h } from "./dom.js";
import { dollars, duration } from "./format.js";
import { lang, t } from "./words.js";

/** @param {any} meta of the envelope @param {number} edits corrections so far */
export function metaLine(meta, edits) {
  if (!meta?.task) return [];
  const model = meta.provider === "rules" ? t("meta.rules") : t("meta.model", meta);
  const tokens = (meta.usage?.input_tokens ?? 0) + (meta.usage?.output_tokens ?? 0);
  const facts = [
    ["provider", model],
    ["version", meta.version],
    ["time", duration(meta.latency_ms ?? 0, lang())],
    ["cost", meta.cost_usd === null || meta.cost_usd === undefined ? t("meta.unpriced") : dollars(meta.cost_usd)],
    ["cache", t(`meta.cache.${meta.cache}`)],
    tokens > 0 && ["tokens", t("meta.tokens", { n: tokens.toLocaleString("en") })],
    meta.degraded && ["degraded", t("meta.degraded")],
    edits > 0 && ["edits", t("meta.edits", { n: edits })],
  ];
  return facts.filter(Boolean).map(([name, text]) => h("span", { class: "fact", data: { fact: name } }, String(text)));
}
