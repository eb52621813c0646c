/** The status page: providers, quotas and tasks, looked at again every few seconds while somebody looks. */

import { fetchStatus, fetchTasks } from "./api.js";
import { bars, gauge, line } from "./chart.js";
import { byId, h } from "./dom.js";
import { duration } from "./format.js";
import { chooseLang, startPrefs, turnTheme } from "./prefs.js";
import { lang, sayAll } from "./words.js";

const EVERY_MS = 5000;
const HISTORY = 60;
const WORDS = {
  title: ["상태", "Status"], providers: ["모델 제공자", "Providers"], quotas: ["사용량", "Quotas"], tasks: ["작업", "Tasks"],
  closed: ["정상", "Healthy"], half_open: ["시험 중", "Probing"], open: ["쉬는 중", "Resting"], off: ["꺼짐", "Off"],
  requests: ["요청", "Requests"], errors: ["오류율", "Errors"], p50: ["중간값", "Median"], p95: ["느린 5%", "Slowest 5%"],
  task: ["작업", "Task"], version: ["버전", "Version"], canary: ["시험 버전", "Canary"], score: ["점수", "Score"],
  latency: ["응답 시간(느린 5%)", "Latency (slowest 5 %)"], traffic: ["요청과 오류", "Requests and errors"],
  none: ["아직 보여 줄 수치가 없어요.", "There are no figures yet."], away: ["서비스에 연결할 수 없어요.", "The service cannot be reached."],
  at: ["{time} 기준", "as of {time}"], left: ["{used} / {limit}, {window}마다", "{used} of {limit} per {window}"], unknown: ["모름", "unknown"],
};
const w = (key, given = {}) => (WORDS[key]?.[lang() === "ko" ? 0 : 1] ?? key).replaceAll(/\{(\w+)\}/g, (_, name) => String(given[name] ?? ""));
const number = (value) => (typeof value === "number" ? value.toLocaleString("en") : w("unknown"));
const percent = (share) => (typeof share === "number" ? `${(share * 100).toFixed(share < 0.1 ? 1 : 0)}%` : w("unknown"));
const time = (ms) => (typeof ms === "number" ? duration(ms, lang()) : w("unknown"));

/** What was seen since the page was opened, where the service keeps no history itself. */
const seen = new Map();
let last = { status: null, tasks: [] };

function remember(provider) {
  if (provider.recent?.length) return provider.recent;
  const key = `${provider.name} ${provider.model}`;
  const before = seen.get(key) ?? { total: null, errors: 0, points: [] };
  const { requests = 0, errors = 0, p95_ms: p95 = null } = provider;
  const grew = before.total === null ? 0 : Math.max(0, requests - before.total);
  const points = [...before.points, { requests: grew, errors: Math.max(0, before.total === null ? 0 : errors - before.errors), p95_ms: p95 }].slice(-HISTORY);
  seen.set(key, { total: requests, errors, points });
  return points;
}

function providerTile(provider) {
  const points = provider.points;
  const state = String(provider.state ?? "closed");
  const figure = (name, value) => h("div", {}, h("dt", {}, w(name)), h("dd", {}, value));
  return h("section", { class: "card tile", data: { provider: String(provider.name), state } },
    h("h3", {}, String(provider.name), h("span", { class: `state state-${state.replaceAll(/[^a-z_]/g, "")}` }, w(state))),
    h("p", { class: "model" }, String(provider.model ?? "")),
    h("dl", { class: "figures" }, figure("requests", number(provider.requests)), figure("errors", percent(provider.error_rate)), figure("p95", time(provider.p95_ms))),
    line(points.map((point) => point.p95_ms ?? null), `${w("latency")}: ${time(provider.p95_ms)}`),
    bars(points.map((point) => ({ all: point.requests ?? 0, bad: point.errors ?? 0 })), `${w("traffic")}: ${number(provider.requests)}, ${percent(provider.error_rate)}`),
    h("p", { class: "caption" }, `${w("latency")} · ${w("traffic")}`));
}

function quotaTile(quota) {
  const share = quota.limit > 0 ? quota.used / quota.limit : 0;
  const window = quota.window_s >= 3600 ? `${quota.window_s / 3600}h` : `${quota.window_s}s`;
  const words = w("left", { used: number(quota.used), limit: number(quota.limit), window });
  return h("section", { class: "card tile" }, h("h3", {}, String(quota.name)), gauge(share, `${quota.name}: ${words}`), h("p", { class: "caption" }, words));
}

function taskTable(tasks) {
  const cell = (value, kind) => h("td", { class: kind }, value === null || value === undefined || value === "" ? "–" : String(value));
  const rows = tasks.map((task) => h("tr", {}, h("td", {}, h("a", { href: `/#${task.name}` }, `/${task.name}`), task.enabled === false ? ` · ${w("off")}` : ""),
    cell(task.version), cell(task.canary && `${task.canary.version ?? ""} ${task.canary.percent ?? ""}%`),
    cell(typeof task.score === "number" ? task.score.toFixed(3) : null, "number"), cell(typeof task.requests === "number" ? number(task.requests) : null, "number")));
  return h("div", { class: "table-box", tabindex: "0", role: "region", "aria-label": w("tasks") }, h("table", { class: "tasks-table" },
    h("thead", {}, h("tr", {}, ["task", "version", "canary"].map((name) => h("th", { scope: "col" }, w(name))),
      ["score", "requests"].map((name) => h("th", { scope: "col", class: "number" }, w(name))))), h("tbody", {}, rows)));
}

function draw() {
  const { status, tasks } = last;
  const part = (name, nodes, kind = "tiles") => nodes.length > 0 && h("section", { "aria-label": w(name) }, h("h2", {}, w(name)), h("div", { class: kind }, nodes));
  const shown = status?.tasks?.length ? status.tasks : tasks;
  byId("board").replaceChildren(...[
    !status && h("p", { class: "card quiet" }, w("none")),
    part("providers", (status?.providers ?? []).map(providerTile)),
    part("quotas", (status?.quotas ?? []).map(quotaTile)),
    part("tasks", shown.length ? [taskTable(shown)] : [], "card"),
  ].filter(Boolean));
  byId("title").textContent = w("title");
  document.title = `채움 · ${w("title")}`;
}

async function look() {
  try {
    const [status, tasks] = await Promise.all([fetchStatus(), last.tasks.length ? last.tasks : fetchTasks()]);
    const providers = status?.providers?.map((provider) => ({ ...provider, points: remember(provider) }));
    last = { status: status && { ...status, providers }, tasks };
    const at = status?.at ? new Date(status.at) : new Date();
    byId("when").textContent = w("at", { time: at.toLocaleTimeString(lang() === "ko" ? "ko-KR" : "en-GB") });
    draw();
    document.documentElement.dataset.ready = "yes";
  } catch {
    byId("when").textContent = w("away");
  }
}

async function watch() {
  if (!document.hidden) await look();
  setTimeout(watch, EVERY_MS);
}

startPrefs();
sayAll(document);
byId("theme").addEventListener("click", turnTheme);
byId("lang").addEventListener("click", () => {
  chooseLang(lang() === "ko" ? "en" : "ko");
  sayAll(document);
  byId("lang").lang = lang() === "ko" ? "en" : "ko";
  look();
});
watch();
