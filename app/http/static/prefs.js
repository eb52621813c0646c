/** Language and theme, remembered where the browser allows it. Nothing else is ever stored. */

import { speak } from "./words.js";

const kept = (name) => {
  try {
    return localStorage.getItem(`chaeum.${name}`);
  } catch {
    return null;
  }
};

const keep = (name, value) => {
  try {
    localStorage.setItem(`chaeum.${name}`, value);
  } catch {
    // private windows may refuse; the choice then lasts as long as the page
  }
};

/** Korean unless somebody chose otherwise. */
export function startPrefs() {
  speak(kept("lang") === "en" ? "en" : "ko");
  const theme = kept("theme");
  if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
}

export function chooseLang(lang) {
  speak(lang);
  keep("lang", lang);
}

/** The other of light and dark than what is seen now. */
export function turnTheme() {
  const root = document.documentElement;
  const seen = root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  root.dataset.theme = seen === "dark" ? "light" : "dark";
  keep("theme", root.dataset.theme);
}
