"use strict";
{
  const told = JSON.parse(document.getElementById("data").textContent);
  const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const AT_ONCE = 50;
  const find = (selector) => document.querySelector(selector);

  /* an element with text; words are never read as markup */
  const make = (name, kind, ...inside) => {
    const one = document.createElement(name);
    if (kind) one.className = kind;
    one.append(...inside.filter((part) => part !== "" && part !== null && part !== undefined));
    return one;
  };
  const words = (name, kind, text) => {
    const one = make(name, kind, String(text));
    one.dir = "auto";
    return one;
  };
  const draw = (name, values) => {
    const one = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const key in values) one.setAttribute(key, values[key]);
    return one;
  };
  const clock = (s) => {
    const whole = Math.max(0, Math.floor(s + 1e-6));
    const two = (n) => String(n).padStart(2, "0");
    const minutes = `${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
    return whole >= 3600 ? `${Math.floor(whole / 3600)}:${minutes}` : minutes;
  };
  const seconds = (s) => (s < 60 ? `${s.toFixed(1)} s` : clock(s));
  const percent = (share) => `${Math.round(1000 * share) / 10} %`;

  /* what is there */
  const { samples, attempts, runs, controls, pictures } = told;
  const ofSample = samples.map(() => []);
  for (const one of attempts) ofSample[one.s].push(one);
  for (const own of ofSample) own.sort((a, b) => a.r - b.r || a.c - b.c);
  const isRight = (one) => !one.error && one.worth > 0.5;
  const differs = (one) =>
    ofSample[one.s].some((other) => other.c === one.c && !other.error && !one.error && isRight(other) !== isRight(one));

  const SHOWS = {
    all: ["all", () => true],
    wrong: ["wrong", (one) => !one.error && !one.declined && !isRight(one)],
    right: ["right", isRight],
    beside: ["right for the wrong reason", (one) => one.beside],
    disagree: ["parsers disagree", (one) => one.disagree],
    unread: ["unread", (one) => one.unread],
    declined: ["abstained", (one) => one.declined],
    errors: ["errors", (one) => Boolean(one.error)],
    differs: ["runs differ", (one) => runs.length > 1 && differs(one)],
  };

  const form = find("[data-filters]");
  const fields = form.elements;
  const list = find("[data-list]");
  const more = find("[data-more]");
  let show = "all";
  let found = [];
  let drawn = 0;

  const texts = new Map();
  const textOf = (one) => {
    if (!texts.has(one)) {
      const sample = samples[one.s];
      const parts = [sample.id, sample.text, ...(sample.options || []), ...sample.videos, one.raw || "", one.error || ""];
      texts.set(one, parts.join("\n").toLowerCase());
    }
    return texts.get(one);
  };

  const choose = () => {
    const wanted = fields.words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const [run, control] = [Number(fields.r.value), Number(fields.c.value)];
    const [kind, length] = [fields.kind.value, fields.length_.value];
    const fits = attempts.filter((one) => {
      const sample = samples[one.s];
      return (
        one.r === run &&
        one.c === control &&
        (!kind || (sample.kind || []).includes(kind)) &&
        (!length || sample.length === length) &&
        wanted.every((word) => textOf(one).includes(word))
      );
    });
    for (const chip of chips) {
      const count = fits.filter(SHOWS[chip.value][1]).length;
      chip.querySelector("span").textContent = count.toLocaleString("en");
      chip.hidden = chip.value !== "all" && chip.value !== show && !count;
      chip.setAttribute("aria-pressed", String(chip.value === show));
    }
    found = fits.filter(SHOWS[show][1]);
    find("[data-found]").textContent = `${found.length.toLocaleString("en")} of ${samples.length.toLocaleString("en")} samples`;
    list.replaceChildren();
    drawn = 0;
    next();
  };

  const next = () => {
    const rows = found.slice(drawn, drawn + AT_ONCE).map(row);
    drawn += rows.length;
    list.append(...rows);
    more.hidden = drawn >= found.length;
  };

  /* one sample */
  const verdict = (one) => {
    if (one.error) return ["is-wrong", "!", "no reply"];
    if (one.declined) return ["is-open", "–", "abstained"];
    if (one.worth > 0 && one.worth < 1) return [isRight(one) ? "is-right" : "is-wrong", "◐", "partly right"];
    return isRight(one) ? ["is-right", "✓", "right"] : ["is-wrong", "✗", "wrong"];
  };

  const row = (one) => {
    const sample = samples[one.s];
    const [kind, sign, told] = verdict(one);
    const mark = make("span", "verdict", sign);
    mark.setAttribute("role", "img");
    mark.setAttribute("aria-label", told);
    const tags = make("span", "tags");
    if (one.beside) tags.append(make("b", "", "wrong reason"));
    if (one.disagree) tags.append(make("b", "", "parsers disagree"));
    if (one.worth > 0 && one.worth < 1) tags.append(make("b", "", percent(one.worth)));
    tags.append([...(sample.kind || []), sample.seconds ? clock(sample.seconds) : ""].filter(Boolean).join(" · "));
    const box = make("details", `item ${kind}`, make("summary", "", mark, words("span", "asked", sample.text), tags));
    box.addEventListener("toggle", () => {
      if (box.open && box.childElementCount === 1) box.append(body(one, sample));
    });
    return make("li", "", box);
  };

  const body = (one, sample) => {
    const box = make("div", "body");
    box.append(words("p", "where", `${sample.id} · ${sample.videos.join(", ")}`));
    if (sample.options) box.append(choices(one, sample));
    else if (sample.gold || sample.spans) box.append(truth(sample));
    box.append(reply(one), readings(one));
    box.append(...tapes(one, sample));
    if (one.cited && one.cited.some((cited) => cited[3])) box.append(quotes(one));
    const others = ofSample[one.s].filter((other) => other !== one);
    if (others.length) box.append(elsewhere(others));
    return box;
  };

  const choices = (one, sample) =>
    make("ol", "choices", ...sample.options.map((option, place) => {
      const [isTrue, isSaid] = [place === sample.choice, place === one.said];
      const mark = [isTrue && "right", isSaid && "said"].filter(Boolean).join(", ");
      const kind = isTrue ? "true" : isSaid ? "false" : "";
      return make("li", kind, make("span", "letter", LETTERS[place] || place + 1), words("span", "", option), make("span", "mark", mark));
    }));

  const truth = (sample) => {
    const spans = (sample.spans || []).map(([a, b]) => `${clock(a)} – ${clock(b)}`).join(", ");
    return make("p", "read", make("span", "", "right: ", words("b", "", sample.gold || spans)));
  };

  const reply = (one) => {
    const box = make("blockquote", one.error ? "reply failed" : "reply", words("p", "", one.error || one.raw || "(an empty reply)"));
    box.tabIndex = 0;
    return box;
  };

  const readings = (one) => {
    const box = make("p", "read");
    for (const [name, worth] of told.readings[one.readings]) box.append(make("span", "", `${name} `, make("b", "", percent(worth))));
    if (one.sure !== undefined) box.append(make("span", "", "confidence ", make("b", "", percent(one.sure))));
    if (one.order) box.append(make("span", "", `put in the order ${one.order.map((n) => LETTERS[n] || n + 1).join(" ")}`));
    if (one.seconds) box.append(make("span", "", `${one.seconds} s`));
    return box;
  };

  /* what was shown, what is true, what was cited, on the time of each video */
  const tapes = (one, sample) => {
    const times = told.frames[one.frames];
    const loose = times.length !== sample.videos.length;
    const parts = sample.videos.flatMap((video, place) => tape(one, sample, place, loose ? [] : times[place] || []));
    if (loose && times[0].length) parts.push(make("p", "times", `frames at ${times[0].map(seconds).join(", ")}`));
    return parts;
  };

  const tape = (one, sample, place, times) => {
    const video = sample.videos[place];
    const single = sample.videos.length === 1;
    const evidence = (sample.evidence || {})[video] || [];
    const cited = (one.cited || []).filter((cited) => cited[0] === place);
    if (!times.length && !evidence.length && !cited.length) return [];
    const ends = [...times, ...evidence.map(([, b]) => b), ...cited.map(([, , b]) => b)];
    const long = Math.max((single && sample.seconds) || 0, ...ends) || 1;
    const x = (s) => (1000 * s) / long;
    const band = (kind, a, b, y, height) => draw("rect", { class: kind, x: x(a), y, width: Math.max(2, x(b) - x(a)), height });
    const strip = draw("svg", { viewBox: "0 0 1000 34", preserveAspectRatio: "none", role: "img" });
    const label = `${times.length} frames, ${evidence.length} true spans, ${cited.length} cited`;
    strip.setAttribute("aria-label", label);
    strip.append(draw("rect", { class: "base", width: 1000, height: 34 }));
    for (const [a, b] of sample.asked || []) strip.append(band("stretch", a, b, 0, 34));
    const truth = single ? sample.spans || [] : [];
    for (const [a, b] of [...evidence, ...truth]) strip.append(band("true", a, b, 0, 22));
    for (const [, a, b] of cited) strip.append(band("cited", a, b, 24, 10));
    for (const s of times) strip.append(draw("line", { class: "frame", x1: x(s), x2: x(s), y1: 8, y2: 22 }));
    if (sample.until !== undefined) strip.append(draw("line", { class: "until", x1: x(sample.until), x2: x(sample.until), y1: 0, y2: 34 }));
    const key = make("span", "");
    if (times.length) key.append(make("i", "frame", `${times.length} frame${times.length > 1 ? "s" : ""}`));
    if (evidence.length) key.append(make("i", "true", "true evidence"));
    if (truth.length) key.append(make("i", "true", "true answer"));
    if (cited.length) key.append(make("i", "cited", "cited"));
    const legend = make("p", "", make("span", "", "00:00"), key, make("span", "", clock(long)));
    const box = make("div", "tape", single ? "" : words("p", "", video), strip, legend);
    return [box, ...stills(video, times, evidence)];
  };

  const stills = (video, times, evidence) => {
    const held = (s) => evidence.some(([a, b]) => a <= s && s < b);
    const kept = times.filter((s) => pictures[`${s.toFixed(3)} ${video}`]);
    if (!kept.length) return times.length ? [make("p", "times", `frames at ${times.map(seconds).join(", ")}`)] : [];
    return [make("div", "stills", ...kept.map((s) => {
      const image = make("img", "");
      image.src = `data:image/jpeg;base64,${pictures[`${s.toFixed(3)} ${video}`]}`;
      image.alt = `the frame at ${seconds(s)}`;
      return make("figure", held(s) ? "held" : "", image, make("figcaption", "", seconds(s)));
    }))];
  };

  const quotes = (one) =>
    make("ul", "quotes", ...one.cited.filter((cited) => cited[3]).map(([, a, b, quote]) =>
      make("li", "", make("span", "span", `${clock(a)} – ${clock(b)}`), words("span", "", quote))));

  const elsewhere = (others) => {
    const rows = others.map((other) => {
      const [kind, sign] = verdict(other);
      const name = [runs.length > 1 ? runs[other.r] : "", controls[other.c]].filter(Boolean).join(" · ");
      return make("li", kind, make("span", "verdict", sign), words("span", "", name), words("span", "words", other.error || other.raw || "(an empty reply)"));
    });
    const what = runs.length > 1 ? "under controls and in other runs" : "under controls";
    return make("details", "others", make("summary", "", `The same ${what}: ${others.length}`), make("ul", "", ...rows));
  };

  /* the filters */
  const fill = (name, field, values, any) => {
    const options = any ? [["", "all"], ...values] : values;
    for (const [value, text] of options) {
      const option = make("option", "", text);
      option.value = value;
      field.append(option);
    }
    find(`[data-of="${name}"]`).hidden = values.length < 2;
  };
  const unique = (values) => [...new Set(values)].map((value) => [value, value]);
  fill("r", fields.r, runs.map((name, place) => [place, name]), false);
  fill("c", fields.c, controls.map((name, place) => [place, name]), false);
  fill("kind", fields.kind, unique(samples.flatMap((one) => one.kind || [])).sort(), true);
  fill("length", fields.length_, unique(samples.map((one) => one.length).filter(Boolean)), true);
  const chips = Object.entries(SHOWS).map(([value, [text]]) => {
    const chip = make("button", "", text, " ", make("span", ""));
    chip.type = "button";
    chip.value = value;
    chip.addEventListener("click", () => ((show = value), choose()));
    return chip;
  });
  find("[data-chips]").append(...chips);
  let waiting = 0;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(choose, 120);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  more.addEventListener("click", next);
  new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && !more.hidden && next(), { rootMargin: "600px" }).observe(more);
  choose();

  const step = (by) => {
    const heads = [...list.querySelectorAll(".item > summary")];
    const item = document.activeElement.closest && document.activeElement.closest(".item");
    const here = item ? heads.indexOf(item.firstElementChild) : -1;
    if (here + by >= heads.length && !more.hidden) next();
    const all = [...list.querySelectorAll(".item > summary")];
    const to = all[here < 0 ? 0 : here + by];
    if (to) to.focus();
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input, select")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const keys = { j: () => step(1), k: () => step(-1), "/": () => fields.words.focus() };
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
}
