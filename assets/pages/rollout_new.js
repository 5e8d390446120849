/* A change of many devices is prepared: choose devices from /live/rollout_choice, set fields, ask for the preview. */
(function () {
  "use strict";
  const stethos = window.stethos;
  const TYPED_MS = 250;

  function Form(element) {
    this.element = element;
    this.words = stethos.words(element);
    this.chosen = new Set();
    this.found = [];
    this.controls = new Map();
    this.makeInputs();
    this.listen();
    this.ask();
    this.say();
  }
  Form.prototype.part = function (name) { return this.element.querySelector('[data-part="' + name + '"]'); };
  Form.prototype.makeInputs = function () {
    const search = this.part("search");
    this.q = stethos.make("input", "form-control");
    this.q.type = "search";
    this.q.maxLength = 100;
    this.q.placeholder = search.dataset.placeholder;
    search.append(this.q);
    this.reason = stethos.make("input", "form-control");
    this.reason.maxLength = 500;
    this.part("reason").append(this.reason);
    this.part("share").value = this.part("share").dataset.value;
  };
  Form.prototype.listen = function () {
    let typed = 0;
    this.q.addEventListener("input", () => { clearTimeout(typed); typed = setTimeout(() => this.ask(), TYPED_MS); });
    ["model", "type", "place"].forEach((name) => this.part(name).addEventListener("change", () => this.ask()));
    this.part("all").addEventListener("click", () => { this.found.forEach((id) => this.chosen.add(id)); this.changed(); });
    this.part("none").addEventListener("click", () => { this.chosen.clear(); this.changed(); });
    this.part("preview").addEventListener("click", () => this.preview());
  };

  /* ---- devices ---- */
  Form.prototype.filters = function () {
    const asked = new URLSearchParams();
    [["q", this.q], ["model", this.part("model")], ["type", this.part("type")], ["place", this.part("place")]].forEach(([name, node]) => {
      if (node.value.trim()) { asked.set(name, node.value.trim()); }
    });
    return asked;
  };
  Form.prototype.ask = async function () {
    const turn = this.turn = (this.turn || 0) + 1;
    try {
      const answer = await fetch("/live/rollout_choice?" + this.filters(), { credentials: "same-origin", headers: { Accept: "application/json" } });
      if (answer.status === 401) { stethos.signIn(); return; }
      const data = await answer.json();
      if (turn === this.turn && answer.ok) { this.take(data); }
    } catch (error) { stethos.toast(this.words.failed, "error"); }
  };
  Form.prototype.take = function (data) {
    this.found = data.ids;
    this.offer("model", data.models.map(([name, count]) => [name, name + " (" + stethos.number(count, "", 0) + ")"]));
    this.offer("type", data.types);
    this.offer("place", data.places);
    this.part("list").querySelectorAll(".rollouts-loading").forEach((bone) => bone.remove());
    stethos.keyed(this.part("list"), data.rows, { key: (row) => row[0], create: (row) => this.line(row), update: (node, row) => this.update(node, row) });
    const more = data.ids.length - data.rows.length;
    stethos.text(this.part("more"), !data.ids.length ? this.words.none : more ? this.words.more.replace("{count}", stethos.number(more, "", 0)) : "");
    stethos.text(this.part("all"), this.words.all.replace("{count}", stethos.number(data.ids.length, "", 0)));
    this.part("all").disabled = data.ids.length === 0;
  };
  Form.prototype.offer = function (name, choices) {
    const select = this.part(name), known = JSON.stringify(choices), before = select.value;
    if (select.dataset.known === known) { return; }
    select.dataset.known = known;
    while (select.options.length > 1) { select.remove(1); }
    choices.forEach(([value, text]) => select.append(new Option(text, value)));
    select.value = before;
  };
  Form.prototype.line = function (row) {
    const node = stethos.make("li"), label = stethos.make("label", "choice-line"), tick = stethos.make("input", "form-check-input");
    const text = stethos.make("span", "choice-text");
    tick.type = "checkbox";
    tick.addEventListener("change", () => { if (tick.checked) { this.chosen.add(row[0]); } else { this.chosen.delete(row[0]); } this.changed(); });
    text.append(stethos.make("strong"), stethos.make("span"), stethos.make("span", "soft"));
    label.append(tick, text);
    node.append(label);
    return node;
  };
  Form.prototype.update = function (node, row) {
    const [tick, text] = node.firstChild.children, [, name, model, machine, place, knows] = row;
    tick.checked = this.chosen.has(row[0]);
    node.dataset.id = row[0];
    stethos.text(text.children[0], name);
    stethos.text(text.children[1], [model, knows ? "" : this.words.no_settings].filter(Boolean).join(" · "));
    stethos.text(text.children[2], [machine, place].join(" · "));
  };
  Form.prototype.changed = function () {
    this.part("list").querySelectorAll("li[data-id]").forEach((node) => { node.querySelector("input").checked = this.chosen.has(Number(node.dataset.id)); });
    this.say();
    clearTimeout(this.asking);
    this.asking = setTimeout(() => this.askFields(), TYPED_MS);
  };
  Form.prototype.say = function () {
    stethos.text(this.part("chosen"), this.words.chosen.replace("{count}", stethos.number(this.chosen.size, "", 0)));
    const set = [...this.controls.values()].some((control) => control.isSet());
    this.part("preview").disabled = !this.chosen.size || !set;
  };

  /* ---- fields ---- */
  Form.prototype.askFields = async function () {
    const turn = this.fieldsTurn = (this.fieldsTurn || 0) + 1;
    const data = this.chosen.size ? await stethos.post("/live/rollouts/fields", { ids: [...this.chosen] }, this.words.failed) : { fields: [], silent: 0 };
    if (!data || turn !== this.fieldsTurn) { return; }
    const known = JSON.stringify(data.fields);
    if (this.part("fields").dataset.known !== known) {
      this.part("fields").dataset.known = known;
      const before = this.controls;
      this.controls = new Map();
      this.part("fields").replaceChildren(...data.fields.map((field) => this.field(field, before.get(field.path))));
    }
    const silent = data.silent ? this.words.silent.replace("{count}", stethos.number(data.silent, "", 0)) : "";
    stethos.text(this.part("fields-help"), !this.chosen.size ? this.words.choose_first
      : [data.fields.length ? this.words.fields : this.words.no_common, silent].filter(Boolean).join(" "));
    this.say();
  };
  Form.prototype.field = function (field, before) {
    const box = stethos.make("label", "choice-field"), name = stethos.make("span", "choice-name", field.title + (field.unit ? " (" + field.unit + ")" : ""));
    const control = field.type === "number" ? this.number(field) : this.select(field);
    if (before) { control.node.value = before.node.value; }
    control.node.addEventListener("input", () => this.say());
    this.controls.set(field.path, control);
    box.append(name, control.node);
    if (field.help) { box.append(stethos.make("span", "soft", field.help)); }
    return box;
  };
  Form.prototype.number = function (field) {
    const node = stethos.make("input", "form-control");
    node.type = "number";
    node.step = "any";
    node.placeholder = this.words.keep;
    if (field.min !== null) { node.min = field.min; }
    if (field.max !== null) { node.max = field.max; }
    return { node: node, isSet: () => node.value !== "", value: () => Number(node.value) };
  };
  Form.prototype.select = function (field) {
    const node = stethos.make("select", "form-select"), words = this.words;
    const choices = field.type === "boolean" ? [["true", words.on], ["false", words.off]] : field.choices.map((one) => ["=" + one, one]);
    node.append(new Option(words.keep, ""), ...choices.map(([value, text]) => new Option(text, value)));
    return { node: node, isSet: () => node.value !== "", value: () => node.value.startsWith("=") ? node.value.slice(1) : node.value === "true" };
  };

  /* ---- the preview ---- */
  Form.prototype.preview = async function () {
    const settings = {}, wrong = [...this.controls.values()].find((control) => !control.node.checkValidity());
    if (wrong) { wrong.node.reportValidity(); return; }
    this.controls.forEach((control, path) => { if (control.isSet()) { settings[path] = control.value(); } });
    const chosen = [...["model", "type", "place"].map((name) => this.part(name)).filter((node) => node.value)
      .map((node) => node.selectedOptions[0].textContent), this.q.value.trim()].filter(Boolean).join(", ");
    this.part("preview").disabled = true;
    const answer = await stethos.post("/live/rollouts/create", { ids: [...this.chosen], settings: settings, share: Number(this.part("share").value),
                                                                 reason: this.reason.value, chosen: chosen }, this.words.failed);
    this.part("preview").disabled = false;
    if (answer) { window.location.assign(answer.href); }
  };

  stethos.page("rollout_new", function (element) { element.form = new Form(element); });
})();
