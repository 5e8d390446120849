/* The limits of one signal: the form, what the limits would have raised, proposals. The chart behind them is limits_chart.js,
   what others changed limits_history.js. Everything comes from /live/limits; nothing is saved before "Save". */
(function () {
  "use strict";
  const stethos = window.stethos;
  const TYPED_MS = 300;
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
    this.chart = stethos.limitsChart(this);
    this.history = stethos.limitsHistory(this);
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
    this.chart.ask();
    try {
      const answer = await this.ask("/live/limits?id=" + this.signal);
      if (answer.status === 200 && this.element.isConnected) { this.take(answer.data); return; }
    } catch (error) { /* told below */ }
    if (this.element.isConnected) { setTimeout(() => this.load(), 5000); }
  };
  Limits.prototype.typed = function () {
    if (!this.state) { return; }
    this.mark(true);
    this.chart.drawLines();
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
      else if (answer.status === 409) { this.history.conflict(answer.data); }
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
    this.history.show(state.history);
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
    this.chart.drawLines();
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

  stethos.page("limits", function (element) { element.limits = new Limits(element); });
})();
