/** What the page itself says, Korean and English. `{name}` is filled in; everything ends up as text. */

const WORDS = {
  "page.title": ["채움 · 글을 붙여넣으면 양식이 채워져요", "Chaeum · paste a text, watch the form fill"],
  "page.tagline": ["글을 붙여넣으면 양식이 채워져요", "Paste a text, watch the form fill"],
  "page.skip": ["양식으로 건너뛰기", "Skip to the form"],
  "tasks.label": ["무엇을 채울까요", "What to fill"],
  "task.parse/real-estate": ["부동산 매물", "Real estate"],
  "task.extract/listing": ["중고거래", "Second-hand"],
  "task.extract/places": ["동네 가게", "Places"],
  "task.suggest/hashtags": ["해시태그", "Hashtags"],
  "task.extract/meetup": ["모임", "Meetups"],
  "text.label": ["글", "Text"],
  "text.hint": ["여기에 글을 붙여넣으세요. 붙여넣는 순간 양식이 채워져요.", "Paste a text here. The form fills as soon as you do."],
  "text.count": ["{n} / {max}자", "{n} / {max}"],
  "text.clear": ["지우기", "Clear"],
  "samples.label": ["예시 글", "Samples"],
  "inputs.label": ["함께 보낼 값", "Sent along"],
  "inputs.list": ["쉼표로 나눠 적어요", "Separated by commas"],
  "run": ["채우기", "Fill the form"],
  "run.again": ["다시 채우기", "Fill again"],
  "run.keep": ["고친 값 {n}개를 알려 주고 다시 읽기", "Tell it my {n} corrections"],
  "run.stop": ["멈추기", "Stop"],
  "run.keys": ["Ctrl + Enter", "Ctrl + Enter"],
  "busy": ["읽는 중이에요…", "Reading…"],
  "done": ["{n}개 항목을 채웠어요.", "{n} fields filled."],
  "done.none": ["이 글에서 채울 값을 찾지 못했어요.", "Nothing in this text fits the form."],
  "stale": ["글이 바뀌었어요. 아래 값은 이전 글에서 읽은 거예요.", "The text has changed. These values are from the text before."],
  "form.label": ["양식", "Form"],
  "form.filled": ["{n}개 채움", "{n} filled"],
  "form.hide": ["빈 항목 숨기기", "Hide empty fields"],
  "form.empty": ["글을 붙여넣거나 예시를 눌러 보세요.", "Paste a text or pick a sample."],
  "form.closed": ["‘{kind}’ 글이라 채울 항목이 없어요.", "A “{kind}” post: there is nothing to fill."],
  "form.none": ["없어요", "None"],
  "section.other": ["그 밖", "More"],
  "section.summary": ["한눈에", "At a glance"],
  "legend.exact": ["글 그대로", "As written"],
  "legend.inferred": ["미루어 읽음", "Inferred"],
  "legend.unit": ["단위 추정", "Unit guessed"],
  "legend.edited": ["고친 값", "Corrected"],
  "legend.label": ["표시의 뜻", "What the marks mean"],
  "proof.exact": ["글의 “{quote}”", "“{quote}” in the text"],
  "proof.inferred": ["“{quote}”에서 미루어 읽음", "inferred from “{quote}”"],
  "proof.judged": ["글 전체를 보고 판단", "judged from the whole text"],
  "tag.inferred": ["추정", "inferred"],
  "tag.fuzzy": ["비슷함", "close"],
  "tag.unit": ["단위 추정", "unit guessed"],
  "tag.edited": ["고침", "corrected"],
  "field.undo": ["{field} 되돌리기", "Undo {field}"],
  "field.remove": ["{value} 빼기", "Remove {value}"],
  "field.add": ["추가", "Add"],
  "field.add.to": ["{field}에 추가", "Add to {field}"],
  "field.more": ["모두 보기", "Show all"],
  "field.less": ["접기", "Show fewer"],
  "field.number": ["숫자로 적어 주세요", "Please enter a number"],
  "field.required": ["필수", "required"],
  "list.add": ["{field} 추가", "Add {field}"],
  "list.drop": ["{field} 빼기", "Remove {field}"],
  "unit.KRW": ["원", "KRW"],
  "unit.m2": ["㎡", "㎡"],
  "missing.title": ["광고에 꼭 있어야 하는데 글에 없는 항목", "Required in a broker's ad, not in the text"],
  "place.open": ["지도에서 보기", "Open map"],
  "place.wrong": ["이곳이 아니에요", "Not this place"],
  "place.choose": ["이곳이에요", "This one"],
  "place.none": ["연결된 장소가 없어요", "Not linked to a place"],
  "private.title": ["비공개 정보", "Private"],
  "private.about": ["연락처와 동·호수는 다른 칸에 나타나지 않고, 누르기 전에는 가려져 있어요.", "Contact details appear nowhere else and stay masked until you ask."],
  "private.show": ["{field} 보기", "Show {field}"],
  "private.hide": ["{field} 가리기", "Hide {field}"],
  "private.masked": ["가려짐", "masked"],
  "copy.json": ["JSON 복사", "Copy JSON"],
  "copy.curl": ["curl 복사", "Copy curl"],
  "copy.done": ["복사했어요", "Copied"],
  "copy.masked": ["복사했어요 · 가려진 정보는 뺐어요", "Copied · masked details left out"],
  "copy.failed": ["복사하지 못했어요", "Could not copy"],
  "meta.model": ["{provider} · {model}", "{provider} · {model}"],
  "meta.rules": ["내장 규칙", "Built-in rules"],
  "meta.degraded": ["대체 응답", "Stand-in answer"],
  "meta.unpriced": ["비용 모름", "Cost unknown"],
  "meta.cache.hit": ["캐시에서", "From cache"],
  "meta.cache.shared": ["같은 요청과 함께", "Shared call"],
  "meta.cache.miss": ["새로 읽음", "Fresh"],
  "meta.cache.off": ["캐시 안 씀", "No cache"],
  "meta.tokens": ["토큰 {n}", "{n} tokens"],
  "meta.edits": ["고친 값 {n}개", "{n} corrections"],
  "key.title": ["API 키", "API key"],
  "key.about": ["이 서비스는 키가 있어야 해요. 키는 이 탭의 메모리에만 두고, 탭을 닫으면 사라져요.", "This service wants a key. It stays in this tab's memory and is gone when you close it."],
  "key.save": ["이 키로 계속", "Continue with this key"],
  "key.cancel": ["취소", "Cancel"],
  "key.forget": ["키 지우기", "Forget the key"],
  "key.held": ["키 사용 중", "Key in use"],
  "lang": ["English", "한국어"],
  "theme": ["밝게·어둡게", "Light or dark"],
  "status": ["상태", "Status"],
  "retry": ["다시 시도", "Try again"],
  "retry.in": ["{n}초 뒤에 다시 시도할 수 있어요.", "You can try again in {n} s."],
  "problem.id": ["문의할 때 알려 주세요: {id}", "Quote this when you ask: {id}"],
  "problem.invalid-input": ["보낸 값에 맞지 않는 것이 있어요.", "Something sent along does not fit."],
  "problem.input-too-long": ["글이 너무 길어요. {max}자까지 읽을 수 있어요.", "The text is too long: {max} characters at most."],
  "problem.unauthenticated": ["API 키가 없거나 맞지 않아요.", "The API key is missing or not valid."],
  "problem.not-allowed": ["이 키로는 이 작업을 할 수 없어요.", "This key may not do that."],
  "problem.unknown-task": ["이 작업은 지금 이 서비스에 없어요.", "This service has no such task."],
  "problem.quota-exceeded": ["정해진 사용량을 다 썼어요.", "The quota is used up."],
  "problem.content-refused": ["모델이 이 글을 다루지 않겠다고 했어요.", "The model refused this text."],
  "problem.output-rejected": ["쓸 만한 답이 돌아오지 않았어요. 한 번 더 시도해 보세요.", "No usable answer came back. Please try once more."],
  "problem.task-disabled": ["이 작업은 지금 꺼져 있어요.", "This task is switched off at the moment."],
  "problem.no-provider-left": ["지금은 읽어 줄 모델이 없어요. 잠시 뒤에 다시 시도해 주세요.", "Nobody could answer in time. Please try again shortly."],
  "problem.overloaded": ["지금 요청이 많아요. 잠시 뒤에 다시 시도해 주세요.", "The service is busy. Please try again shortly."],
  "problem.internal": ["서비스에 문제가 생겼어요. 글은 그대로 남아 있어요.", "Something went wrong on our side. Your text is still here."],
  "problem.unreachable": ["서비스에 연결할 수 없어요. 연결을 확인하고 다시 시도해 주세요.", "The service cannot be reached. Check the connection and try again."],
  "problem.too-slow": ["답이 너무 오래 걸려서 그만두었어요.", "It took too long, so we stopped waiting."],
  "problem.unreadable": ["알아볼 수 없는 답이 왔어요.", "The answer could not be read."],
  "problem.empty": ["먼저 글을 붙여넣어 주세요.", "Please paste a text first."],
  "warning.amount_is_a_range": ["범위나 한도라서 비워 두었어요.", "A range or a bound, so it stays empty."],
  "warning.unit_inferred": ["단위가 없어 미루어 읽었어요. 확인해 주세요.", "No unit was written; please check."],
  "warning.value_unusual": ["흔하지 않은 값이에요. 확인해 주세요.", "An unusual value; please check."],
  "warning.maintenance_items_required": ["10만 원 이상이면 포함 항목을 적어야 해요.", "From ₩100,000 the items must be listed."],
  "warning.conflicts_with_known_field": ["이미 적힌 값과 달라요.", "Differs from what the form already holds."],
  "warning.ungrounded_dropped": ["글에서 찾을 수 없는 값이라 비웠어요.", "Not found in the text, so left empty."],
  "warning.ambiguous": ["두 가지로 읽을 수 있어요.", "Can be read in two ways."],
  "warning.listings_truncated": ["매물이 10개를 넘어 앞의 10개만 읽었어요.", "More than 10 listings: these are the first 10."],
};

let language = "ko";

/** The language of the page, `ko` or `en`. */
export const lang = () => language;

/** @param {"ko" | "en"} chosen */
export function speak(chosen) {
  language = chosen;
  document.documentElement.lang = chosen;
}

/** Whether there are words for this. */
export const has = (key) => Object.hasOwn(WORDS, key);

/** The words for a key, `{name}` filled in. */
export function t(key, given = {}) {
  const words = WORDS[key]?.[language === "ko" ? 0 : 1] ?? key;
  return words.replaceAll(/\{(\w+)\}/g, (_, name) => String(given[name] ?? ""));
}

/** Put words into everything marked `data-t` (text), `data-t-label` (accessible name) or `data-t-hint` (placeholder). */
export function sayAll(root) {
  for (const node of root.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  for (const node of root.querySelectorAll("[data-t-label]")) node.setAttribute("aria-label", t(node.dataset.tLabel));
  for (const node of root.querySelectorAll("[data-t-hint]")) node.setAttribute("placeholder", t(node.dataset.tHint));
}
