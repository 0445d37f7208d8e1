"use strict";
(() => {
  const BATCH = 100;
  const TYPING_MS = 120;
  const FIELDS = ["q", "result", "kind", "tag", "change", "sort"];
  const at = (id) => document.getElementById(id);
  const form = at("filter");
  const list = at("list");
  const more = at("more");

  const records = [...document.querySelectorAll("script.outcomes")].flatMap((script) => {
    const batch = JSON.parse(script.textContent);
    script.remove();
    return batch;
  });
  records.forEach((record, place) => { record.place = place; });
  const titles = new Map(
    records.flatMap((record) => record.shown.map((shown) => [shown.article, shown.title])),
  );
  let found = [];
  let listed = 0;
  let typing;

  // Texts become text nodes and nothing else: a question or an article is never read as HTML.
  function make(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children.flat().filter((child) => child !== null && child !== ""));
    return element;
  }

  const words = (text) => make("span", { dir: "auto" }, text);
  const answerable = (record) => record.articles.length > 0;
  const plural = (count, noun) => `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;

  // Filtering and ordering

  const CHANGES = {
    worse: "failed, passed before",
    better: "passed, failed before",
    other: "failed otherwise before",
  };
  const nullsLast = (value, factor) => (value === null ? Infinity : factor * value);
  const ascending = (key) => (one, two) => {
    const [a, b] = [key(one), key(two)];
    return a === b ? one.place - two.place : a - b;
  };
  const ORDERS = {
    "": ["failed first", ascending((record) => (record.failure ? 0 : 1))],
    line: ["line of the file", ascending((record) => record.line)],
    lowest: ["lowest score first", ascending((record) => nullsLast(record.score, 1))],
    highest: ["highest score first", ascending((record) => nullsLast(record.score, -1))],
    slowest: ["slowest first", ascending((record) => nullsLast(record.seconds, -1))],
    fastest: ["fastest first", ascending((record) => nullsLast(record.seconds, 1))],
  };

  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  function haystack(record) {
    record.haystack ??= folded([
      record.question, record.id, record.note, record.failure, record.why,
      ...record.tags, ...record.articles, ...record.words, ...record.near,
      ...record.shown.flatMap((shown) => [
        shown.title, shown.outlet, shown.article, shown.published, (shown.text ?? []).join(""),
      ]),
    ].filter(Boolean).join("\n"));
    return record.haystack;
  }

  function isWanted(record, wanted, sought) {
    if (wanted.result === "failed" && !record.failure) return false;
    if (wanted.result === "passed" && record.failure) return false;
    if (!["", "failed", "passed", record.failure].includes(wanted.result)) return false;
    if (wanted.kind && (wanted.kind === "answerable") !== answerable(record)) return false;
    if (wanted.tag && !record.tags.includes(wanted.tag)) return false;
    if (wanted.change && record.change !== wanted.change) return false;
    return sought.every((word) => haystack(record).includes(word));
  }

  function refresh() {
    clearTimeout(typing);
    const wanted = Object.fromEntries(FIELDS.map((name) => [name, at(name).value]));
    const sought = folded(wanted.q).split(/\s+/).filter(Boolean);
    found = records.filter((record) => isWanted(record, wanted, sought));
    found.sort(ORDERS[wanted.sort][1]);
    list.replaceChildren();
    listed = 0;
    listMore();
    remember(wanted);
  }

  function listMore() {
    const batch = found.slice(listed, listed + BATCH);
    list.append(...batch.map(row));
    listed += batch.length;
    const rest = found.length - listed;
    more.hidden = rest === 0;
    more.textContent = `Show ${Math.min(rest, BATCH)} more`;
    at("open-all").disabled = listed === 0;
    at("count").textContent = said();
  }

  function said() {
    const all = plural(records.length, "question");
    if (!found.length) return records.length ? `None of ${all} is like that.` : "There is no question.";
    const some = found.length === records.length ? all : `${found.length.toLocaleString("en")} of ${all}`;
    return listed < found.length ? `${some}; the first ${listed} are listed.` : `${some}.`;
  }

  // The address remembers the filter, so that a reload or a link shows the same.

  function remember(wanted) {
    const kept = new URLSearchParams(Object.entries(wanted).filter(([, value]) => value));
    const hash = kept.toString();
    history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
  }

  function recall() {
    const kept = new URLSearchParams(location.hash.slice(1));
    if (!FIELDS.some((name) => kept.has(name))) return false;
    for (const name of FIELDS) {
      const field = at(name);
      field.value = kept.get(name) ?? "";
      if (field.selectedIndex === -1) field.value = "";
    }
    return true;
  }

  // Rows

  function row(record) {
    const chips = make("span", { class: "chips" },
      record.failure ? make("span", { class: "chip" }, record.failure) : null,
      record.change ? make("span", { class: `chip ${record.change}` }, CHANGES[record.change]) : null);
    const summary = make("summary", {},
      sign(record),
      make("span", { dir: "auto" }, record.question.trim() || "(an empty question)"),
      chips,
      make("span", { class: "row-facts" }, facts(record).join(" · ")));
    const details = make("details", {}, summary);
    details.addEventListener("toggle", () => fill(details, record));
    return make("li", { class: `question ${record.failure ? "failed" : "passed"}` }, details);
  }

  function sign(record) {
    const [mark, said] = record.failure ? ["✗", "Failed"] : ["✓", "Passed"];
    return make("span", { class: "sign", role: "img", "aria-label": said }, mark);
  }

  function facts(record) {
    return [
      `line ${record.line}`,
      answerable(record) ? "answerable" : "unanswerable",
      record.score === null ? "no score" : `score ${record.score.toFixed(3)}`,
      `${record.seconds === null ? "–" : record.seconds.toFixed(3)} s`,
      ...record.tags,
    ];
  }

  function fill(details, record) {
    if (!details.open || details.childElementCount > 1) return;
    details.append(make("div", { class: "detail" },
      record.why ? make("p", { class: "why", dir: "auto" }, record.why) : null,
      make("div", {}, expected(record)),
      make("div", {}, make("h3", {}, "Shown"), shown(record))));
  }

  function article(id) {
    const code = make("code", {}, id);
    return titles.has(id) ? [words(titles.get(id)), " ", code] : [code];
  }

  function section(heading, items, kind = "ul") {
    if (!items.length) return [];
    return [make("h3", {}, heading), make(kind, {}, items.map((item) => make("li", {}, item)))];
  }

  function expected(record) {
    const answers = answerable(record) ? record.articles.map(article) : ["No answer"];
    return [
      ...section("Expected", answers),
      ...section("With the words", record.words.map(words)),
      ...section("With the span", record.spans.map(words)),
      ...section("Written against", record.near.map(article)),
      ...section("Found, best first", record.ranked.map((place) => foundPlace(record, place)), "ol"),
      figures(record),
    ];
  }

  function rightPassages({ all, places }) {
    return `${places.length} of ${all} found${places.length ? `, at ${places.join(", ")}` : ""}`;
  }

  function foundPlace(record, place) {
    const names = place.flatMap((id, number) => [number ? ", " : "", ...article(id)]);
    const isExpected = place.some((id) => record.articles.includes(id));
    return isExpected ? [make("strong", { class: "expected-place" }, "Expected: "), ...names] : names;
  }

  function figures(record) {
    const right = record.rightPassages;
    const dates = [
      record.since && `from ${record.since}`,
      record.until && `until ${record.until}`,
    ];
    const pairs = [
      ["Published", dates.filter(Boolean).join(" ")],
      ["Right passages", right && rightPassages(right)],
      ["Words shown", String(record.wordsShown)],
      ["Name", record.id],
      ["Note", record.note],
    ];
    const rows = pairs.filter(([, value]) => value);
    return make("dl", {}, rows.flatMap(([name, value]) => [
      make("dt", {}, name), make("dd", { dir: "auto" }, value),
    ]));
  }

  function shown(record) {
    if (!record.shown.length) {
      return make("p", {}, `Nothing${record.reason ? `: refused, ${record.reason}` : ""}.`);
    }
    return record.shown.map((excerpt) => make("div", { class: "excerpt" },
      make("p", { class: "source" }, ...source(excerpt)),
      quote(excerpt),
      ...wrongs(excerpt),
      make("p", { class: "quiet" }, ...beside(record, excerpt))));
  }

  function source(excerpt) {
    const link = { href: excerpt.url, target: "_blank", rel: "noopener noreferrer", dir: "auto" };
    const title = excerpt.url ? make("a", link, excerpt.title) : words(excerpt.title);
    const rest = [excerpt.outlet, excerpt.published].filter(Boolean);
    return [title, ...rest.flatMap((part) => [", ", words(part)])];
  }

  function quote(excerpt) {
    if (excerpt.text === null) {
      const said = "Its text is not repeated here: the quoting limits do not allow it.";
      return make("p", { class: "quiet" }, said);
    }
    const [before, marked, after] = excerpt.text;
    return make("blockquote", { dir: "auto" }, before, marked ? make("mark", {}, marked) : null, after);
  }

  function wrongs(excerpt) {
    const said = [
      excerpt.isSlice ? null : "This is not what the archive holds there.",
      excerpt.isAttributed ? null : "This source is not the article's own.",
    ];
    return said.filter(Boolean).map((text) => make("p", { class: "broken" }, text));
  }

  function beside(record, excerpt) {
    const carriers = excerpt.alsoCarriedBy;
    const isExpected = [excerpt.article, ...carriers].some((id) => record.articles.includes(id));
    const carried = carriers.length ? `; also in ${carriers.join(", ")}` : "";
    return [
      isExpected ? "An expected article" : "Not an expected article", ": ",
      make("code", {}, excerpt.article),
      `, ${excerpt.place}${excerpt.score === null ? "" : `, score ${excerpt.score.toFixed(3)}`}${carried}`,
    ];
  }

  // Choices

  function choices(name, options) {
    at(name).append(...options.map(([value, label]) => make("option", { value, dir: "auto" }, label)));
  }

  function counted(values) {
    const counts = new Map();
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
    return [...counts].map(([value, count]) => [value, `${value} (${count.toLocaleString("en")})`]);
  }

  function offer() {
    const failed = records.filter((record) => record.failure);
    const changed = records.filter((record) => record.change);
    const tags = counted(records.flatMap((record) => [...new Set(record.tags)]));
    const kinds = records.map((record) => (answerable(record) ? "answerable" : "unanswerable"));
    const changes = counted(changed.map((record) => record.change));
    choices("result", [
      ["", "all"], ["failed", `failed (${failed.length})`],
      ["passed", `passed (${records.length - failed.length})`],
      ...counted(failed.map((record) => record.failure)),
    ]);
    choices("kind", [["", "all"], ...counted(kinds)]);
    choices("tag", [["", "all"], ...tags.sort(([one], [two]) => one.localeCompare(two))]);
    choices("change", [
      ["", "all"],
      ...changes.map(([value, label]) => [value, label.replace(value, CHANGES[value])]),
    ]);
    choices("sort", Object.entries(ORDERS).map(([value, [label]]) => [value, label]));
    at("change").parentElement.hidden = changed.length === 0;
    at("tag").parentElement.hidden = tags.length === 0;
  }

  // Keys: single letters can be switched off (WCAG 2.1.4), and never act while something is typed.

  const summaries = () => [...list.querySelectorAll(":scope > li > details > summary")];

  function step(by) {
    let rows = summaries();
    const here = rows.findIndex((summary) => summary.parentElement.contains(document.activeElement));
    const next = here === -1 ? (by > 0 ? 0 : -1) : here + by;
    if (next === rows.length && listed < found.length) {
      listMore();
      rows = summaries();
    }
    rows[next]?.focus();
  }

  function pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const inSearch = event.target === at("q");
    const isTyping = event.target.matches("input:not([type=checkbox]), select");
    const onRow = event.target.matches("#list summary");
    const arrow = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const letter = at("keys").checked && !isTyping ? { j: 1, k: -1 }[event.key] : undefined;
    if (letter || (arrow && onRow) || (arrow === 1 && inSearch)) step(letter ?? arrow);
    else if (inSearch && event.key === "Enter") { refresh(); step(1); }
    else if (event.key === "/" && at("keys").checked && !isTyping) at("q").focus();
    else return;
    event.preventDefault();
  }

  offer();
  recall();
  at("without-script").remove();
  form.hidden = false;
  refresh();

  at("q").addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(refresh, TYPING_MS);
  });
  form.addEventListener("change", (event) => { if (event.target.matches("select")) refresh(); });
  form.addEventListener("submit", (event) => event.preventDefault());
  at("clear").addEventListener("click", () => {
    for (const name of FIELDS) at(name).value = "";
    refresh();
  });
  more.addEventListener("click", () => {
    const next = listed;
    listMore();
    summaries()[next]?.focus();
  });
  at("open-all").addEventListener("click", () => {
    for (const summary of summaries()) summary.parentElement.open = true;
  });
  addEventListener("hashchange", () => {
    if (!recall()) return;
    refresh();
    at("questions").focus();
    at("questions").scrollIntoView();
  });
  addEventListener("keydown", pressed);
})();
