/** What the review page says, Korean and English. */

import { lang } from "../words.js";

const WORDS = {
  title: ["검토", "Review"],
  skip: ["판정으로 건너뛰기", "Skip to the verdicts"],
  agreement: ["의견 일치", "Agreement"],
  "agreement.title": ["검토자들의 의견 일치", "Agreement between reviewers"],
  "agreement.about": ["둘 이상이 본 값에서 ‘맞음’인지 아닌지가 같은 비율이에요. 카파는 우연히 같을 만큼을 뺀 값이고, 모두 맞다고 했으면 계산할 수 없어요.",
    "The share of values, judged by two or more, on which they agree whether it is right. Kappa takes away what chance would bring; where everybody found everything right there is none."],
  "agreement.none": ["아직 둘 이상이 함께 본 것이 없어요.", "Nothing has been judged by two people yet."],
  "agreement.all": ["전체", "All"],
  "agreement.missing": ["빠진 값", "Anything missing"],
  field: ["항목", "Field"], n: ["값", "Values"], raw: ["일치", "Agree"], kappa: ["카파", "Kappa"],
  export: ["확정된 것 내려받기", "Download confirmed"],
  exported: ["확정된 사례 {n}개를 내려받았어요.", "{n} confirmed cases downloaded."],
  "exported.none": ["내려받을 확정 사례가 아직 없어요.", "There are no confirmed cases to download yet."],
  help: ["단축키 ?", "Keys ?"],
  "help.title": ["단축키", "Keys"],
  close: ["닫기", "Close"],
  of: ["볼 것", "Show"], "of.todo": ["아직 안 본 것", "To do"], "of.done": ["내가 본 것", "Done by me"], "of.disputed": ["의견이 갈린 것", "Disputed"],
  task: ["작업", "Task"], why: ["까닭", "Why"], any: ["모두", "All"],
  "why.corrected": ["사용자가 고침", "Corrected by a user"], "why.failed": ["답하지 못함", "No answer"], "why.ungrounded_dropped": ["근거 없는 값", "Ungrounded"],
  "why.repaired": ["다시 물음", "Repaired"], "why.degraded": ["대신한 답", "Degraded"], "why.shadow": ["새 버전과 다름", "Differs from shadow"], "why.share": ["무작위 표본", "Random share"],
  left: ["{n}개 남음", "{n} left"],
  text: ["글", "Text"],
  sheet: ["판정", "Verdicts"],
  right: ["맞음", "right"], wrong: ["틀림", "wrong"], corrected: ["고침", "corrected"], open: ["판정 없음", "no verdict"],
  empty: ["비어 있음", "empty"],
  answered: ["서비스의 답: {value}", "the service said: {value}"],
  shadow: ["{version}의 답: {value}", "{version} said: {value}"],
  whole: ["빠진 값", "Anything missing?"],
  "whole.ask": ["글에 있는데 양식에 없는 값이 있나요?", "Does the text say something that the form does not hold?"],
  "whole.right": ["없음", "no"], "whole.wrong": ["있음", "yes"], "whole.corrected": ["채우기", "fill in"],
  fresh: ["새로", "new"],
  save: ["넣기 ↵", "Put ↵"], cancel: ["취소 Esc", "Cancel Esc"],
  "list.hint": ["한 줄에 하나. Shift+Enter로 줄 바꿈", "One a line; Shift+Enter for a new line"],
  empties: ["빈 항목 보기 e", "Empty fields e"], rest: ["나머지 맞음 a", "Rest right a"], pass: ["건너뛰기 s", "Skip s"], submit: ["저장하고 다음 ↵", "Save and next ↵"],
  progress: ["{done} / {all} 판정", "{done} of {all} judged"],
  unfinished: ["아직 판정하지 않은 값이 {n}개 있어요. 값이 모두 맞으면 a를 누르세요.", "{n} have no verdict yet. Press a if the other values are right."],
  undone: ["{field} 판정을 되돌렸어요.", "Undid the verdict on {field}."],
  "undo.none": ["되돌릴 판정이 없어요.", "There is nothing to undo."],
  loading: ["불러오는 중이에요…", "Loading…"],
  arrived: ["{why} · {task} · 값 {n}개", "{why} · {task} · {n} values"],
  none: ["볼 것이 없어요. 모두 봤어요.", "Nothing left: you have seen everything."],
  "none.skipped": ["여기까지예요. 건너뛴 것이 {n}개 있어요.", "That was the last one; {n} were skipped."],
  "none.kept": ["이 서비스는 표본을 남기지 않아요. SAMPLES_DIR이나 REDIS_URL을 정하면 여기 모여요.", "This service keeps no samples. Set SAMPLES_DIR or REDIS_URL."],
  "last.confirmed": ["‘{begins}’ 확정됐어요.", "“{begins}” is confirmed."],
  "last.open": ["‘{begins}’ 저장했어요. 틀린 값이 남아 있어 확정되지 않았어요.", "“{begins}” is saved. Something is still wrong, so it is not confirmed."],
  "last.disputed": ["‘{begins}’ 저장했어요. 다른 검토자와 의견이 갈려 확정되지 않았어요.", "“{begins}” is saved. Reviewers disagree, so it is not confirmed."],
  adopt: ["평가 사례로 추가 g", "Add to the evaluation set g"],
  again: ["다시 보기 r", "Look again r"],
  adopted: ["평가 사례가 되었어요: {id}", "It is an evaluation case now: {id}"],
  "adopted.already": ["이미 평가 사례예요: {id}", "It is an evaluation case already: {id}"],
  "not.adopting": ["이 서비스는 사례를 직접 쓰지 않아요. 내려받아 추가하세요.", "This service does not write cases: download and add them."],
  "key.not": ["이 키로는 검토할 수 없어요. 검토자 키를 넣어 주세요.", "This key may not review. Give a reviewer's key."],
  gone: ["이 표본은 바뀌었거나 지워졌어요. 다음 것을 볼게요.", "This sample changed or is gone. Here is the next one."],
  "refused.private": ["개인정보로 보이는 말은 남기지 않아요. 다르게 적거나 ‘틀림’으로 두세요.", "This looks like personal data, which is never kept. Write it otherwise, or say wrong."],
  "refused.fit": ["이 항목에 맞지 않는 값이에요.", "This value does not fit the field."],
  "k.move": ["다음·앞 항목", "next, previous field"], "k.judge": ["맞음·틀림·고침", "right, wrong, correct it"], "k.clear": ["값을 비움(글에 없음)", "empty it: the text does not say"],
  "k.rest": ["나머지 모두 맞음", "the rest is right"], "k.empties": ["빈 항목 보기·숨기기", "show or hide empty fields"], "k.submit": ["저장하고 다음", "save, and the next"],
  "k.undo": ["마지막 판정 되돌리기", "undo the last verdict"], "k.pass": ["판정하지 않고 건너뛰기", "skip without a verdict"], "k.adopt": ["방금 확정된 것을 평가 사례로", "make the one just confirmed a case"],
  "k.again": ["방금 본 것 다시 보기", "look at the last one again"], "k.help": ["이 도움말", "this help"], "k.key": ["키", "Key"],
};

/** The words for a key, `{name}` filled in; everything ends up as text. */
export const w = (key, given = {}) => (WORDS[key]?.[lang() === "ko" ? 0 : 1] ?? key).replaceAll(/\{(\w+)\}/g, (_, name) => String(given[name] ?? ""));

/** What to press, and what it does. */
export const KEYS = [["j ↓ · k ↑", "k.move"], ["1 · 2 · 3", "k.judge"], ["x", "k.clear"], ["a", "k.rest"], ["e", "k.empties"], ["Enter", "k.submit"],
  ["u", "k.undo"], ["s", "k.pass"], ["g", "k.adopt"], ["r", "k.again"], ["?", "k.help"]];

/** Put words into everything marked `data-w` (text) or `data-w-label` (accessible name). */
export function wordAll(root) {
  for (const node of root.querySelectorAll("[data-w]")) node.textContent = w(node.dataset.w);
  for (const node of root.querySelectorAll("[data-w-label]")) node.setAttribute("aria-label", w(node.dataset.wLabel));
}
