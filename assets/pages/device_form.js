/* The settings of a device: one row each, wanted beside reported beside in effect; what is typed is left alone whatever
   comes in meanwhile.

   stethos.settingsForm(page)   page: { element, words, id, mayEdit, changed(), conflict(data, grab) }
     .take(data)                an answer of /live/device
     .isDirty()                 somebody has typed something that is not saved
     .discard()                 forgets what was typed;  .goOn(revision)   keeps it, over a newer revision. */
(function () {
  "use strict";
  const stethos = window.stethos = window.stethos || {};
  const TYPED_MS = 300, CONFLICT = 409, UNUSABLE = 422;

  function Form(page) {
    this.page = page;
    this.words = page.words;
    this.root = page.element.querySelector('[data-part="form"]');
    this.rows = page.element.querySelector('[data-part="rows"]');
    this.base = null;            /* the revision that stood when somebody began to type */
    this.turn = 0;
    if (page.mayEdit) { this.root.append(this.hands()); }
    this.root.addEventListener("input", (event) => { if (event.target.dataset.setting) { this.typed(); } });
    this.root.addEventListener("focusout", () => { if (this.data) { setTimeout(() => this.draw(), 0); } });
    this.root.addEventListener("submit", (event) => { event.preventDefault(); if (page.mayEdit) { this.save(); } });
  }
  function shown(value) {
    return value === null || value === undefined ? "" : typeof value === "number" ? String(Number(value.toPrecision(7))) : String(value);
  }
  Form.prototype.inputs = function () { return Array.from(this.rows.querySelectorAll("[data-setting]")); };
  function dirty(input) { return input.value !== input.dataset.base || input.validity.badInput; }
  Form.prototype.isDirty = function () { return this.inputs().some(dirty); };
  Form.prototype.changes = function () {
    const found = {};
    this.inputs().filter(dirty).forEach((input) => { found[input.dataset.setting] = input.validity.badInput ? "?" : input.value; });
    return found;
  };

  /* ---- rows ---- */
  Form.prototype.take = function (data) {
    const others = this.data && data.revision !== this.data.revision;
    this.data = data;
    const fresh = this.saved !== undefined && data.revision >= this.saved;
    if (fresh) { this.saved = undefined; }
    this.draw(fresh);
    if (others && !fresh && this.saved === undefined && this.isDirty()) { this.check(); }
  };
  Form.prototype.draw = function (fresh) {
    const items = [];
    let group = "";
    this.data.rows.forEach((row) => {
      if (row.group !== group) { group = row.group; if (group) { items.push({ key: "group " + group, heading: row.group_title }); } }
      items.push({ key: "row " + row.path, row: row });
    });
    this.rows.querySelectorAll(":scope > .skeleton").forEach((bone) => bone.remove());
    stethos.keyed(this.rows, items, { key: (item) => item.key, create: (item) => (item.row ? this.row() : stethos.make("h3", "device-group")),
      update: (node, item) => (item.row ? this.update(node, item.row, fresh) : stethos.text(node, item.heading)) });
    this.root.hidden = !this.data.rows.length;
    this.mark();
  };
  Form.prototype.cell = function (name) {
    const cell = stethos.make("div", "device-" + name), label = stethos.make("span", "device-label soft", this.words[name]);
    cell.append(label);
    return cell;
  };
  Form.prototype.row = function () {
    const node = stethos.make("div", "device-row"), setting = stethos.make("div", "device-setting"), wanted = this.cell("wanted");
    const reported = this.cell("reported"), state = this.cell("state");
    setting.append(stethos.make("label", "device-name"), stethos.make("span", "device-bounds soft"));
    wanted.append(stethos.make("div", "device-input"), stethos.make("p", "device-by soft"), stethos.make("ul", "device-findings"));
    reported.append(stethos.make("span", "device-value"));
    state.append(stethos.make("span"), stethos.make("p", "device-why soft"));
    node.append(setting, wanted, reported, state);
    return node;
  };
  Form.prototype.update = function (node, row, fresh) {
    const [setting, wanted, reported, state] = node.children, [, box, by, findings] = wanted.children;
    node.dataset.path = row.path;
    node.dataset.state = row.state;
    node.dataset.revision = row.revision;
    stethos.text(setting.firstChild, row.name);
    stethos.text(setting.lastChild, row.field ? row.field.bounds : "");
    findings.id = "setting-" + row.path + "-findings";
    if (this.page.mayEdit && row.field) { this.input(box, row, setting.firstChild, fresh); }
    else { this.plain(box, row); }
    const parts = row.revision ? [this.words.revision.replace("{number}", stethos.number(row.revision, "", 0)), row.wanted_by, row.wanted_why] : [this.words.not_wanted];
    stethos.text(by, parts.filter(Boolean).join(" · "));
    stethos.text(reported.lastChild, row.reported || this.words.not_reported);
    reported.lastChild.classList.toggle("soft", !row.reported);
    stethos.mark(state.children[1], row.mark);
    stethos.text(state.lastChild, row.why);
    state.lastChild.hidden = !row.why;
  };
  Form.prototype.plain = function (box, row) {
    if (box.dataset.known !== "plain") { box.dataset.known = "plain"; box.replaceChildren(stethos.make("span", "device-value")); }
    stethos.text(box.firstChild, row.wanted || "–");
  };
  Form.prototype.input = function (box, row, label, fresh) {
    const known = JSON.stringify(row.field), before = box.querySelector("[data-setting]");
    let input = before;
    if (box.dataset.known !== known) {
      box.dataset.known = known;
      input = this.control(row);
      box.replaceChildren(input);
      if (row.field.unit) { box.append(stethos.make("span", "device-unit soft", row.field.unit)); }
      if (before && dirty(before)) { input.dataset.base = before.dataset.base; input.value = before.value; }
      label.htmlFor = input.id;
    }
    const text = shown(row.value), touched = input.dataset.base !== undefined && dirty(input);
    if (fresh || (!touched && document.activeElement !== input) || input.dataset.base === undefined) { input.value = text; input.dataset.base = text; }
    else if (touched) { input.dataset.base = text; }
  };
  Form.prototype.control = function (row) {
    const field = row.field, choices = field.type === "boolean" ? [["true", this.words.on], ["false", this.words.off]] : field.choices.map((one) => [one, one]);
    const input = stethos.make(choices.length ? "select" : "input", choices.length ? "form-select" : "form-control");
    if (choices.length) {
      input.append(new Option("–", ""));
      choices.forEach(([value, word]) => input.append(new Option(word, value)));
    } else {
      input.type = field.type === "number" ? "number" : "text";
      if (field.type === "number") { input.step = "any"; input.inputMode = "decimal"; }
      input.autocomplete = "off";
      input.placeholder = field.none ? this.words.no_limit : "";
    }
    input.id = "setting-" + row.path;
    input.dataset.setting = row.path;
    input.setAttribute("aria-describedby", input.id + "-findings");
    return input;
  };

  /* ---- below the rows: why, consent, save ---- */
  Form.prototype.hands = function () {
    const box = stethos.make("div", "device-hands panel"), label = stethos.make("label", "device-reason", this.words.why);
    const consent = stethos.make("label", "device-consent"), buttons = stethos.make("div", "device-buttons");
    this.reason = stethos.make("input", "form-control");
    this.consent = stethos.make("input", "form-check-input");
    this.saving = stethos.make("button", "btn btn-primary", this.words.save);
    this.discarding = stethos.make("button", "btn btn-outline-secondary", this.words.discard);
    this.message = stethos.make("p", "device-message");
    this.message.setAttribute("role", "status");
    this.reason.maxLength = 500;
    this.reason.autocomplete = "off";
    this.consent.type = "checkbox";
    this.saving.type = "submit";
    this.discarding.type = "button";
    this.discarding.addEventListener("click", () => this.discard());
    label.append(this.reason);
    consent.append(this.consent, stethos.make("span", "", this.words.consent));
    consent.hidden = true;
    buttons.append(this.saving, this.discarding);
    box.append(label, consent, this.message, buttons);
    box.hidden = true;
    this.box = box;
    return box;
  };
  Form.prototype.mark = function () {
    if (!this.page.mayEdit) { return; }
    const changed = this.isDirty();
    if (!changed) { this.base = null; } else if (this.base === null) { this.base = this.data.revision; }
    this.box.hidden = !changed;
    this.inputs().forEach((input) => input.closest(".device-row").classList.toggle("device-dirty", dirty(input)));
    if (changed && !this.message.textContent) { this.say(this.words.unsaved); }
  };
  Form.prototype.say = function (text, wrong) {
    stethos.text(this.message, text);
    this.message.classList.toggle("device-fault", Boolean(wrong));
  };
  Form.prototype.typed = function () {
    this.consent.checked = false;
    this.say("");
    this.mark();
    this.turn += 1;
    clearTimeout(this.timer);
    if (this.isDirty()) { this.timer = setTimeout(() => this.check(), TYPED_MS); } else { this.show({}); }
  };
  Form.prototype.discard = function () {
    this.turn += 1;
    this.inputs().forEach((input) => { input.value = input.dataset.base; });
    this.reason.value = "";
    this.say("");
    this.show({});
    this.draw();
    this.page.changed();
  };
  Form.prototype.goOn = function (revision) { this.base = revision; this.check(); this.saving.focus(); };

  /* ---- asking ---- */
  Form.prototype.sent = function () { return { revision: this.base, changes: this.changes() }; };
  Form.prototype.check = async function () {
    const turn = this.turn += 1;
    const answer = await stethos.post("/live/device/" + this.page.id + "/check", this.sent(), "");
    if (!answer || turn !== this.turn || !this.root.isConnected) { return; }
    this.show(answer);
    this.page.conflict(answer.conflict, false);
  };
  Form.prototype.save = async function () {
    if (!this.isDirty()) { return; }
    clearTimeout(this.timer);
    this.turn += 1;
    this.saving.disabled = true;
    const body = Object.assign(this.sent(), { reason: this.reason.value, consent: this.consent.checked });
    const answer = await stethos.post("/live/device/" + this.page.id + "/save", body, this.words.failed, [CONFLICT, UNUSABLE]);
    this.saving.disabled = false;
    if (!answer) { return; }
    if (answer.status === CONFLICT) { this.page.conflict(answer.conflict, true); return; }
    if (answer.status === UNUSABLE) { this.refuse(answer); return; }
    this.saved = answer.revision;
    this.reason.value = "";
    this.say("");
    this.show({});
    this.page.conflict(null);
    this.page.changed();
  };
  Form.prototype.refuse = function (answer) {
    this.show(answer);
    this.say(answer.message, true);
    const first = this.rows.querySelector('[aria-invalid="true"]');
    (answer.errors && first ? first : this.consent).focus();
  };
  Form.prototype.show = function (found) {
    const told = found.findings || {};
    this.rows.querySelectorAll(".device-row").forEach((node) => {
      const list = node.querySelector(".device-findings"), lines = told[node.dataset.path] || [], input = node.querySelector("[data-setting]");
      const wrong = lines.some(([warning]) => !warning);
      list.replaceChildren(...lines.map(([warning, text]) => {
        const line = stethos.make("li", warning ? "state-warning" : "state-critical");
        line.append(stethos.icon(warning ? "warning" : "critical"), stethos.make("span", "", text));
        return line;
      }));
      if (!input) { return; }
      input.classList.toggle("is-invalid", wrong);
      if (wrong) { input.setAttribute("aria-invalid", "true"); } else { input.removeAttribute("aria-invalid"); }
    });
    this.consent.closest("label").hidden = Boolean(found.errors) || !found.warnings;
  };

  stethos.settingsForm = function (page) { return new Form(page); };
})();
