/** Which samples are shown: to do, disputed or done; of one task; kept for one reason. */

import { byId, h } from "../dom.js";
import { w } from "./words.js";
import { taskTitle } from "./say.js";

const OFS = ["todo", "disputed", "done"];
const WHYS = ["corrected", "failed", "ungrounded_dropped", "repaired", "degraded", "shadow", "share"];

/** What is chosen now; empty for everything. */
export const chosen = () => ({ of: byId("of").value || "todo", task: byId("task").value, why: byId("why").value });

/** @param {() => void} changed told when a person chooses something else */
export function whenChosen(changed) {
  for (const id of ["of", "task", "why"]) byId(id).addEventListener("change", changed);
}

/** Fill the lists, in the language of now; what was chosen stays. */
export function drawChoices(tasks) {
  fill("of", OFS.map((name) => option(name, w(`of.${name}`))));
  fill("task", [option("", w("any")), ...tasks.map((task) => option(task.name, taskTitle(task.name)))]);
  fill("why", [option("", w("any")), ...WHYS.map((name) => option(name, w(`why.${name}`)))]);
}

const option = (value, words) => h("option", { value }, words);

function fill(id, options) {
  const kept = byId(id).value;
  byId(id).replaceChildren(...options);
  if (kept) byId(id).value = kept;
}
