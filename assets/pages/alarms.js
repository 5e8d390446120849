/* The page of alarms, drawn from /live/alarms. What is chosen, an open menu and the scroll outlive every answer. */
(function () {
  "use strict";
  const stethos = window.stethos;
  const FIRST = 100, MOST = 500, TYPED_MS = 250, SEEN_AFTER_MS = 5000;
  const FILTERS = ["view", "q", "priority", "stage", "site", "from", "to"];
  const part = (id) => document.getElementById("alarms-" + id);

  function Alarms(element) {
    this.element = element;
    this.words = stethos.words(element);
    this.chosen = new Set();
    this.rows = [];
    this.seenMs = Number(element.dataset.seen) || Date.now();
    this.sentMs = 0;
    const page = { words: this.words, may_act: this.words.may_act, chosen: this.chosen, seenMs: this.seenMs,
                   onChoose: (id, on) => this.choose(id, on) };
    this.acts = page.acts = stethos.acts(this.words.acts, (act, ids) => this.acted(act, ids));
    this.lines = stethos.alarmLine(page);
    this.banners = stethos.alarmLine(Object.assign({}, page, { chosen: null }));
    this.read();
    this.frame();
    this.listen();
    this.loop = stethos.live((since) => this.url(since), { element: element, interval_ms: 1000, onData: (data) => this.take(data) });
  }

  /* ---- what is asked for stands in the address ---- */
  Alarms.prototype.read = function () {
    const asked = new URLSearchParams(location.search);
    FILTERS.forEach((name) => { this[name] = asked.get(name) || ""; });
    if (!(this.view in this.words.views)) { this.view = "active"; }
    if (!(this.stage in this.words.stages)) { this.stage = ""; }
    this.limit = Math.min(Math.max(parseInt(asked.get("limit"), 10) || FIRST, FIRST), MOST);
  };
  Alarms.prototype.query = function () {
    const asked = new URLSearchParams();
    FILTERS.forEach((name) => {
      const text = this[name].trim();
      if (text && !(name === "view" && text === "active")) { asked.set(name, text); }
    });
    if (this.limit !== FIRST) { asked.set("limit", this.limit); }
    return asked;
  };
  Alarms.prototype.url = function (since) {
    const asked = this.query();
    if (since !== null) { asked.set("since", since); }
    return "/live/alarms?" + asked;
  };
  Alarms.prototype.ask = function (remember) {
    stethos.remember(this.query(), remember);
    this.element.setAttribute("aria-busy", "true");
    this.loop.restart();
  };

  /* ---- what a person does ---- */
  Alarms.prototype.listen = function () {
    const q = part("q"), alarms = this;
    let typed = 0;
    q.addEventListener("input", function () {
      clearTimeout(typed);
      typed = setTimeout(function () { if (q.value !== alarms.q) { alarms.look({ q: q.value }, false); } }, TYPED_MS);
    });
    ["priority", "site", "from", "to"].forEach(function (name) {
      part(name).addEventListener("change", function () { alarms.look({ [name]: part(name).value }, true); });
    });
    part("more").addEventListener("click", function () { alarms.limit = Math.min(alarms.limit + FIRST, MOST); alarms.ask(false); });
    stethos.arrivals(this.element, "/alarms", function () { alarms.read(); alarms.fill(); alarms.ask(false); });
    this.fill();
  };
  Alarms.prototype.look = function (changes, remember) {
    Object.assign(this, changes);
    this.limit = FIRST;
    this.ask(remember);
  };
  Alarms.prototype.fill = function () {
    ["q", "from", "to"].forEach((name) => stethos.fill(part(name), this[name]));
    part("priority").value = this.priority;
    part("site").value = this.site;
  };
  Alarms.prototype.clear = function () {
    Object.assign(this, { q: "", priority: "", stage: "", site: "", from: "", to: "" });
    this.fill();
    this.look({}, true);
    part("q").focus();
  };

  /* ---- what is chosen ---- */
  Alarms.prototype.frame = function () {
    const all = part("all"), bar = part("chosen");
    this.allBox = stethos.make("input", "form-check-input");
    this.allBox.type = "checkbox";
    this.allText = stethos.make("span");
    const label = stethos.make("label", "alarm-check");
    label.append(this.allBox, this.allText);
    all.append(label);
    this.allBox.addEventListener("change", () => { const on = this.allBox.checked; this.ids().forEach((id) => this.choose(id, on)); });
    this.chosenText = stethos.make("span", "alarms-chosen-count");
    this.chosenText.setAttribute("role", "status");
    const none = stethos.make("button", "btn btn-sm btn-outline-secondary", this.words.choose_none);
    none.type = "button";
    none.addEventListener("click", () => { this.ids().forEach((id) => this.choose(id, false)); });
    this.chosenActs = ["acknowledge", "shelve", "unshelve", "reset", "comment"].map((act) => {
      const button = this.acts.button(act);
      button.addEventListener("click", () => this.run(act));
      return button;
    });
    bar.append(this.chosenText, ...this.chosenActs, none);
  };
  Alarms.prototype.ids = function () { return this.rows.filter((row) => row.group === undefined && row.acts.length).map((row) => row.id); };
  Alarms.prototype.picked = function () { return this.rows.filter((row) => this.chosen.has(row.id)); };
  Alarms.prototype.choose = function (id, on) {
    if (on) { this.chosen.add(id); } else { this.chosen.delete(id); }
    const node = part("list").querySelector('.alarm-line[data-id="' + id + '"]');
    if (node && node.parts.box) { node.parts.box.checked = on; }
    this.drawChosen();
  };
  Alarms.prototype.run = function (act) {
    const rows = this.picked().filter((row) => act === "comment" || row.acts.includes(act));
    return this.acts.run(act, rows.map((row) => row.id), rows.map((row) => row.priority));
  };
  Alarms.prototype.acted = function (act, ids) {
    ids.forEach((id) => this.choose(id, false));
    this.loop.restart();
  };
  Alarms.prototype.drawChosen = function () {
    const rows = this.picked(), ids = this.ids(), can = new Set(rows.flatMap((row) => row.acts));
    part("all").hidden = !this.words.may_act || ids.length < 2;
    stethos.text(this.allText, this.words.choose_all.replace("{count}", stethos.number(ids.length, "", 0)));
    this.allBox.checked = rows.length > 0 && rows.length === ids.length;
    this.allBox.indeterminate = rows.length > 0 && rows.length < ids.length;
    part("chosen").hidden = rows.length === 0;
    this.element.classList.toggle("alarms-choosing", rows.length > 0);
    stethos.text(this.chosenText, this.words.chosen.replace("{count}", stethos.number(rows.length, "", 0)));
    this.chosenActs.forEach((button) => { button.hidden = button.dataset.act !== "comment" && !can.has(button.dataset.act); });
  };

  /* ---- an answer ---- */
  Alarms.prototype.take = function (data) {
    this.element.removeAttribute("aria-busy");
    if (!this.drawn) { this.drawn = true; part("list").replaceChildren(); }
    this.rows = data.rows;
    const here = new Set(this.ids());
    Array.from(this.chosen).forEach((id) => { if (!here.has(id)) { this.chosen.delete(id); } });
    this.drawBanners(data);
    this.drawViews(data.views);
    this.drawSites(data.sites);
    this.drawStages(data);
    part("dates").hidden = this.view !== "history";
    stethos.text(part("count"), data.text);
    stethos.keyed(part("list"), data.rows, { key: (row) => row.id, create: (row) => this.lines.create(row),
                                             update: (node, row) => this.lines.update(node, row) });
    part("more").hidden = !data.more;
    this.drawChosen();
    this.drawEmpty(data);
    this.see(data);
  };
  Alarms.prototype.drawBanners = function (data) {
    const rows = data.banners.concat(data.flood ? [{ id: "flood", flood: data.flood }] : []);
    stethos.keyed(part("banners"), rows, {
      key: (row) => row.id,
      create: (row) => {
        if (!row.flood) { const node = this.banners.create(row); const box = stethos.make("div", "alarms-banner"); box.append(node); return box; }
        const box = stethos.make("div", "alarms-banner alarms-flood");
        box.append(stethos.icon("flood"), stethos.make("span"));
        return box;
      },
      update: (box, row) => { if (row.flood) { stethos.text(box.lastChild, row.flood); } else { this.banners.update(box.firstChild, row); } } });
  };
  Alarms.prototype.drawViews = function (views) {
    stethos.keyed(part("views"), views, {
      key: (view) => view[0],
      create: (view) => {
        const link = stethos.make("a", "alarms-view");
        link.append(stethos.make("span", "", this.words.views[view[0]]), stethos.make("span", "alarms-number"));
        link.addEventListener("click", (event) => {
          if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) { return; }
          event.preventDefault();
          this.chosen.clear();
          this.look({ view: view[0], stage: "" }, true);
        });
        return link;
      },
      update: (link, view) => {
        link.href = "/alarms" + (view[0] === "active" ? "" : "?view=" + view[0]);
        if (view[0] === this.view) { link.setAttribute("aria-current", "true"); } else { link.removeAttribute("aria-current"); }
        stethos.text(link.lastChild, view[1]);
        link.lastChild.hidden = !view[1] || view[1] === "0";
      } });
  };
  Alarms.prototype.drawSites = function (sites) {
    const select = part("site"), known = sites.map((site) => site[0]).join();
    if (select.dataset.known !== known) {
      select.dataset.known = known;
      while (select.options.length > 1) { select.remove(1); }
      sites.forEach(([key, name]) => select.append(new Option(name, key)));
    }
    if (select.value !== this.site) { select.value = this.site; }
  };
  Alarms.prototype.drawStages = function (data) {
    const shown = this.view === "active" || this.view === "devices";
    const choices = shown ? [["", 1, data.total]].concat(data.stages.filter(([name, count]) => count || name === this.stage)) : [];
    part("stages").hidden = choices.length < 2;
    stethos.keyed(part("stages"), choices, {
      key: (choice) => choice[0] || "every",
      create: (choice) => {
        const node = stethos.make("button", "alarms-stage");
        node.type = "button";
        node.append(stethos.make("span", "", choice[0] ? this.words.stages[choice[0]] : this.words.every), stethos.make("strong"));
        node.addEventListener("click", () => this.look({ stage: choice[0] }, true));
        return node;
      },
      update: (node, choice) => {
        node.setAttribute("aria-pressed", String(choice[0] === this.stage));
        stethos.text(node.lastChild, choice[2]);
      } });
  };
  Alarms.prototype.drawEmpty = function (data) {
    const box = part("empty"), searched = Boolean(this.q.trim() || this.priority || this.stage || this.site || this.from || this.to);
    const told = this.view + searched;
    box.hidden = data.rows.length > 0;
    if (box.hidden || box.dataset.told === told) { return; }
    box.dataset.told = told;
    box.replaceChildren(stethos.icon(searched ? "search" : "healthy"),
                        stethos.make("p", "", searched ? this.words.no_match : this.words.empty[this.view]));
    if (searched) {
      const clear = stethos.make("button", "btn btn-outline-secondary", this.words.clear);
      clear.type = "button";
      clear.addEventListener("click", () => this.clear());
      box.append(clear);
    }
  };
  /* What was on the screen for some seconds has been seen: the next visit marks what came after it. */
  Alarms.prototype.see = function (data) {
    const newest = data.rows.concat(data.banners).reduce((most, row) => Math.max(most, row.heard_ms || 0), this.sentMs);
    clearTimeout(this.seeing);
    if (this.view !== "active") { return; }
    this.seeing = setTimeout(() => {
      if (document.hidden || !this.element.isConnected) { return; }
      if (newest > this.sentMs || !this.sentMs) {
        this.sentMs = newest || Date.now();
        stethos.post("/live/alarms/seen", { until_ms: this.sentMs }, this.words.acts.failed);
      }
    }, SEEN_AFTER_MS);
  };

  stethos.page("alarms", function (element) { element.alarms = new Alarms(element); });
})();
