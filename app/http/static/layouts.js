/**
 * How a task's answer is laid out. A layout is data, looked up by the task's name; a task without one gets its layout
 * from its declaration, and a declared field that a layout forgets still appears under "more".
 *
 *   each      the list whose elements are forms of their own, behind tabs
 *   head      fields about the whole text, beside the title
 *   title     which fields name an element on its tab
 *   sections  [{title, fields}], fields relative to the element, or to the answer where there is no `each`
 *   wide      fields that want a whole line
 *   when      field → [sibling, values]: shown when empty only while the sibling has one of these values
 */

const section = (ko, en, ...fields) => ({ title: { ko, en }, fields });

const LAYOUTS = {
  "parse/real-estate": {
    each: "listings",
    head: ["intent"],
    title: ["property_type", "deals/0/type", "address/dong"],
    sections: [
      section("거래·가격", "Deal and price", "deals", "premium", "status", "lease"),
      section("관리비", "Maintenance fee", "maintenance"),
      section("면적·구조", "Area and layout", "property_type", "rooms", "bathrooms", "living_rooms", "area", "layout"),
      section("층·방향", "Floor and direction", "floor", "elevator", "direction", "direction_basis"),
      section("입주", "Move-in", "move_in", "approval_date"),
      section("시설·옵션", "Facilities", "full_option", "heating", "parking", "options", "security"),
      section("위치", "Location", "address", "stations"),
      section("조건", "Conditions", "pets", "jeonse_loan", "guarantee_insurance", "lh", "move_in_registration", "mortgage",
        "violating_building", "tenant_conditions"),
      section("연락처", "Contact", "advertiser"),
    ],
    wide: ["address.text", "options", "security", "included", "excluded"],
    when: {
      "deals.price": ["type", ["sale"]],
      "deals.deposit": ["type", ["monthly", "jeonse", "yearly", "short_term", undefined, null]],
      "deals.rent": ["type", ["monthly", "yearly", "short_term", undefined, null]],
      "deals.rent_period": ["type", ["yearly", "short_term"]],
      "deals.rent_includes_maintenance": ["type", ["monthly", "yearly", "short_term"]],
    },
  },
  "extract/listing": {
    head: ["intent", "status"],
    title: ["product_type", "model"],
    tabs: ["items"],
    sections: [
      section("상품", "Items", "items"),
      section("거래", "Trade", "bundle_price", "shipping", "shipping_fee", "trade_methods", "meet_places", "flags"),
    ],
    wide: ["items.keywords", "items.specs"],
  },
  "extract/places": {
    head: ["is_review"],
    sections: [section("글에 나온 가게", "Places in the text", "places")],
  },
  "suggest/hashtags": {
    head: ["reason"],
    sections: [section("어울리는 해시태그", "Hashtags that fit", "hashtags")],
    small: ["hashtags"],
    when: { reason: ["hashtags", []] },
  },
  "extract/meetup": {
    head: ["is_meetup"],
    sections: [
      section("무엇을", "What", "activity", "beginner_friendly", "topics"),
      section("누구와", "Who", "gender", "capacity", "age", "birth_year"),
      section("언제", "When", "schedule"),
      section("어디서·얼마에", "Where and how much", "place", "online", "fee"),
    ],
    wide: ["place"],
  },
};

const ORDER = Object.keys(LAYOUTS);

/** Tasks in the order people look for them; what was added later follows. */
export const inOrder = (tasks) => {
  const rank = ({ name }) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  return [...tasks].sort((a, b) => rank(a) - rank(b));
};

const APART = ["private", "missing_required"];

/** The layout of a task: its own, or one drawn from its declaration. */
export function layoutOf(task) {
  const drawn = LAYOUTS[task.name] ?? draw(task.fields);
  const owner = drawn.each ? task.fields.find((field) => field.name === drawn.each) : { fields: task.fields };
  const declared = (owner?.fields ?? []).map((field) => field.name);
  const named = new Set([...drawn.sections.flatMap((part) => part.fields), ...(drawn.each ? [] : drawn.head), ...APART]);
  const forgotten = declared.filter((name) => !named.has(name));
  const more = forgotten.length ? [section("그 밖", "More", ...forgotten)] : [];
  const known = drawn.sections.map((part) => ({ ...part, fields: part.fields.filter((name) => declared.includes(name)) }));
  return { wide: [], small: [], tabs: [], title: [], when: {}, ...drawn, sections: [...known, ...more].filter((part) => part.fields.length) };
}

/** One section for what is single, one for every list of objects. */
function draw(fields) {
  const shown = fields.filter((field) => !APART.includes(field.name));
  const head = shown.filter((field) => field.role === "gate").map((field) => field.name);
  const lists = shown.filter((field) => field.type === "list" && field.fields);
  const single = shown.filter((field) => !lists.includes(field) && !head.includes(field.name));
  const summary = single.length ? [section("한눈에", "At a glance", ...single.map((field) => field.name))] : [];
  return { head, sections: [...summary, ...lists.map((field) => section(field.about || field.name, field.name, field.name))] };
}
