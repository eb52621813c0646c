/** The way to the service. The key lives in this module's memory and goes out as a header, nowhere else. */

const PATIENCE_MS = 60_000;
let key = "";

export const holdKey = (given) => {
  key = given.trim();
};
export const hasKey = () => key !== "";

/** What went wrong, as the service says it or as we saw it. `slug` chooses the sentence people read. */
export class Trouble extends Error {
  constructor(slug, { status = 0, errors = [], requestId = "", retryAfter = 0 } = {}) {
    super(slug);
    Object.assign(this, { slug, status, errors, requestId, retryAfter });
  }
}

/** @returns {Promise<any[]>} the tasks this service has */
export async function fetchTasks() {
  const { tasks } = await ask("/tasks");
  return tasks;
}

/** Figures of the providers, or null where the service has none. */
export async function fetchStatus() {
  try {
    return await ask("/status.json");
  } catch (trouble) {
    if (trouble.status === 404 || trouble.status === 403) return null;
    throw trouble;
  }
}

/** Post one request to a task. @returns {Promise<any>} the envelope */
export async function fill(name, body, signal) {
  const answer = await ask(`/${name}`, { body, signal });
  if (typeof answer?.result !== "object" || answer.result === null) throw new Trouble("unreadable");
  return answer;
}

/** Say what became of an answer; that nobody could be told is no trouble of the person's. */
export const tell = (feedback) => ask("/feedback", { body: feedback }).catch(() => null);

/** Lines of text, where an answer is no JSON. @returns {Promise<string>} */
export async function lines(path) {
  const response = await reach(path);
  if (response.ok) return response.text();
  throw troubleOf(response, await response.json().catch(() => null));
}

/** Ask for JSON; with a body it is a POST. Throws a Trouble. @returns {Promise<any>} */
export async function ask(path, given = {}) {
  const response = await reach(path, given);
  const answer = await response.json().catch(() => null);
  if (response.ok && answer !== null) return answer;
  throw response.ok ? new Trouble("unreadable", { status: response.status }) : troubleOf(response, answer);
}

async function reach(path, { body, signal } = {}) {
  const limits = [AbortSignal.timeout(PATIENCE_MS), ...(signal ? [signal] : [])];
  const headers = { accept: "application/json", ...(body && { "content-type": "application/json" }), ...(key && { "x-api-key": key }) };
  try {
    // "same-origin" and the plain cache mode let the preloaded /tasks be used; the service sets no cookies.
    return await fetch(path, { method: body ? "POST" : "GET", headers, signal: AbortSignal.any(limits), credentials: "same-origin",
      body: body && JSON.stringify(body) });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Trouble(error.name === "TimeoutError" ? "too-slow" : "unreachable");
  }
}

function troubleOf(response, problem) {
  const slug = /\/problems\/([a-z-]{1,60})$/.exec(String(problem?.type ?? ""))?.[1];
  return new Trouble(slug ?? (response.status === 401 ? "unauthenticated" : "internal"), {
    status: response.status,
    errors: Array.isArray(problem?.errors) ? problem.errors : [],
    requestId: String(problem?.request_id ?? response.headers.get("x-request-id") ?? ""),
    retryAfter: Number(response.headers.get("retry-after")) || 0,
  });
}
