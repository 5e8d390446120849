/* The fields of a form and its lists of rows, as components/form.py describes them; form.js is the form around them.

   new stethos.formFields.Field(form, spec, path, value)   .box, .input; .read(), .write(value), .say(what is wrong)
   new stethos.formFields.Rows(form, group)                .box, .more, .entries; .add(values), .read(), .write(list)
   form: .words; .changed() and .paint() are called when somebody has changed or left a field. */
(function () {
  "use strict";
  const stethos = window.stethos, make = stethos.make;
  const TYPES = { email: "email", tel: "tel", day: "date", moment: "datetime-local" };
  let numbers = 0;

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
    if (this.choice && this.choice.search) { this.box.append(this.choice.search, this.choice.told); }
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
    this.input.addEventListener("input", () => { this.touched = this.typed = true; });
  }
  Field.prototype.control = function (value) {
    const spec = this.spec;
    if (spec.kind === "choice") { this.choice = stethos.choice(this, value); return this.choice.node; }
    const node = make(spec.kind === "story" ? "textarea" : "input", spec.kind === "flag" ? "form-check-input" : "form-control");
    if (spec.kind === "flag") { node.type = "checkbox"; node.checked = value === "true"; return node; }
    if (spec.kind === "story") { node.rows = 3; } else { node.type = TYPES[spec.kind] || "text"; }
    if (spec.kind === "number") { node.inputMode = "decimal"; }
    node.readOnly = spec.kind === "fixed";
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
  Field.prototype.read = function () {
    if (this.box.hidden) { return ""; }
    if (this.spec.kind === "flag") { return String(this.input.checked); }
    const text = this.input.value.trim();
    return this.spec.kind === "number" ? text.replace(",", ".") : text;
  };
  Field.prototype.write = function (value) {
    if (this.spec.kind === "flag") { this.input.checked = value === "true"; return; }
    if (this.choice) { this.choice.set(value); return; }
    this.input.value = value || "";
  };
  /* What stands for a value when both of two are shown. */
  Field.prototype.said = function (value) {
    if (this.spec.kind === "flag") { return this.form.words[value === "true" ? "yes" : "no"]; }
    return this.choice ? this.choice.text(value) : value;
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
    const item = make("li", "form-entry"), set = make("fieldset"), hands = make("div", "form-hands");
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

  stethos.formFields = { Field: Field, Rows: Rows, button: button, same: same };
})();
