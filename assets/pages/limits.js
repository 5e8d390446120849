/* The limits of one signal: the form, the lines in the chart that move while somebody types, what the limits would have
   raised, proposals, and the history of changes. Everything comes from /live/limits; nothing is saved before "Save". */
(function () {
  "use strict";
  const stethos = window.stethos;
  const NARROW = window.matchMedia("(max-width: 47.99rem)"), TYPED_MS = 300, FARTHEST = 8;
  const CONFIG = { displayModeBar: false, doubleClick: false, showTips: false, responsive: true };     /* as in pages/limits.py */
  const NUMBERS = ["deadband", "on_delay_s", "off_delay_s"], FLAGS = ["latching", "only_while_running"];

  function Limits(element) {
    this.element = element;
    this.words = stethos.words(element);
    this.signal = element.dataset.signal;
    this.levels = JSON.parse(element.dataset.levels);
    this.mayEdit = Boolean(element.dataset.mayEdit);
    this.counts = {};
    this.sensor = stethos.sensorLimits(this);
    this.build();
    this.watchChart();
    this.load();
  }
  Limits.prototype.part = function (name) { return this.element.querySelector('[data-part="' + name + '"]'); };
  Limits.prototype.input = function (level, field) { return document.getElementById("limits-" + level + "-" + field); };

  /* ---- the form ---- */
  Limits.prototype.build = function () {
    const form = this.part("form"), cards = stethos.make("div", "limits-cards");
    this.levels.forEach((level) => cards.append(this.card(level)));
    form.replaceChildren(cards);
    if (this.mayEdit) { form.append(this.hands()); }
    form.addEventListener("input", (event) => { if (event.target.id !== "limits-reason") { this.typed(); } });
    form.addEventListener("submit", (event) => { event.preventDefault(); if (this.mayEdit) { this.save(); } });
  };
  Limits.prototype.card = function (level) {
    const card = stethos.make("fieldset", "limits-card panel"), name = stethos.make("legend", "", level.name);
    const judging = stethos.make("details", "limits-judging"), when = stethos.make("details", "limits-when");
    const grid = stethos.make("div", "limits-grid");
    card.dataset.level = level.level;
    card.disabled = !this.mayEdit;
    if (level.colour) { card.style.setProperty("--line-colour", level.colour); }
    NUMBERS.forEach((field) => grid.append(this.number(level, field, field === "deadband" ? level.unit : this.words.seconds)));
    grid.append(this.priority(level));
    FLAGS.forEach((field) => grid.append(this.flag(level, field)));
    judging.append(stethos.make("summary", "", this.words.judging), grid);
    when.hidden = true;
    when.append(stethos.make("summary", "", this.words.when), stethos.make("ul"));
    const count = stethos.make("p", "limits-count");
    count.setAttribute("role", "status");
    card.append(name, this.number(level, "value", level.unit), this.sensor.choices(level), judging, count, when);
    return card;
  };
  Limits.prototype.field = function (level, field, input, unit) {
    const box = stethos.make("div", "limits-field"), label = stethos.make("label", "", this.words.fields[field]);
    const row = stethos.make("span", "limits-row"), fault = stethos.make("p", "limits-fault");
    input.id = "limits-" + level.level + "-" + field;
    label.htmlFor = input.id;
    fault.id = input.id + "-fault";
    fault.hidden = true;
    input.setAttribute("aria-describedby", fault.id);
    row.append(input);
    if (unit) { row.append(stethos.make("span", "limits-unit soft", unit)); }
    box.append(label, row, fault);
    return box;
  };
  Limits.prototype.number = function (level, field, unit) {
    const input = stethos.make("input", "form-control");
    input.type = "number";
    input.step = "any";
    input.inputMode = "decimal";
    input.autocomplete = "off";
    if (field === "value") { input.placeholder = this.words.none; }
    return this.field(level, field, input, unit);
  };
  Limits.prototype.priority = function (level) {
    const select = stethos.make("select", "form-select");
    Object.entries(this.words.priorities).forEach(([value, word]) => select.append(new Option(word, value)));
    return this.field(level, "priority", select);
  };
  Limits.prototype.flag = function (level, field) {
    const input = stethos.make("input", "form-check-input"), box = this.field(level, field, input);
    input.type = "checkbox";
    box.classList.add("limits-flag");
    return box;
  };
  Limits.prototype.hands = function () {
    const box = stethos.make("div", "limits-hands"), input = stethos.make("input", "form-control");
    const save = stethos.make("button", "btn btn-primary", this.words.save);
    const discard = stethos.make("button", "btn btn-outline-secondary", this.words.discard);
    this.words.fields.reason = this.words.why;
    input.maxLength = 500;
    input.autocomplete = "off";
    const reason = this.field({ level: "reason" }, "reason", input);
    input.id = reason.querySelector("label").htmlFor = "limits-reason";
    reason.querySelector(".limits-fault").id = "limits-reason-fault";
    input.setAttribute("aria-describedby", "limits-reason-fault");
    save.type = "submit";
    discard.type = "button";
    discard.addEventListener("click", () => this.take(this.state));
    this.message = stethos.make("p", "limits-fault");
    this.message.setAttribute("role", "alert");
    this.unsaved = stethos.make("p", "limits-unsaved soft", this.words.unsaved);
    this.buttons = [save, discard];
    box.append(reason, save, discard, this.unsaved, this.message);
    return box;
  };
  Limits.prototype.fill = function (level, row) {
    const found = row || Object.assign({ value: this.sensor.value(level) }, level.plain);
    ["value"].concat(NUMBERS, ["priority"]).forEach((field) => { this.input(level.level, field).value = found[field]; });
    FLAGS.forEach((field) => { this.input(level.level, field).checked = found[field]; });
    this.sensor.fill(level, Boolean(row));
  };
  Limits.prototype.read = function () {
    const found = {}, text = (input) => (input.validity.badInput ? "?" : input.value);
    this.levels.forEach((level) => {
      const row = { priority: this.input(level.level, "priority").value };
      ["value"].concat(NUMBERS).forEach((field) => { row[field] = text(this.input(level.level, field)); });
      FLAGS.forEach((field) => { row[field] = this.input(level.level, field).checked; });
      found[level.level] = Object.assign(row, this.sensor.read(level));
    });
    return found;
  };

  /* ---- asking ---- */
  Limits.prototype.ask = async function (url, body, signal) {
    const how = body === undefined ? {} : { method: "POST", body: JSON.stringify(body), signal: signal,
      headers: Object.assign({ "Content-Type": "application/json" }, stethos.token()) };
    const answer = await fetch(url, Object.assign({ credentials: "same-origin", cache: "no-store" }, how));
    if (answer.status === 401) { stethos.signIn(); }
    return { status: answer.status, data: [200, 409, 422].includes(answer.status) ? await answer.json() : null };
  };
  Limits.prototype.sent = function () {
    return { id: this.signal, unit: this.state.unit, version: this.version, revision: this.sensor.revision(), limits: this.read() };
  };
  Limits.prototype.load = async function () {
    this.drawChart();
    try {
      const answer = await this.ask("/live/limits?id=" + this.signal);
      if (answer.status === 200 && this.element.isConnected) { this.take(answer.data); return; }
    } catch (error) { /* told below */ }
    if (this.element.isConnected) { setTimeout(() => this.load(), 5000); }
  };
  Limits.prototype.typed = function () {
    if (!this.state) { return; }
    this.mark(true);
    this.drawLines();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.preview(), TYPED_MS);
  };
  Limits.prototype.preview = async function () {
    if (this.asking) { this.asking.abort(); }
    const asking = this.asking = new AbortController();
    this.element.setAttribute("aria-busy", "true");
    try {
      const answer = await this.ask("/live/limits/preview", this.sent(), asking.signal);
      if (answer.status !== 200 || this.asking !== asking || !this.element.isConnected) { return; }
      this.showFaults(answer.data.faults);
      this.showCounts(answer.data.counts);
    } catch (error) {
      if (error.name !== "AbortError") { this.timer = setTimeout(() => this.preview(), 5000); }
    } finally {
      if (this.asking === asking) { this.element.removeAttribute("aria-busy"); this.asking = null; }
    }
  };
  Limits.prototype.save = async function () {
    this.buttons.forEach((button) => { button.disabled = true; });
    try {
      const reason = document.getElementById("limits-reason").value;
      const answer = await this.ask("/live/limits/save", Object.assign(this.sent(), { reason: reason }));
      if (answer.status === 200) { this.sensor.saved(); this.take(answer.data); stethos.toast(this.words.saved, "done"); }
      else if (answer.status === 409) { this.showConflict(answer.data); }
      else if (answer.status === 422) { this.refuse(answer.data); this.sensor.loop.restart(); }
      else { stethos.toast(this.words.failed); }
    } catch (error) { stethos.toast(this.words.failed); }
    this.buttons.forEach((button) => { button.disabled = false; });
  };

  /* ---- an answer ---- */
  Limits.prototype.take = function (state) {
    if (this.asking) { this.asking.abort(); }
    clearTimeout(this.timer);
    this.levels.forEach((level) => this.fill(level, state.limits[level.level]));
    this.version = state.version;
    this.part("conflict").hidden = true;
    if (this.mayEdit) { document.getElementById("limits-reason").value = ""; }
    this.know(state);
    this.mark(false);
    this.showFaults({});
    this.showCounts(state.counts);
    this.element.dataset.ready = "yes";
  };
  /* What stands in the database, beside what is being typed. */
  Limits.prototype.know = function (state) {
    this.state = state;
    stethos.text(this.part("judged"), state.judged);
    this.showProposals(state);
    this.showHistory(state.history);
  };
  Limits.prototype.mark = function (changed) {
    this.changed = changed;
    if (this.mayEdit) { this.unsaved.hidden = !changed; stethos.text(this.message, ""); this.message.hidden = true; }
  };
  Limits.prototype.showFaults = function (faults) {
    this.element.querySelectorAll(".limits-field").forEach((box) => {
      const input = box.querySelector("input, select"), told = faults[input.id.replace(/^limits-/, "").replace("-", ".")] || "";
      const fault = box.querySelector(".limits-fault");
      input.classList.toggle("is-invalid", Boolean(told));
      if (told) { input.setAttribute("aria-invalid", "true"); } else { input.removeAttribute("aria-invalid"); }
      stethos.text(fault, told);
      fault.hidden = !told;
      if (told && box.closest("details")) { box.closest("details").open = true; }
    });
  };
  Limits.prototype.refuse = function (data) {
    this.showFaults(data.faults);
    stethos.text(this.message, data.message);
    this.message.hidden = false;
    const first = this.element.querySelector('[aria-invalid="true"]');
    if (first) { first.focus(); }
  };
  Limits.prototype.showCounts = function (counts) {
    this.counts = counts;
    this.levels.forEach((level) => {
      const card = this.part("form").querySelector('[data-level="' + level.level + '"]'), found = counts[level.level];
      const when = card.querySelector(".limits-when");
      stethos.text(card.querySelector(".limits-count"), found ? found.text : "");
      card.dataset.count = found ? found.count : "";
      when.hidden = !found || !found.count;
      when.lastChild.replaceChildren(...(found ? found.newest : []).map((text) => stethos.make("li", "", text)));
    });
    this.drawLines();
  };
  Limits.prototype.showProposals = function (state) {
    const items = state.proposals.map((one) => {
      const item = stethos.make("li");
      item.append(stethos.make("h3", "", one.title), stethos.make("p", "limits-values", one.values), stethos.make("p", "soft limits-small", one.why));
      if (this.mayEdit) {
        const button = stethos.make("button", "btn btn-outline-secondary", this.words.fill);
        button.type = "button";
        button.addEventListener("click", () => this.propose(one));
        item.append(button);
      }
      return item;
    });
    state.refused.forEach((one) => {
      const item = stethos.make("li", "limits-refused");
      item.append(stethos.make("h3", "", this.words.not_proposed.replace("{title}", one.title)), stethos.make("p", "soft limits-small", one.why));
      items.push(item);
    });
    if (!items.length) { items.push(stethos.make("li", "soft", this.words.no_proposals)); }
    this.part("proposals").replaceChildren(...items);
  };
  Limits.prototype.propose = function (one) {
    const reason = document.getElementById("limits-reason");
    this.levels.forEach((level) => { if (one.limits[level.level]) { this.fill(level, one.limits[level.level]); } });
    if (!reason.value) { reason.value = one.title; }
    this.typed();
    stethos.toast(this.words.filled, "calm");
    this.element.querySelector(".limits-past").scrollIntoView({ block: "start" });
  };
  function changes(rows) {
    const list = stethos.make("ul", "limits-changes");
    rows.forEach(([name, before, after]) => list.append(stethos.make("li", "", name + ": " + before + " → " + after)));
    return list;
  }
  Limits.prototype.showHistory = function (entries) {
    const items = entries.map((entry) => {
      const item = stethos.make("li"), who = stethos.make("h3", "", this.words.by.replace("{who}", entry.who).replace("{when}", entry.when));
      item.append(who, stethos.make("p", "", entry.why), changes(entry.rows));
      return item;
    });
    if (!items.length) { items.push(stethos.make("li", "soft", this.words.no_history)); }
    this.part("history").replaceChildren(...items);
  };

  /* ---- somebody else was faster ---- */
  Limits.prototype.showConflict = function (data) {
    const panel = this.part("conflict"), table = stethos.make("table"), head = stethos.make("tr");
    [this.words.field, this.words.theirs, this.words.mine].forEach((name) => {
      head.append(stethos.make("th", "", name));
      head.lastChild.scope = "col";
    });
    table.append(head);
    data.rows.forEach((cells) => {
      const row = stethos.make("tr");
      cells.forEach((cell, index) => row.append(stethos.make(index ? "td" : "th", "", cell)));
      row.firstChild.scope = "row";
      table.append(row);
    });
    const take = stethos.make("button", "btn btn-primary", this.words.take), keep = stethos.make("button", "btn btn-outline-secondary", this.words.keep);
    const hands = stethos.make("p", "limits-choice"), told = this.words.by.replace("{who}", data.who).replace("{when}", data.when);
    take.type = keep.type = "button";
    take.addEventListener("click", () => this.take(data.state));
    keep.addEventListener("click", () => { this.version = data.state.version; panel.hidden = true; this.buttons[0].focus(); });
    hands.append(take, keep);
    panel.replaceChildren(stethos.make("h2", "", data.message), stethos.make("p", "", told + (data.why ? ": " + data.why : "")), table, hands);
    this.know(data.state);
    panel.hidden = false;
    panel.focus();
    panel.scrollIntoView({ block: "center" });
  };

  /* ---- the chart ---- */
  Limits.prototype.drawChart = function () {
    window.dash_clientside.set_props("limits-view", { data: { signal: this.signal, narrow: NARROW.matches, at: Date.now() } });
  };
  Limits.prototype.watchChart = function () {
    const room = this.element.querySelector(".limits-chart"), narrowed = () => this.drawChart();
    const watcher = new MutationObserver(() => {
      const chart = room.querySelector(".js-plotly-plot");
      if (!chart || !chart.on) { return; }
      watcher.disconnect();
      this.chart = chart;
      chart.on("plotly_afterplot", () => this.arrived());
      this.arrived();
    });
    watcher.observe(room, { childList: true, subtree: true, attributes: true, attributeFilter: ["class"] });
    NARROW.addEventListener("change", narrowed);
    new MutationObserver((_changes, leaving) => {
      if (!this.element.isConnected) { leaving.disconnect(); watcher.disconnect(); NARROW.removeEventListener("change", narrowed); }
    }).observe(document.body, { childList: true, subtree: true });
  };
  Limits.prototype.arrived = function () {
    const meta = this.chart.layout && this.chart.layout.meta;
    if (!meta || meta === this.drawn) { return; }
    this.drawn = meta;
    this.base = this.chart.layout.annotations || [];
    let low = Infinity, high = -Infinity;
    this.chart._fullData.forEach((trace) => Array.prototype.forEach.call(trace.y, (value) => {
      if (typeof value === "number" && isFinite(value)) { low = Math.min(low, value); high = Math.max(high, value); }
    }));
    this.seen = low <= high ? [low, high] : null;
    this.drawLines();
    this.element.dataset.drawn = "yes";
  };
  /* As domain/distribution.py spans a value axis: a limit so far away that the values would vanish stays outside. */
  Limits.prototype.range = function (values) {
    const [low, high] = this.seen || [Math.min(...values), Math.max(...values)];
    const size = high - low || Math.abs(high) * 0.02 || 1;
    const near = values.filter((value) => value >= low - FARTHEST * size && value <= high + FARTHEST * size).concat([low, high]);
    const bottom = Math.min(...near), top = Math.max(...near), margin = 0.06 * (top - bottom || size);
    return [bottom - margin, top + margin];
  };
  Limits.prototype.drawLines = function () {
    if (!this.drawn || !this.state) { return; }
    const given = this.levels.filter((level) => level.colour).map((level) => Object.assign(
      { value: parseFloat(this.input(level.level, "value").value) }, level)).filter((level) => isFinite(level.value));
    if (!this.seen && !given.length) { return; }
    const range = this.range(given.map((level) => level.value)), inside = (level) => level.value > range[0] && level.value < range[1];
    const small = (text, place) => Object.assign({ text: text, showarrow: false, font: { size: 11 }, xref: "paper", x: 1, xanchor: "right", captureevents: false }, place);
    const shades = given.flatMap((level) => ((this.counts[level.level] || {}).spans || []).map(([from, to]) => ({
      type: "rect", layer: "below", xref: "x", x0: from, x1: to, yref: "paper", y0: 0, y1: 1, line: { width: 1, color: level.colour }, opacity: 0.2, fillcolor: level.colour })));
    const lines = given.filter(inside).map((level) => ({ type: "line", xref: "paper", x0: 0, x1: 1, yref: "y", y0: level.value, y1: level.value,
      line: { color: level.colour, width: 1.5, dash: level.dash } }));
    const names = given.filter(inside).map((level) => small(level.name + " " + stethos.number(level.value), { yref: "y", y: level.value, yanchor: level.anchor }));
    const beyond = (far, arrow, y, anchor) => (far.length ? [small(arrow + " " + far.map((level) => level.name + " " + stethos.number(level.value)).join(", "),
      { yref: "paper", y: y, yanchor: anchor })] : []);
    /* Not relayout: Dash would hear of it and draw its own figure again, without the lines. */
    window.Plotly.react(this.chart, this.chart.data, Object.assign({}, this.chart.layout, {
      shapes: shades.concat(lines), yaxis: Object.assign({}, this.chart.layout.yaxis, { range: range, autorange: false, showticklabels: true }),
      annotations: this.base.concat(names, beyond(given.filter((level) => level.value >= range[1]), "↑", 1, "top"),
        beyond(given.filter((level) => level.value <= range[0]), "↓", 0, "bottom")) }), CONFIG);
  };

  stethos.page("limits", function (element) { element.limits = new Limits(element); });
})();
