/**
 * The service counts Unicode code points, JavaScript counts UTF-16 units: 😀 is one of the first and two of the second.
 * The text is never normalised here, so decomposed Hangul (NFD) and full-width digits keep the places they were sent with.
 */

/**
 * @param {string} text
 * @returns {Uint32Array} UTF-16 index of every code point, with one more entry for the end
 */
export function codePointStarts(text) {
  const starts = new Uint32Array(text.length + 1);
  let points = 0;
  for (let unit = 0; unit < text.length; points += 1) {
    starts[points] = unit;
    unit += text.codePointAt(unit) > 0xffff ? 2 : 1;
  }
  starts[points] = text.length;
  return starts.subarray(0, points + 1);
}

/**
 * Evidence that really stands in the text, in UTF-16 units; null where the quote is not there.
 * @param {string} text
 * @param {Uint32Array} starts of the same text
 * @param {{start: number, end: number, quote: string}} evidence
 * @returns {{from: number, to: number} | null}
 */
export function located(text, starts, evidence) {
  const { start, end, quote } = evidence;
  if (!(Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start < end && end < starts.length)) return null;
  const from = starts[start];
  const to = starts[end];
  return text.slice(from, to) === quote ? { from, to } : null;
}

/**
 * The text cut wherever a span begins or ends. Spans may nest and overlap; each piece knows the spans over it,
 * the narrowest first.
 * @template {{from: number, to: number}} S
 * @param {number} length
 * @param {S[]} spans
 * @returns {{from: number, to: number, spans: S[]}[]}
 */
export function pieces(length, spans) {
  const cuts = [...new Set([0, length, ...spans.flatMap((span) => [span.from, span.to])])].sort((a, b) => a - b);
  return cuts.slice(1).map((to, i) => {
    const from = cuts[i];
    const over = spans.filter((span) => span.from <= from && to <= span.to);
    return { from, to, spans: over.sort((a, b) => a.to - a.from - (b.to - b.from)) };
  });
}
