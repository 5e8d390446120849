/* Forms: components/form.py says what is in one; this draws it, checks it while somebody types, guards what is not saved,
   and shows what somebody else has changed meanwhile, field by field. Nothing is written before "Save".
   Its fields and lists of rows: form_fields.js; what was removed from a list: form_former.js. */
(function () {
  "use strict";
  const stethos = window.stethos, make = stethos.make, TYPED_MS = 400;
  const { Field, Rows, Former, button, same } = stethos.formFields;
  let guarded = null;

  /* ---- the form ---- */
  function Form(element) {
    this.element = element;
    this.sheet = JSON.parse(element.dataset.form);
    this.words = this.sheet.words;
    this.body = this.part("form");
    this.fields = []; this.rows = {}; this.problems = []; this.tried = false;
    this.version = this.sheet.version;
    this.store = "stethos.form:" + this.sheet.url + ":" + (this.sheet.id || location.pathname);
    this.build();
    this.base = this.read();
    this.body.addEventListener("input", () => this.changed());
    this.body.addEventListener("submit", (event) => { event.preventDefault(); this.save(); });
    this.offer();
    this.retiring();
    guarded = this;
    element.dataset.ready = "yes";
  }
  Form.prototype.part = function (name) { return this.element.querySelector('[data-part="' + name + '"]'); };
  Form.prototype.build = function () {
    this.sheet.groups.forEach((group) => {
      const set = make("fieldset", "form-group panel"), grid = make("div", "form-grid");
      set.append(make("legend", "", group.title));
      if (group.note) { set.append(make("p", "soft", group.note)); }
      if (group.rows) {
        const rows = this.rows[group.rows] = new Rows(this, group);
        rows.write(this.sheet.lists[group.rows]);
        set.append(rows.box, rows.more);
        if (group.former.length) { rows.former = new Former(rows, this.words); set.append(rows.former.box); }
      } else {
        group.fields.forEach((spec) => { const field = new Field(this, spec, spec.name, this.sheet.values[spec.name]); this.fields.push(field); grid.append(field.box); });
        set.append(grid);
      }
      this.body.append(set);
    });
    this.body.append(this.bar());
    this.show();
  };
  Form.prototype.bar = function () {
    const bar = make("div", "form-bar"), save = button(this.words.save, "btn-primary", "good"), cancel = stethos.link(make("a", "btn btn-outline-secondary", this.words.cancel), this.sheet.back);
    this.message = make("p", "form-message");
    this.message.setAttribute("role", "alert");
    save.type = "submit";
    bar.append(save, cancel, this.message);
    return bar;
  };
  Form.prototype.show = function () {
    const values = Object.fromEntries(this.fields.map((field) => [field.spec.name, field.spec.kind === "flag" ? String(field.input.checked) : field.input.value]));
    Object.values(this.rows).forEach((rows) => { if (rows.former) { rows.former.paint(); } });
    this.fields.forEach((field) => { field.box.hidden = Boolean(field.spec.when) && !field.spec.when[1].includes(values[field.spec.when[0]]); });
  };
  Form.prototype.read = function () {
    return { values: Object.fromEntries(this.fields.map((field) => [field.spec.name, field.read()])),
             lists: Object.fromEntries(Object.entries(this.rows).map(([name, rows]) => [name, rows.read()])) };
  };
  Form.prototype.write = function (state) {
    this.fields.forEach((field) => field.write(state.values[field.spec.name]));
    Object.entries(this.rows).forEach(([name, rows]) => rows.write(state.lists[name]));
    this.show();
  };
  Form.prototype.every = function () {
    return this.fields.concat(...Object.values(this.rows).map((rows) => [].concat(...rows.entries.map((entry) => entry.fields))));
  };
  Form.prototype.dirty = function () { return !this.saved && this.element.isConnected && !same(this.read(), this.base); };
  Form.prototype.sent = function () { return Object.assign({ id: this.sheet.id, version: this.version }, this.read()); };
  Form.prototype.changed = function () {
    this.show();
    const dirty = this.dirty();
    stethos.text(this.message, dirty ? this.words.unsaved : "");
    try {
      if (dirty) { sessionStorage.setItem(this.store, JSON.stringify({ version: this.version, base: this.base, mine: this.read() })); }
      else { sessionStorage.removeItem(this.store); }
    } catch (error) { /* a full or forbidden store: there is no draft then */ }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.check(), TYPED_MS);
  };
  Form.prototype.check = async function () {
    const turn = this.turn = (this.turn || 0) + 1, answer = await stethos.post(this.sheet.url + "/check", this.sent());
    if (answer && turn === this.turn && this.element.isConnected) { this.problems = answer.problems; this.propose(answer.proposed || {}); this.paint(); }
  };
  /* What follows from other fields stands in a field until somebody types there. */
  Form.prototype.propose = function (values) {
    this.fields.filter((field) => field.spec.name in values && !field.typed && field.read() !== values[field.spec.name])
      .forEach((field) => field.write(values[field.spec.name]));
  };
  Form.prototype.paint = function () {
    this.every().forEach((field) => {
      const found = this.problems.find(([path]) => path === field.path);
      field.say(found && (this.tried || (field.touched && document.activeElement !== field.input) || field.wrong.textContent) ? found[1] : "");
    });
  };
  Form.prototype.save = async function () {
    if (this.saving) { return; }
    this.saving = true;
    this.tried = true;
    clearTimeout(this.timer);
    this.turn = (this.turn || 0) + 1;
    this.element.setAttribute("aria-busy", "true");
    const answer = await stethos.post(this.sheet.url + "/save", this.sent(), this.words.failed, [409]);
    this.element.removeAttribute("aria-busy");
    this.saving = false;
    if (!answer) { return; }
    if (answer.status === 409) { this.conflict(answer.state, answer.message + " " + answer.by); return; }
    this.problems = answer.problems || [];
    this.paint();
    if (this.problems.length) { this.refuse(); return; }
    this.left(answer.page);
  };
  Form.prototype.refuse = function () {
    const first = this.every().find((field) => field.input.getAttribute("aria-invalid"));
    stethos.text(this.message, first ? this.words.wrong.replace("{count}", stethos.number(this.problems.length, null, 0)) : this.problems[0][1]);
    if (first) { first.input.focus(); first.box.scrollIntoView({ block: "center" }); }
  };
  Form.prototype.left = function (page) {
    this.saved = true;
    try { sessionStorage.removeItem(this.store); } catch (error) { /* there was none */ }
    stethos.go(page);
  };

  /* ---- what was typed before, and what somebody else has written ---- */
  Form.prototype.offer = function () {
    let draft = null;
    try { draft = JSON.parse(sessionStorage.getItem(this.store) || "null"); } catch (error) { return; }
    if (!draft || same(draft.mine, this.base)) { return; }
    const box = this.part("notice"), take = button(this.words.take, "btn-primary"), drop = button(this.words.drop), hands = make("div", "form-choices");
    const close = () => { box.hidden = true; box.replaceChildren(); };
    take.addEventListener("click", () => {
      close();
      const theirs = Object.assign({ version: this.version }, this.base);
      this.write(draft.mine);
      this.base = draft.base;
      if (same(draft.base, { values: theirs.values, lists: theirs.lists })) { this.changed(); this.fields[0].input.focus(); }
      else { this.conflict(theirs, ""); }
    });
    drop.addEventListener("click", () => { close(); sessionStorage.removeItem(this.store); this.fields[0].input.focus(); });
    hands.append(take, drop);
    box.append(make("p", "", this.words.draft), hands);
    box.hidden = false;
  };
  Form.prototype.parts = function () {
    return this.fields.map((field) => ({ name: field.spec.name, label: field.spec.label, of: (state) => state.values[field.spec.name] || "",
      set: (value) => field.write(value), text: (value) => field.said(value) }))
      .concat(Object.entries(this.rows).map(([name, rows]) => ({ name: name, label: rows.group.title, of: (state) => state.lists[name] || [],
        set: (value) => rows.write(value), text: (value) => rows.words_of(value) })));
  };
  Form.prototype.conflict = function (theirs, said) {
    const mine = this.read(), box = this.part("conflict"), list = make("ul", "form-both");
    this.parts().forEach((part) => {
      const now = part.of(theirs), before = part.of(this.base), own = part.of(mine);
      if (same(now, before) || same(now, own)) { return; }
      if (same(own, before)) { part.set(now); return; }
      list.append(this.both(part, now, own));
    });
    this.base = { values: theirs.values, lists: theirs.lists };
    this.version = theirs.version;
    this.show();
    this.base = Object.assign({}, this.base);
    box.replaceChildren(make("p", "form-said", said || this.words.draft), list, make("p", "", this.words.merged + " " + this.words.now_save));
    box.hidden = false;
    box.focus();
    box.scrollIntoView({ block: "start" });
    this.changed();
  };
  Form.prototype.both = function (part, theirs, mine) {
    const item = make("li"), words = this.words, hands = make("div", "form-choices"), pairs = make("dl");
    const choices = [[words.take_theirs, theirs], [words.keep_mine, mine]].map(([text, value]) => {
      const node = button(text);
      node.setAttribute("aria-label", text + ": " + part.label);
      node.setAttribute("aria-pressed", String(value === mine));
      node.addEventListener("click", () => {
        part.set(value);
        choices.forEach((one) => one.setAttribute("aria-pressed", String(one === node)));
        this.changed();
      });
      return node;
    });
    pairs.append(make("dt", "", words.theirs), make("dd", "", part.text(theirs) || words.nothing), make("dt", "", words.mine), make("dd", "", part.text(mine) || words.nothing));
    hands.append(...choices);
    item.append(make("h2", "", part.label), pairs, hands);
    return item;
  };

  /* ---- retiring ---- */
  Form.prototype.retiring = function () {
    if (!this.sheet.retire.length) { return; }
    const box = this.part("retire"), go = button(this.words.retire, "btn-outline-danger", "close");
    const told = () => this.sheet.retire.map((text) => make("p", "", text));
    go.addEventListener("click", () => {
      const reason = make("input", "form-control");
      reason.required = true;
      reason.maxLength = 500;
      return stethos.ask({ words: this.words, title: this.words.retire_title, send: this.words.retire, fields: [...told(), stethos.field(this.words.why, reason)],
        act: async () => {
          const answer = await stethos.post(this.sheet.url + "/retire", { id: this.sheet.id, reason: reason.value }, this.words.failed);
          if (answer) { this.left(answer.page); }
          return answer;
        } });
    });
    box.append(make("h2", "", this.words.retire), ...told(), go);
    box.hidden = false;
  };

  /* ---- leaving by mistake ---- */
  window.addEventListener("beforeunload", (event) => { if (guarded && guarded.dirty()) { event.preventDefault(); } });
  document.addEventListener("click", function (event) {
    const link = event.target.closest && event.target.closest("a[href]"), form = guarded;
    if (!link || !form || !form.dirty() || link.target === "_blank" || link.origin !== location.origin || event.ctrlKey || event.metaKey || event.shiftKey) { return; }
    if (link.pathname === location.pathname && link.hash) { return; }
    event.preventDefault();
    event.stopPropagation();
    stethos.ask({ words: { cancel: form.words.stay }, title: form.words.leave, send: form.words.leave_go, fields: [make("p", "", form.words.leave_help)],
      act: async () => { form.saved = true; stethos.go(link.pathname + link.search); return true; } });
  }, true);

  stethos.page("form", function (element) { element.form = new Form(element); });
})();
