/** JSON pointers (RFC 6901): `/listings/0/deals/0/deposit`. */

/** @param {string} pointer */
export const parts = (pointer) =>
  pointer === "" ? [] : pointer.slice(1).split("/").map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));

/** @param {(string | number)[]} names */
export const join = (...names) =>
  names.map((name) => (name === "" || String(name).startsWith("/") ? name : `/${name}`)).join("");

/** The value at a pointer; undefined where there is none. */
export function read(tree, pointer) {
  let value = tree;
  for (const part of parts(pointer)) {
    if (value === null || typeof value !== "object" || !Object.hasOwn(value, part)) return undefined;
    value = value[part];
  }
  return value;
}

/** Put a value at a pointer and make the objects and lists on the way. */
export function write(tree, pointer, value) {
  const path = parts(pointer);
  const last = path.pop();
  let at = tree;
  path.forEach((part, i) => {
    const next = path[i + 1] ?? last;
    if (!Object.hasOwn(at, part) || at[part] === null) put(at, part, /^\d+$/.test(next) ? [] : {});
    at = at[part];
  });
  put(at, last, value);
}

function put(at, name, value) {
  Object.defineProperty(at, name, { value, writable: true, enumerable: true, configurable: true });
}

/** `/a/b` is within `/a` and within itself, not within `/ab`. */
export const within = (pointer, above) => pointer === above || pointer.startsWith(`${above}/`);

/** The pointer without list positions: `/listings/0/area` → `listings.area`. */
export const fieldPath = (pointer) => parts(pointer).filter((part) => !/^\d+$/.test(part)).join(".");

/** Every non-empty scalar below a value, with its pointer. */
export function* leaves(value, pointer = "") {
  if (value === null || value === undefined || value === "") return;
  if (typeof value !== "object") {
    yield [pointer, value];
    return;
  }
  for (const [name, below] of Object.entries(value)) {
    yield* leaves(below, `${pointer}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`);
  }
}
