/** Asks for an API key when the service wants one. */

import { hasKey, holdKey } from "./api.js";
import { byId } from "./dom.js";
import { t } from "./words.js";

/**
 * @param {() => void} changed told when a key was given or forgotten
 * @returns {() => Promise<boolean>} opens the dialog; true when a key was given
 */
export function keyDialog(changed) {
  const dialog = byId("key-dialog");
  const input = byId("key-input");
  let settle = () => {};
  byId("key-form").addEventListener("submit", (event) => {
    event.preventDefault();
    if (!input.value.trim()) return;
    holdKey(input.value);
    dialog.close("given");
  });
  byId("key-cancel").addEventListener("click", () => dialog.close(""));
  byId("key-forget").addEventListener("click", () => {
    holdKey("");
    dialog.close("");
  });
  dialog.addEventListener("close", () => {
    input.value = "";
    changed();
    settle(dialog.returnValue === "given");
  });
  return () => {
    dialog.returnValue = "";
    byId("key-forget").hidden = !hasKey();
    byId("key-about").textContent = t("key.about");
    if (!dialog.open) dialog.showModal();
    input.focus();
    return new Promise((resolve) => {
      settle = resolve;
    });
  };
}
