/**
 * Chaeum autofill: wires a page's own textarea to its own inputs. One file, no dependencies.
 *
 *   <textarea id="ad"></textarea>
 *   <input data-field="listings.0.deals.0.deposit">   <!-- or a JSON pointer: /listings/0/deals/0/deposit -->
 *   <script type="module">
 *     import { autofill } from "/embed/autofill.js";
 *     autofill({ text: "#ad", form: "form", endpoint: "/my-backend/fill" });
 *   </script>
 *
 * The request goes to the page's own backend, which holds the key and passes it on; no key ever stands in a page.
 *
 * @typedef {{start: number, end: number, quote: string, match: "exact"|"normalized"|"fuzzy"|"inferred", in?: string}} Evidence
 * @typedef {{code: string, path: string, message: string}} Warning
 * @typedef {{result: any, evidence: Record<string, Evidence>, warnings: Warning[], meta: Record<string, any>}} Answer
 * @typedef {{input: FieldElement, pointer: string, value: any, evidence: Evidence|null, warnings: Warning[]}} Filled
 * @typedef {HTMLInputElement|HTMLSelectElement|HTMLTextAreaElement|HTMLOutputElement} FieldElement
 * @typedef {object} Options
 * @property {string|HTMLTextAreaElement} text where people paste
 * @property {string|Element} [form] holds the `data-field` inputs; the document unless given
 * @property {string} endpoint URL of your own backend; it answers what the service answers
 * @property {Record<string, any>|(() => Record<string, any>)} [inputs] other request fields (reference_date …)
 * @property {Record<string, string>} [headers] for your own backend (a CSRF token, say)
 * @property {boolean} [onPaste] fill as soon as something is pasted; true unless given
 * @property {"keep"|"replace"} [touched] what happens to inputs that a person has edited; kept unless given
 * @property {(value: any, pointer: string) => any} [format] the last word on what is written into an input
 * @property {number} [timeout] milliseconds; 30000 unless given
 *
 * Events on the textarea, all bubbling CustomEvents:
 *   `chaeum:start` {text} · `chaeum:filled` {answer, fields: Filled[]} · `chaeum:field` Filled (on each input)
 *   · `chaeum:error` {status, slug, problem}
 */

const FIELD = "data-field";

/** `listings[0].deals.0.rent` and `/listings/0/deals/0/rent` name the same place. @param {string} name */
export function pointerOf(name) {
  if (name.startsWith("/")) return name;
  return `/${name.replace(/\[(\d+)\]/g, ".$1").split(".").filter(Boolean).join("/")}`;
}

/** The value at a JSON pointer; null where the text does not say. @param {any} tree @param {string} pointer */
export function valueAt(tree, pointer) {
  let value = tree;
  for (const part of pointer.slice(1).split("/").map((p) => p.replace(/~1/g, "/").replace(/~0/g, "~"))) {
    if (value === null || typeof value !== "object" || !Object.prototype.hasOwnProperty.call(value, part)) return null;
    value = value[part];
  }
  return value === undefined ? null : value;
}

/** Code points, as the service counts, into UTF-16 units, as `setSelectionRange` counts. @param {string} text @param {Evidence} evidence */
export function rangeIn(text, evidence) {
  const points = Array.from(text);
  const from = points.slice(0, evidence.start).join("").length;
  return { from, to: from + points.slice(evidence.start, evidence.end).join("").length };
}

/**
 * @param {Options} options
 * @returns {{fill: () => Promise<Answer|null>, show: (input: Element) => boolean, stop: () => void}}
 *   `fill` asks now · `show` selects the words behind an input in the textarea · `stop` unwires everything
 */
