/* Forms: components/form.py says what is in one; this draws it, checks it while somebody types, guards what is not saved,
   and shows what somebody else has changed meanwhile, field by field. Nothing is written before "Save". */
(function () {
  "use strict";
  const stethos = window.stethos, make = stethos.make, TYPED_MS = 400, MOST_PLAIN_CHOICES = 12;
  let numbers = 0, guarded = null;

  function button(text, className, icon) {
    const node = make("button", "btn " + (className || "btn-outline-secondary"));
    node.type = "button";
    if (icon) { node.append(stethos.icon(icon)); }
    if (text) { node.append(make("span", "", text)); }
    return node;
  }
  function same(one, other) { return JSON.stringify(one) === JSON.stringify(other); }

  /* ---- one field ---- */
  function Field(form, spec, path, value) {
    this.form = form; this.spec = spec; this.path = path;
    this.id = "form-" + path.replace(/\./g, "-") + (path.includes(".") ? "-" + (numbers += 1) : "");
    this.box = make("div", "form-field form-is-" + spec.kind);
    this.input = this.control(value || "");
    this.input.id = this.id;
    this.input.name = path;
    this.wrong = make("p", "form-wrong");
    this.wrong.id = this.id + "-wrong";
    this.wrong.hidden = true;
    const label = make("label", "", spec.label), row = make("div", "form-row"), described = [this.wrong.id];
    label.htmlFor = this.id;
    if (spec.required) { label.append(" ", make("span", "form-mark", "(" + form.words.required + ")")); this.input.setAttribute("aria-required", "true"); }
    row.append(this.input);
    if (spec.unit) { row.append(make("span", "form-unit soft", spec.unit)); }
    this.box.append(label);
    if (this.search) { this.box.append(this.search); }
    this.box.append(row);
    if (spec.hint) {
      const hint = make("p", "form-hint soft", spec.hint);
      hint.id = this.id + "-hint";
      described.unshift(hint.id);
      this.box.append(hint);
    }
    this.box.append(this.wrong);
    this.input.setAttribute("aria-describedby", described.join(" "));
    this.input.addEventListener("blur", () => { this.touched = true; form.paint(); });
    this.input.addEventListener("input", () => { this.touched = true; });
  }
  Field.prototype.control = function (value) {
    const spec = this.spec;
    if (spec.kind === "choice") { return this.choice(value); }
    const node = make(spec.kind === "story" ? "textarea" : "input", spec.kind === "flag" ? "form-check-input" : "form-control");
    if (spec.kind === "flag") { node.type = "checkbox"; node.checked = value === "true"; return node; }
    if (spec.kind === "story") { node.rows = 3; } else { node.type = ["email", "tel"].includes(spec.kind) ? spec.kind : "text"; }
    if (spec.kind === "number") { node.inputMode = "decimal"; }
    node.value = value;
    node.autocomplete = "off";
    if (spec.suggest.length) {
      const list = make("datalist");
      list.id = this.id + "-list";
      spec.suggest.forEach((text) => list.append(new Option(text)));
      node.setAttribute("list", list.id);
      this.box.append(list);
    }
    return node;
  };
  /* A list that is long can be searched: what is typed leaves only what fits, the choice itself stays. */
  Field.prototype.choice = function (value) {
    const spec = this.spec, node = make("select", "form-select"), all = (spec.required ? [["", "…"]] : [["", this.form.words.none]]).concat(spec.choices);
    const fill = (typed) => {
      const chosen = node.value, words = typed.toLowerCase().split(/\s+/);
      node.replaceChildren(...all.filter(([key, text]) => key === "" || key === chosen || words.every((word) => text.toLowerCase().includes(word)))
        .map(([key, text]) => new Option(text, key)));
      node.value = chosen;
    };
    all.forEach(([key, text]) => node.append(new Option(text, key)));
    if (value && !all.some(([key]) => key === value)) { node.append(new Option(value, value)); }
    node.value = value;
    if (spec.choices.length > MOST_PLAIN_CHOICES) {
      this.search = make("input", "form-control form-search");
      this.search.type = "search";
      this.search.placeholder = this.form.words.search;
      this.search.setAttribute("aria-label", this.form.words.search + ": " + spec.label);
      this.search.addEventListener("input", (event) => {
        event.stopPropagation();
        fill(this.search.value.trim());
        const fitting = Array.from(node.options).filter((option) => option.value && option.value !== node.value);
        if (this.search.value.trim() && fitting.length === 1) { node.value = fitting[0].value; node.dispatchEvent(new Event("input", { bubbles: true })); }
      });
      this.search.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); node.focus(); } });
    }
    return node;
  };
  Field.prototype.read = function () {
    if (this.box.hidden) { return ""; }
    if (this.spec.kind === "flag") { return String(this.input.checked); }
    const text = this.input.value.trim();
    return this.spec.kind === "number" ? text.replace(",", ".") : text;
  };
  Field.prototype.write = function (value) {
    if (this.spec.kind === "flag") { this.input.checked = value === "true"; return; }
    if (this.spec.kind === "choice" && value && !Array.from(this.input.options).some((option) => option.value === value)) { this.input.append(new Option(value, value)); }
    this.input.value = value || "";
  };
  Field.prototype.say = function (text) {
    stethos.text(this.wrong, text || "");
    this.wrong.hidden = !text;
    this.input.classList.toggle("is-invalid", Boolean(text));
    if (text) { this.input.setAttribute("aria-invalid", "true"); } else { this.input.removeAttribute("aria-invalid"); }
  };

  /* ---- a list of rows ---- */
  function Rows(form, group) {
    this.form = form; this.group = group; this.entries = [];
    this.box = make("ol", "form-rows");
    this.more = button(group.add, "btn-outline-secondary", "plus");
    this.more.classList.add("form-add");
    this.more.addEventListener("click", () => { const entry = this.add({}); form.changed(); entry.fields[0].input.focus(); });
  }
  Rows.prototype.add = function (values) {
    const words = this.form.words, item = make("li", "form-entry"), set = make("fieldset"), hands = make("div", "form-hands");
    const entry = { item: item, legend: make("legend"), fields: this.group.fields.map((spec) => new Field(this.form, spec, this.group.rows + ".0." + spec.name, values[spec.name])) };
    const grid = make("div", "form-grid");
    grid.append(...entry.fields.map((field) => field.box));
    entry.hands = ["up", "down", "remove"].map((what) => {
      const node = button("", "btn-outline-secondary form-hand", what === "remove" ? "close" : what);
      node.dataset.do = what;
      node.addEventListener("click", () => (what === "remove" ? this.remove(entry) : this.move(entry, what === "up" ? -1 : 1, node)));
      return node;
    });
    hands.append(...entry.hands);
    set.append(entry.legend, grid, hands);
    item.append(set);
    this.entries.push(entry);
    this.box.append(item);
    this.number();
    return entry;
  };
  Rows.prototype.number = function () {
    const words = this.form.words;
    this.entries.forEach((entry, at) => {
      const name = words.entry.replace("{title}", this.group.title).replace("{number}", stethos.number(at + 1, null, 0));
      stethos.text(entry.legend, name);
      entry.fields.forEach((field) => { field.path = this.group.rows + "." + at + "." + field.spec.name; });
      entry.hands.forEach((node) => node.setAttribute("aria-label", words[node.dataset.do].replace("{name}", name)));
      entry.hands[0].disabled = at === 0;
      entry.hands[1].disabled = at === this.entries.length - 1;
    });
  };
  Rows.prototype.move = function (entry, by, node) {
    const at = this.entries.indexOf(entry);
    this.entries.splice(at, 1);
    this.entries.splice(at + by, 0, entry);
    this.box.replaceChildren(...this.entries.map((one) => one.item));
    this.number();
    (node.disabled ? entry.hands[by < 0 ? 1 : 0] : node).focus();
    this.form.changed();
  };
  Rows.prototype.remove = function (entry) {
    const at = this.entries.indexOf(entry), next = this.entries[at + 1] || this.entries[at - 1];
    this.entries.splice(at, 1);
    entry.item.remove();
    this.number();
    (next ? next.hands[2] : this.more).focus();
    this.form.changed();
  };
  Rows.prototype.read = function () {
    return this.entries.map((entry) => Object.fromEntries(entry.fields.map((field) => [field.spec.name, field.read()])));
  };
  Rows.prototype.write = function (listed) {
    this.entries = [];
    this.box.replaceChildren();
    (listed || []).forEach((values) => this.add(values));
  };
  Rows.prototype.words_of = function (listed) {
    return (listed || []).map((values) => this.group.fields.map((spec) => values[spec.name]).filter(Boolean).join(", ")).join("; ");
  };

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
    if (answer && turn === this.turn && this.element.isConnected) { this.problems = answer.problems; this.paint(); }
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
      set: (value) => field.write(value), text: (value) => (field.spec.choices.find(([key]) => key === value) || [0, value])[1] }))
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

  /* A banner of what is retired, with the button that restores it. */
  stethos.page("retired", function (element) {
    const go = element.querySelector("button");
    if (!go) { return; }
    go.addEventListener("click", async () => {
      go.disabled = true;
      const answer = await stethos.post(element.dataset.url, { id: Number(element.dataset.number) }, element.dataset.failed);
      go.disabled = false;
      if (answer) { location.reload(); }
    });
  });

  stethos.page("form", function (element) { element.form = new Form(element); });
})();
