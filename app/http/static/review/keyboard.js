/** One key, one deed; by place on the keyboard too, since Hangul may be switched on. */

/**
 * @param {HTMLElement} root where keys are heard; not in what one types into
 * @param {() => void} help
 * @param {() => Record<string, () => void>} deeds what may be done now, by key
 */
export function listen(root, help, deeds) {
  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
    if (event.key === "Enter" && event.target.closest("button")) return; // that presses the button
    const deed = isHelp(event) ? help : deedOf(deeds(), nameOf(event));
    if (!deed) return;
    event.preventDefault();
    deed();
  });
}

const isHelp = (event) => event.key === "?" || (event.code === "Slash" && event.shiftKey);
const nameOf = (event) => (/^Key[A-Z]$/.test(event.code) ? event.code.slice(3).toLowerCase() : event.key);
const deedOf = (deeds, name) => (Object.hasOwn(deeds, name) ? deeds[name] : null);
