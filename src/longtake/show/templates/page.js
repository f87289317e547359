"use strict";
{
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const items = all("[data-item]");
  const players = all("[data-player]");
  const start = (item) => Number(item.dataset.start);
  const clock = (s) => {
    const whole = Math.floor(s + 1e-6);
    const two = (n) => String(n).padStart(2, "0");
    const minutes = `${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
    return whole >= 3600 ? `${Math.floor(whole / 3600)}:${minutes}` : minutes;
  };

  const play = (seconds, video = 0) => {
    const player = players[video];
    if (!player) return;
    players.forEach((other) => other !== player && other.pause());
    all("[data-source]").forEach((one) => (one.hidden = one.dataset.source !== String(video)));
    player.currentTime = seconds;
    player.scrollIntoView({ block: "nearest" });
    player.play().catch(() => {});
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-play]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    play(Number(link.dataset.play), Number(link.dataset.video || 0));
  });

  for (const player of players) {
    const index = player.dataset.player;
    const first = items.find((item) => (item.dataset.video || "0") === index && item.querySelector("img"));
    if (first) player.poster = first.querySelector("img").src;
    player.querySelector("source:last-of-type").addEventListener("error", () => {
      document.querySelector(`[data-unplayable="${index}"]`).hidden = false;
    });
    player.addEventListener("timeupdate", () => {
      const now = player.currentTime;
      for (const item of items) {
        const inside = (item.dataset.video || "0") === index && start(item) <= now && now < Number(item.dataset.end);
        if (inside) item.setAttribute("aria-current", "true");
        else item.removeAttribute("aria-current");
      }
      for (const line of timelines) if (line.video === index) line.show(now);
    });
  }

  const timelines = all("[data-timeline]").map((root) => {
    const rail = root.querySelector("[data-rail]");
    const needle = root.querySelector("[data-now]");
    const tip = root.querySelector("[data-tip]");
    const duration = Number(root.dataset.duration);
    const video = root.dataset.video || "0";
    const at = (event) => {
      const box = rail.getBoundingClientRect();
      return Math.max(0, Math.min(1, (event.clientX - box.left) / box.width)) * duration;
    };
    rail.addEventListener("click", (event) => play(at(event), Number(video)));
    if (tip) {
      const [image, label] = tip.children;
      rail.addEventListener("pointermove", (event) => {
        const seconds = at(event);
        const item = items.findLast((one) => start(one) <= seconds);
        const still = item && item.querySelector("img");
        tip.hidden = false;
        image.hidden = !still;
        if (still && image.src !== still.src) image.src = still.src;
        label.textContent = clock(seconds);
        const left = event.clientX - root.getBoundingClientRect().left;
        tip.style.left = `${Math.max(0, Math.min(root.clientWidth - tip.offsetWidth, left - tip.offsetWidth / 2))}px`;
      });
      rail.addEventListener("pointerleave", () => (tip.hidden = true));
    }
    const show = (seconds) => {
      const x = `${(100 * seconds) / duration}%`;
      needle.setAttribute("x1", x);
      needle.setAttribute("x2", x);
    };
    return { video, show };
  });

  const field = document.querySelector("[data-find] input");
  const find = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const item of items) {
      const text = item.textContent.toLowerCase();
      item.hidden = !words.every((word) => text.includes(word));
      found += !item.hidden;
      for (const line of all(".line", item)) {
        const said = line.textContent.toLowerCase();
        line.classList.toggle("hit", words.length > 0 && words.some((word) => said.includes(word)));
      }
    }
    document.querySelector("[data-found]").textContent = words.length ? `${found} of ${items.length}` : "";
  };
  if (field) {
    field.addEventListener("input", find);
    field.form.addEventListener("submit", (event) => event.preventDefault());
  }

  const step = (by) => {
    const shown = items.filter((item) => !item.hidden);
    const here = shown.indexOf(document.activeElement.closest("[data-item]"));
    const next = shown[here < 0 ? (by > 0 ? 0 : shown.length - 1) : here + by];
    if (!next) return;
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  };

  const keys = {
    j: () => step(1),
    ArrowRight: () => step(1),
    k: () => step(-1),
    ArrowLeft: () => step(-1),
    "/": () => field && (field.focus(), field.select()),
    Enter: () => {
      const item = document.activeElement;
      if (!item.matches("[data-item]")) return false;
      play(start(item), Number(item.dataset.video || 0));
    },
    " ": () => {
      const player = players.find((one) => one.currentTime > 0) || players[0];
      if (!player || !document.activeElement.matches("body, [data-item]")) return false;
      if (player.paused) player.play().catch(() => {});
      else player.pause();
    },
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target === field && event.key === "Escape") {
      field.value = "";
      find();
      field.blur();
    }
    if (event.target.matches("input, video, audio, summary")) return;
    if (keys[event.key] && keys[event.key]() !== false) event.preventDefault();
  });
}
