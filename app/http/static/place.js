/** A place that a search was linked to: recognised by its shape (name, address, url), shown as a card, not as inputs. */

import { outward, safeLink } from "./controls.js";
import { h } from "./dom.js";
import { fieldLabel } from "./labels.js";
import { fieldPath, join } from "./pointer.js";
import { lang, t } from "./words.js";

const SHAPE = ["name", "address", "url"];

/** Whether a declared object or list of objects is a place found by a search. */
export const isPlace = (field) => SHAPE.every((name) => field.fields?.some((member) => member.name === name));

/** The linked place, or the candidates to choose from. */
export function placeCard(desk, field, pointer) {
  const found = desk.draft.at(pointer);
  const give = (place) => {
    desk.draft.correct(pointer, place);
    desk.changed();
    desk.again(pointer);
  };
  const label = fieldLabel(fieldPath(pointer), lang(), field);
  const changed = desk.draft.isChanged(pointer);
  const body = found
    ? [lines(found), h("button", { type: "button", class: "plain", onclick: () => give(null) }, t("place.wrong"))]
    : [h("p", { class: "quiet" }, t("place.none"))];
  const state = changed ? "edited" : found ? "judged" : "empty";
  return h("div", { class: "cell wide place", tabindex: "-1", data: { pointer, field: field.name, state } },
    h("div", { class: "cell-head" }, h("span", { class: "label" }, label),
      changed && h("span", { class: "tag tag-edited" }, t("tag.edited"))), ...body);
}

/** Places that it might be; choosing one links it. */
export function candidates(desk, field, pointer) {
  const found = (desk.draft.at(pointer) ?? []).filter(Boolean);
  const link = join(pointer.slice(0, pointer.lastIndexOf("/")), "link");
  if (!found.length) return null;
  const choose = (place) => {
    desk.draft.correct(link, structuredClone(place));
    desk.changed();
    desk.again(link);
  };
  return h("details", { class: "cell wide candidates", data: { pointer, field: field.name, state: "judged" }, open: !desk.draft.at(link) },
    h("summary", {}, `${fieldLabel(fieldPath(pointer), lang(), field)} ${found.length}`),
    found.map((place) => h("div", { class: "candidate" }, lines(place),
      h("button", { type: "button", class: "plain", onclick: () => choose(place) }, t("place.choose")))));
}

function lines(place) {
  const url = safeLink(place.url);
  return h("p", { class: "found" }, h("strong", {}, String(place.name ?? "")), " ", h("span", {}, String(place.address ?? "")), " ",
    url && outward(url), place.source && h("small", {}, String(place.source)));
}
