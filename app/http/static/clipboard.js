/** The answer and the request as something to take along. */

/** Copy; without the clipboard API (plain http elsewhere) through a selection. @returns {Promise<boolean>} */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "sr";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** The same request for a shell. The key is named, never written out. */
export function curl(origin, name, body, keyed) {
  const lines = [`curl -sS ${quoted(`${origin}/${name}`)}`, "-H 'content-type: application/json'"];
  if (keyed) lines.push('-H "x-api-key: $CHAEUM_API_KEY"');
  return [...lines, `--data-binary ${quoted(JSON.stringify(body))}`].join(" \\\n  ");
}
