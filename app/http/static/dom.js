/** Elements made from data. Data only ever becomes text or an attribute value: markup cannot be passed in. */

const PROPERTIES = new Set(["value", "checked", "disabled", "hidden", "htmlFor", "type", "indeterminate", "open"]);

/**
 * @param {string} tag
 * @param {Record<string, any>} [props] `class`, `data` (dataset), `on…` listeners, properties, attributes
 * @param {...any} children nodes, strings, arrays of them; null and false are left out
 */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) give(node, name, value);
  node.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function give(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "class") node.className = value;
  else if (name === "data") Object.assign(node.dataset, value);
  else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (PROPERTIES.has(name)) node[name] = value;
  else node.setAttribute(name, value === true ? "" : String(value));
}

const SVG = "http://www.w3.org/2000/svg";

/** An SVG element; same rules. */
export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...children.flat().filter(Boolean));
  return node;
}

/** @returns {HTMLElement} the one element with this id; a missing one is a mistake in the page. */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
}

let ids = 0;
/** An id nobody else on this page has. */
export const freshId = (stem) => `${stem}-${++ids}`;

/** Whether the reader asked for less motion. */
export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
