/** Small charts as SVG: for people who would rather look than read. The figures always stand beside them as text. */

import { svg } from "./dom.js";

const WIDTH = 220;
const HEIGHT = 44;
const SLOTS = 30;

/** The newest value stands at the right edge, however few there are. */
const slots = (values) => Math.max(values.length, SLOTS);

/**
 * One line over time, scaled to its own highest value; gaps stay gaps.
 * @param {(number | null)[]} values oldest first
 * @param {string} label what a screen reader hears
 */
export function line(values, label) {
  const numbers = values.filter((value) => typeof value === "number");
  const top = Math.max(...numbers, 1);
  const step = (WIDTH - 6) / (slots(values) - 1);
  const x = (index) => WIDTH - 3 - (values.length - 1 - index) * step;
  const y = (value) => HEIGHT - 3 - (value / top) * (HEIGHT - 8);
  const runs = values.reduce((found, value, index) => {
    if (typeof value !== "number") return [...found, []];
    found.at(-1).push(`${x(index).toFixed(1)},${y(value).toFixed(1)}`);
    return found;
  }, [[]]);
  const lines = runs.filter((run) => run.length > 1).map((run) => svg("polyline", { points: run.join(" "), class: "curve" }));
  const dots = runs.filter((run) => run.length === 1).map(([at]) => dot(at));
  return frame(label, [svg("line", { x1: 0, x2: WIDTH, y1: HEIGHT - 2, y2: HEIGHT - 2, class: "ground" }), ...lines, ...dots]);
}

function dot(at) {
  const [cx, cy] = at.split(",");
  return svg("circle", { cx, cy, r: 2.5, class: "point" });
}

/** Bars, one a period; `bad` of each is drawn in the warning colour from below. */
export function bars(values, label) {
  const top = Math.max(...values.map(({ all }) => all), 1);
  const step = WIDTH / slots(values);
  const bar = (value, index, kind) => {
    const height = (value / top) * (HEIGHT - 6);
    return svg("rect", { x: (WIDTH - (values.length - index) * step).toFixed(1), width: Math.max(1, step - 1.5).toFixed(1), y: (HEIGHT - 2 - height).toFixed(1), height: height.toFixed(1), rx: 1, class: kind });
  };
  return frame(label, values.flatMap(({ all, bad }, index) => [bar(all, index, "bar"), bad > 0 && bar(bad, index, "bar bad")]));
}

/** How much of a limit is used. */
export function gauge(share, label) {
  const used = Math.min(1, Math.max(0, share));
  return svg("svg", { viewBox: `0 0 ${WIDTH} 10`, class: "gauge", role: "img", "aria-label": label },
    svg("rect", { width: WIDTH, height: 10, rx: 5, class: "track" }),
    svg("rect", { width: (used * WIDTH).toFixed(1), height: 10, rx: 5, class: used > 0.9 ? "level bad" : "level" }));
}

const frame = (label, children) => svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "chart", role: "img", "aria-label": label }, children);
