/** The line that tells what happened, what tasks are called, and whether a dialog stands before everything. */

import { byId } from "../dom.js";
import { t } from "../words.js";

/** `kind` "sr": only for those who cannot see it. */
export function say(words, kind = "") {
  byId("said").className = `said ${kind}`;
  byId("said").textContent = words;
}

export function taskTitle(name) {
  const words = t(`task.${name}`);
  return words === `task.${name}` ? name : words;
}

export const inDialog = () => document.querySelector("dialog[open]") !== null;