export function autofill(options) {
  const area = /** @type {HTMLTextAreaElement} */ (element(options.text));
  const root = options.form ? element(options.form) : document;
  const wires = new AbortController();
  /** @type {Set<Element>} */ const touched = new Set();
  /** @type {WeakMap<Element, Evidence>} */ const proofs = new WeakMap();
  /** @type {AbortController|null} */ let running = null;
  let sent = "";

  const tell = (target, name, detail) => target.dispatchEvent(new CustomEvent(`chaeum:${name}`, { bubbles: true, detail }));
  const fields = () => /** @type {FieldElement[]} */ ([...root.querySelectorAll(`[${FIELD}]`)]);

  async function fill() {
    const text = area.value;
    if (!text.trim()) return null;
    if (running) running.abort();
    const mine = (running = new AbortController());
    const clock = setTimeout(() => mine.abort("timeout"), options.timeout ?? 30_000);
    tell(area, "start", { text });
    area.setAttribute("aria-busy", "true");
    try {
      const answer = await ask(text, mine.signal);
      if (running !== mine) return null;
      sent = text;
      tell(area, "filled", { answer, fields: fields().map((input) => put(input, answer)).filter(Boolean) });
      return answer;
    } catch (error) {
      if (running === mine) tell(area, "error", problemOf(error, mine.signal));
      return null;
    } finally {
      clearTimeout(clock);
      if (running === mine) {
        running = null;
        area.removeAttribute("aria-busy");
      }
    }
  }

  async function ask(text, signal) {
    const inputs = typeof options.inputs === "function" ? options.inputs() : options.inputs;
    const response = await fetch(options.endpoint, {
      method: "POST", signal, credentials: "same-origin",
      headers: { "content-type": "application/json", accept: "application/json", ...options.headers },
      body: JSON.stringify({ ...inputs, text }),
    });
    const body = await response.json().catch(() => null);
    if (!response.ok || typeof body?.result !== "object" || !body.result) throw Object.assign(new Error("chaeum"), { status: response.status, problem: body });
    return body;
  }

  /** @param {FieldElement} input @param {Answer} answer @returns {Filled|null} */
  function put(input, answer) {
    if (options.touched !== "replace" && touched.has(input)) return null;
    const pointer = pointerOf(input.getAttribute(FIELD) ?? "");
    const value = valueAt(answer.result, pointer);
    const evidence = answer.evidence?.[pointer] ?? null;
    const warnings = (answer.warnings ?? []).filter((warning) => warning.path === pointer);
    write(input, options.format ? options.format(value, pointer) : value);
    if (evidence && !evidence.in) proofs.set(input, evidence);
    else proofs.delete(input);
    mark(input, "data-match", value === null ? null : evidence?.match ?? null);
    mark(input, "data-warnings", warnings.map((warning) => warning.code).join(" ") || null);
    const filled = { input, pointer, value, evidence, warnings };
    tell(input, "field", filled);
    return filled;
  }

  function show(input) {
    const evidence = proofs.get(input);
    if (!evidence || area.value !== sent) return false;
    const { from, to } = rangeIn(sent, evidence);
    area.focus();
    area.setSelectionRange(from, to);
    return true;
  }

  const { signal } = wires;
  area.addEventListener("paste", () => options.onPaste !== false && setTimeout(fill), { signal });
  for (const kind of ["input", "change"]) {
    root.addEventListener(kind, (event) => {
      if (event.isTrusted && event.target instanceof Element && event.target.hasAttribute(FIELD)) touched.add(event.target);
    }, { signal });
  }
  return {
    fill, show,
    stop: () => {
      running?.abort();
      wires.abort();
    },
  };
}

/** @param {string|Element} given @returns {Element} */
function element(given) {
  const found = typeof given === "string" ? document.querySelector(given) : given;
  if (!found) throw new Error(`chaeum: nothing on this page matches ${given}`);
  return found;
}

/** Values only ever become `value`, `checked` or text; never markup. @param {FieldElement} input @param {any} value */
function write(input, value) {
  if (input instanceof HTMLInputElement && input.type === "checkbox") {
    input.checked = Array.isArray(value) ? value.includes(input.value) : value === true || value === "yes" || value === input.value;
    input.indeterminate = value === null;
  } else if (input instanceof HTMLInputElement && input.type === "radio") {
    input.checked = String(value) === input.value;
  } else if (input instanceof HTMLSelectElement && input.multiple) {
    for (const option of input.options) option.selected = Array.isArray(value) && value.includes(option.value);
  } else if ("value" in input) {
    input.value = value === null ? "" : Array.isArray(value) ? value.join(", ") : String(value);
  } else {
    /** @type {Element} */ (input).textContent = value === null ? "" : String(value);
  }
}

/** @param {Element} node @param {string} name @param {string|null} value */
function mark(node, name, value) {
  if (value === null) node.removeAttribute(name);
  else node.setAttribute(name, value);
}

/** @param {any} error @param {AbortSignal} signal */
function problemOf(error, signal) {
  if (signal.aborted) return { status: 0, slug: "too-slow", problem: null };
  const slug = /\/problems\/([a-z-]{1,60})$/.exec(String(error.problem?.type ?? ""))?.[1];
  return { status: error.status ?? 0, slug: slug ?? (error.status ? "internal" : "unreachable"), problem: error.problem ?? null };
}
