/* The ward round: lines (ward_line.js) drawn from /live/ward, small charts (ward_charts.js) from /live/sparks.

   While a person touches, hovers or walks through the list with the keyboard nothing moves under them: lines follow their
   values, but come, go and change places only when the person is done or presses the pill. A machine that becomes
   critical is told at once above the list. */
(function () {
  "use strict";
  const stethos = window.stethos;
  const FIRST = 50, MOST = 500, TOUCHED_MS = 2500, SETTLE_MS = 500, TYPED_MS = 250, ALERTS = 3;
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  const part = (id) => document.getElementById("ward-" + id);

  /* How many of these would have to be moved to put them in order. */
  function movedAmong(places) {
    const tails = [];
    places.forEach(function (place) {
      const at = tails.findIndex((tail) => tail >= place);
      tails[at < 0 ? tails.length : at] = place;
    });
    return places.length - tails.length;
  }

  function Ward(element) {
    this.element = element;
    this.words = stethos.words(element);
    this.list = part("list");
    this.rows = new Map();
    this.order = [];
    this.waiting = null;
    this.critical = null;
    this.alerts = [];
    this.charts = stethos.wardCharts(this.list);
    this.touchedAt = -Infinity;
    this.hovered = false;
    this.healthy = stethos.wardHealthy(part("healthy"), this.words, (site, isOpen) => this.unfold(site, isOpen));
    this.read();
    this.listen();
    this.loop = stethos.live((since) => this.url(since), { element: element, interval_ms: 1000,
                                                           onData: (data) => this.take(data) });
    const ticker = setInterval(() => {
      if (element.isConnected) { this.charts.tick(); } else { clearInterval(ticker); }
    }, 5000);
  }

  /* ---- what is asked for stands in the address ---- */
  Ward.prototype.read = function () {
    const asked = new URLSearchParams(location.search);
    this.q = asked.get("q") || "";
    this.site = asked.get("site") || "";
    this.limit = Math.min(Math.max(parseInt(asked.get("limit"), 10) || FIRST, FIRST), MOST);
    this.open = new Set((asked.get("open") || "").split(",").filter(Boolean));
  };
  Ward.prototype.query = function () {
    const asked = new URLSearchParams();
    if (this.site) { asked.set("site", this.site); }
    if (this.q.trim()) { asked.set("q", this.q.trim()); }
    if (this.limit !== FIRST) { asked.set("limit", this.limit); }
    if (this.open.size) { asked.set("open", Array.from(this.open).join(",")); }
    return asked;
  };
  Ward.prototype.url = function (since) {
    const asked = this.query();
    if (since !== null) { asked.set("since", since); }
    return "/live/ward?" + asked;
  };
  Ward.prototype.unfold = function (site, isOpen) {
    if (isOpen) { this.open.add(site); } else { this.open.delete(site); }
    this.askMore();
  };
  Ward.prototype.askMore = function () {
    stethos.remember(this.query(), false);
    this.loop.restart();
  };
  Ward.prototype.ask = function (keep) {
    stethos.remember(this.query(), keep);
    this.element.setAttribute("aria-busy", "true");
    this.critical = null;
    this.hurry = true;
    this.loop.restart();
  };

  /* ---- what a person does ---- */
  Ward.prototype.listen = function () {
    const q = part("q"), site = part("site"), ward = this;
    let typed = 0;
    q.addEventListener("input", function () {
      clearTimeout(typed);
      typed = setTimeout(function () { if (q.value !== ward.q) { ward.q = q.value; ward.limit = FIRST; ward.ask(false); } }, TYPED_MS);
    });
    site.addEventListener("change", function () { ward.site = site.value; ward.limit = FIRST; ward.ask(true); });
    part("more").addEventListener("click", function () { ward.limit = Math.min(ward.limit + FIRST, MOST); ward.askMore(); });
    part("pill").addEventListener("click", function () { ward.settle(); });
    this.list.addEventListener("pointerenter", function (event) { ward.hovered = event.pointerType === "mouse"; });
    this.list.addEventListener("pointerleave", function () { ward.hovered = false; ward.settleSoon(SETTLE_MS); });
    ["touchstart", "touchmove", "touchend", "wheel"].forEach(function (name) {
      ward.list.addEventListener(name, function () { ward.touchedAt = performance.now(); ward.settleSoon(TOUCHED_MS + 50); }, { passive: true });
    });
    this.list.addEventListener("focusout", function () { ward.settleSoon(SETTLE_MS); });
    stethos.arrivals(this.element, "/", function () { ward.read(); ward.fill(); ward.ask(false); });
  };
  Ward.prototype.fill = function () {
    stethos.fill(part("q"), this.q);
    part("site").value = this.site;
  };
  Ward.prototype.clear = function () {
    this.q = ""; this.site = ""; this.limit = FIRST;
    this.fill();
    this.ask(true);
    part("q").focus();
  };
  Ward.prototype.isBusy = function () {
    const focus = document.activeElement;
    return this.hovered || performance.now() - this.touchedAt < TOUCHED_MS ||
      (focus && this.list.contains(focus) && focus.matches(":focus-visible"));
  };

  /* ---- an answer ---- */
  Ward.prototype.take = function (data) {
    data.rows.forEach((row) => this.rows.set(row.id, row));
    if (data.order.some((id) => !this.rows.has(id))) { this.loop.restart(); return; }
    this.tellCritical(data.order);
    if (this.element.hasAttribute("aria-busy")) { this.element.removeAttribute("aria-busy"); }
    if (!this.drawn) { this.drawn = true; this.list.replaceChildren(); this.hurry = true; }
    if (!this.hurry && this.isBusy() && !this.same(data.order)) { this.hold(data.order); }
    else { this.arrange(data.order); }
    this.hurry = false;
    this.drawRest(data);
    this.charts.draw();
  };
  Ward.prototype.same = function (order) {
    return order.length === this.order.length && order.every((id, at) => id === this.order[at]);
  };
  Ward.prototype.hold = function (order) {
    this.waiting = order;
    this.draw(this.order);
    const places = new Map(order.map((id, at) => [id, at])), stay = this.order.filter((id) => places.has(id));
    const gone = this.order.length - stay.length, come = order.length - stay.length;
    const count = gone + come + movedAmong(stay.map((id) => places.get(id)));
    const pill = part("pill");
    stethos.text(pill, count === 1 ? this.words.pill_one : this.words.pill_many.replace("{count}", count));
    pill.hidden = count === 0;
  };
  Ward.prototype.settleSoon = function (after) {
    clearTimeout(this.settling);
    this.settling = setTimeout(() => { if (this.waiting && !this.isBusy()) { this.settle(); } }, after);
  };
  Ward.prototype.settle = function () {
    if (this.waiting) { this.arrange(this.waiting); this.charts.draw(); }
  };
  Ward.prototype.arrange = function (order) {
    const before = this.places();
    this.waiting = null;
    part("pill").hidden = true;
    this.order = order;
    this.draw(order);
    this.glide(before);
    const wanted = new Set(order);
    this.rows.forEach((_, id) => { if (!wanted.has(id)) { this.rows.delete(id); } });
  };
  Ward.prototype.draw = function (order) {
    stethos.keyed(this.list, order.map((id) => this.rows.get(id)).filter(Boolean), {
      key: (row) => row.id, create: (row) => stethos.wardLine.create(row, this.words),
      update: (node, row) => stethos.wardLine.update(node, row, this.words) });
  };

  /* ---- lines that change places glide there ---- */
  Ward.prototype.places = function () {
    const places = new Map();
    if (!still.matches && !document.hidden) {
      for (const node of this.list.children) { places.set(node, node.getBoundingClientRect().top); }
    }
    return places;
  };
  Ward.prototype.glide = function (before) {
    const height = window.innerHeight;
    before.forEach(function (top, node) {
      if (!node.isConnected) { return; }
      const now = node.getBoundingClientRect().top, seen = Math.min(now, top) < height && Math.max(now, top) > 0;
      if (now !== top && seen) {
        node.animate([{ transform: "translateY(" + (top - now) + "px)" }, { transform: "none" }],
                     { duration: 350, easing: "cubic-bezier(.3,0,.2,1)" });
      }
    });
  };

  /* ---- what must be told at once ---- */
  Ward.prototype.tellCritical = function (order) {
    const now = new Set(order.filter((id) => this.rows.get(id).condition === "critical"));
    if (this.critical) {
      const fresh = order.filter((id) => now.has(id) && !this.critical.has(id)).map((id) => this.rows.get(id));
      if (fresh.length) { this.alerts = fresh.concat(this.alerts.filter((old) => !fresh.some((row) => row.id === old.id))); }
    }
    this.critical = now;
    this.alerts = this.alerts.filter((row) => now.has(row.id) || !this.rows.has(row.id));
    this.drawAlerts();
  };
  Ward.prototype.drawAlerts = function () {
    const box = part("alert"), words = this.words;
    const shown = this.alerts.map((row) => row.id).join();
    if (box.dataset.shown === shown) { return; }
    box.dataset.shown = shown;
    box.replaceChildren();
    if (!this.alerts.length) { return; }
    const text = stethos.make("p");
    text.append(stethos.icon("critical"), " ", stethos.make("strong", "", words.now_critical), " ");
    this.alerts.slice(0, ALERTS).forEach(function (row, at) {
      const link = stethos.link(stethos.make("a", "", row.name), "/machines/" + row.id);
      text.append(at ? ", " : "", link, " (" + row.place + ")");
    });
    if (this.alerts.length > ALERTS) { text.append(" " + words.and_more.replace("{count}", this.alerts.length - ALERTS)); }
    const close = stethos.make("button", "ward-close");
    close.type = "button";
    close.append(stethos.icon("close", words.close));
    close.addEventListener("click", () => { this.alerts = []; this.drawAlerts(); });
    box.append(text, close);
  };

  /* ---- the rest of the page ---- */
  Ward.prototype.drawRest = function (data) {
    this.drawSites(data.sites);
    this.drawCounts(data.counts);
    this.drawNotices(data);
    this.drawEmpty(data);
    const more = part("more");
    stethos.text(more, data.more);
    more.hidden = !data.more || this.limit >= MOST;
    this.healthy.draw(data.groups);
  };
  Ward.prototype.drawSites = function (sites) {
    const select = part("site"), known = JSON.stringify(sites);
    if (select.dataset.known !== known) {
      select.dataset.known = known;
      while (select.options.length > 1) { select.remove(1); }
      sites.forEach((site) => select.add(new Option(site[1], site[0])));
    }
    if (select.value !== this.site && document.activeElement !== select) { select.value = this.site; }
  };
  Ward.prototype.drawCounts = function (counts) {
    stethos.keyed(part("counts"), counts, {
      key: (count) => count[0], create: () => stethos.make("span"),
      update: (node, count) => {
        const [word, icon, tone] = this.words.states.condition[count[0]];
        stethos.wardLine.mark(node, [stethos.number(count[1], "", 0) + " " + word, icon, tone]);
      } });
  };
  Ward.prototype.drawNotices = function (data) {
    const notices = [];
    if (data.stale !== null) {
      notices.push({ key: "stale", text: data.stale ? this.words.not_judged.replace("{time}", stethos.clock(Date.parse(data.stale))) : this.words.never_judged });
    }
    if (data.elsewhere && (this.q || this.site)) { notices.push({ key: "elsewhere", text: data.elsewhere, clear: true }); }
    stethos.keyed(part("notices"), notices, {
      key: (notice) => notice.key, create: (notice) => this.notice(notice),
      update: (node, notice) => stethos.text(node.firstChild, notice.text) });
  };
  Ward.prototype.notice = function (notice) {
    const node = stethos.make("p", "ward-notice ward-notice-" + notice.key);
    node.append(stethos.make("span"));
    if (notice.clear) { node.append(this.clearButton()); }
    return node;
  };
  Ward.prototype.clearButton = function () {
    const button = stethos.make("button", "btn btn-outline-secondary btn-sm", this.words.clear);
    button.type = "button";
    button.addEventListener("click", () => this.clear());
    return button;
  };
  Ward.prototype.drawEmpty = function (data) {
    const box = part("empty"), searched = Boolean(this.q.trim() || this.site), words = this.words;
    const kind = data.order.length ? "" : data.machines ? "all_well" : searched ? "no_match" : "no_machines";
    box.hidden = !kind;
    if (box.dataset.kind === kind) { return; }
    box.dataset.kind = kind;
    box.replaceChildren();
    if (!kind) { return; }
    box.append(stethos.icon(kind === "all_well" ? "healthy" : "info"), stethos.make("p", "", words[kind]));
    if (kind === "no_match") { box.append(this.clearButton()); }
    if (kind === "no_machines") { box.append(stethos.link(stethos.make("a", "", words.waiting), "/devices")); }
  };

  stethos.page("ward", function (element) { element.ward = new Ward(element); });
})();
