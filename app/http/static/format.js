/** Values as people read them, and what people type as values. */

const M2_PER_PYEONG = 3.305785;
const grouped = (number) => number.toLocaleString("ko-KR", { maximumFractionDigits: 6 });

/** 320000000 → "3억 2,000만 원"; in English "₩320,000,000". */
export function won(amount, lang) {
  if (lang !== "ko") return `₩${grouped(amount)}`;
  const eok = Math.floor(amount / 1e8);
  const man = Math.floor((amount % 1e8) / 1e4);
  const rest = amount % 1e4;
  const said = [eok && `${grouped(eok)}억`, man && `${grouped(man)}만`, rest && grouped(rest)].filter(Boolean);
  return said.length ? `${said.join(" ")} 원` : "0원";
}

/** 39.67 → "12.0평". */
export const pyeong = (m2, lang) => `${(m2 / M2_PER_PYEONG).toFixed(1)}${lang === "ko" ? "평" : " pyeong"}`;

/** The small second line of a number: how it is said. */
export function said(value, unit, lang) {
  if (typeof value !== "number") return "";
  if (unit === "KRW") return won(value, lang);
  return unit === "m2" ? pyeong(value, lang) : "";
}

/** A value for an input. */
export const shown = (value, unit) => {
  if (value === null || value === undefined) return "";
  return unit === "KRW" && typeof value === "number" ? grouped(value) : String(value);
};

/**
 * What somebody typed, as a number. "1억 2,000만", "500만 원" and "12.5" are understood.
 * @returns {number | null | undefined} null for nothing, undefined for what is no number
 */
export function typedNumber(typed, { whole = false } = {}) {
  const text = typed.replaceAll(/[,\s원]/g, "");
  if (text === "") return null;
  const match = /^(?:(\d{1,6}(?:\.\d{1,8})?)억)?(?:(\d{1,10}(?:\.\d{1,4})?)만)?(-?\d{1,15}(?:\.\d{1,6})?)?$/.exec(text);
  if (!match) return undefined;
  const [eok, man, rest] = match.slice(1).map((part) => Number(part ?? 0));
  const number = Math.round((eok * 1e8 + man * 1e4 + rest) * 1e6) / 1e6;
  return whole && !Number.isInteger(number) ? undefined : number;
}

/** Milliseconds in a footer. */
export const duration = (ms, lang) =>
  ms < 1000 ? `${ms < 1 ? "<1" : Math.round(ms)}ms` : `${(ms / 1000).toFixed(1)}${lang === "ko" ? "초" : " s"}`;

/** Dollars small enough to need digits; null stays unknown. */
export const dollars = (usd) => (usd < 0.01 ? `$${usd.toFixed(6).replace(/0+$/, "").replace(/\.$/, "")}` : `$${usd.toFixed(2)}`);

/** Today in Seoul, YYYY-MM-DD. */
export const todayInSeoul = (now = new Date()) =>
  new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Seoul", dateStyle: "short" }).format(now);
