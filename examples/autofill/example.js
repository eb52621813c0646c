import { autofill } from "/embed/autofill.js";

const MAN = 10_000;
const said = document.querySelector("#said");
const ad = document.querySelector("#ad");

// This form counts in 만원, the service in 원: `format` has the last word on what is written into an input.
const inMan = (value, pointer) => (value !== null && /\/(deposit|rent|amount)$/.test(pointer) ? value / MAN : value);

const wired = autofill({ text: ad, form: "form", endpoint: "/fill", format: inMan });

ad.addEventListener("chaeum:start", () => (said.textContent = "읽는 중이에요…"));
ad.addEventListener("chaeum:filled", (event) => {
  const filled = event.detail.fields.filter(({ value }) => value !== null);
  said.textContent = `${filled.length}칸을 채웠어요. 칸을 두 번 누르면 근거가 된 말이 선택돼요.`;
});
ad.addEventListener("chaeum:error", (event) => (said.textContent = `채우지 못했어요 (${event.detail.slug}).`));

for (const label of document.querySelectorAll("label:has([data-field])")) {
  label.addEventListener("dblclick", () => wired.show(label.querySelector("[data-field]")));
}
