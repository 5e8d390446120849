/* Where a device is: a guided form places one that waits; one that is placed can be replaced or retired. */
(function () {
  "use strict";
  const stethos = window.stethos;
  const TYPED_MS = 250;

  async function read(url) {
    try {
      const answer = await fetch(url, { credentials: "same-origin", headers: { Accept: "application/json" } });
      if (answer.status === 401) { stethos.signIn(); return null; }
      return answer.ok ? await answer.json() : null;
    } catch (error) { return null; }
  }
  function labelled(name, control, part) {
    const box = stethos.make("div", "placing-field"), label = stethos.make("label"), wrong = stethos.make("span", "placing-wrong");
    label.append(stethos.make("span", "placing-name", name), control);
    wrong.hidden = true;
    wrong.id = "placing-wrong-" + (labelled.count = (labelled.count || 0) + 1);
    control.setAttribute("aria-describedby", wrong.id);
    box.append(label, wrong);
    box.dataset.field = part;
    return box;
  }
  function input(value, attributes) {
    const node = stethos.make("input", "form-control");
    node.value = value || "";
    node.autocomplete = "off";
    return Object.assign(node, attributes || {});
  }
  function select(choices, value) {
    const node = stethos.make("select", "form-select");
    choices.forEach(([key, text]) => node.append(new Option(text, key)));
    node.value = value === undefined && choices.length ? choices[0][0] : value;
    return node;
  }
  function button(text, icon, primary) {
    const node = stethos.make("button", "btn " + (primary ? "btn-primary" : "btn-outline-secondary"));
    node.type = "button";
    if (icon) { node.append(stethos.icon(icon)); }
    node.append(stethos.make("span", "", text));
    return node;
  }
  let groups = 0;
  /* A search whose results are radio buttons: resolves to the row that is chosen. */
  function Search(url, words, changed) {
    this.box = stethos.make("div", "placing-search");
    this.rows = stethos.make("div", "placing-found");
    this.note = stethos.make("p", "soft");
    this.q = input("", { type: "search", maxLength: 100, placeholder: words.hint });
    this.chosen = null;
    this.name = "placing-group-" + (groups += 1);
    this.rows.setAttribute("role", "radiogroup");
    this.rows.setAttribute("aria-label", words.name);
    this.words = words;
    this.url = url;
    this.changed = changed;
    const label = stethos.make("label");
    label.append(stethos.make("span", "placing-name", words.name), this.q);
    this.box.append(label, this.rows, this.note);
    let typed = 0;
    this.q.addEventListener("input", () => { clearTimeout(typed); typed = setTimeout(() => this.ask(), TYPED_MS); });
    this.ask();
  }
  Search.prototype.ask = async function () {
    const turn = this.turn = (this.turn || 0) + 1, data = await read(this.url + "?q=" + encodeURIComponent(this.q.value.trim()));
    if (!data || turn !== this.turn) { return; }
    this.rows.replaceChildren(...data.rows.map((row) => this.row(row)));
    stethos.text(this.note, data.rows.length ? (data.more ? this.words.more : "") : this.words.none);
  };
  Search.prototype.row = function (row) {
    const label = stethos.make("label", "placing-choice"), radio = stethos.make("input", "form-check-input"), text = stethos.make("span", "choice-text");
    radio.type = "radio";
    radio.name = this.name;
    radio.checked = Boolean(this.chosen) && this.chosen[0] === row[0];
    radio.addEventListener("change", () => { this.chosen = row; this.changed(row); });
    text.append(stethos.make("strong", "", row[2]), stethos.make("span", "soft", row[3]));
    label.append(radio, text);
    return label;
  };

  function Placing(element) {
    this.element = element;
    this.id = element.dataset.device;
    this.name = element.querySelector("h1").textContent;
    this.words = stethos.words(element);
    this.mayAct = Boolean(element.dataset.mayAct);
    this.load();
  }
  Placing.prototype.part = function (name) { return this.element.querySelector('[data-part="' + name + '"]'); };
  Placing.prototype.load = async function () {
    const data = await read("/live/placing?id=" + this.id);
    if (!data) { stethos.toast(this.words.failed, "error"); return; }
    this.data = data;
    stethos.text(this.part("about"), data.about);
    this.drawLabel();
    this.part("body").replaceChildren(...(data.machine_id ? this.placed() : this.waits()));
  };
  Placing.prototype.drawLabel = function () {
    const box = this.part("machine-label");
    box.replaceChildren();
    if (!this.data.machine_id) { return; }
    const link = stethos.make("a", "btn btn-outline-secondary");
    link.href = "/machines/" + this.data.machine_id + "/label.pdf";
    link.target = "_blank";
    link.append(stethos.icon("download"), stethos.make("span", "", this.words.machine_label));
    box.append(link);
  };
  Placing.prototype.link = function (text, href) {
    return stethos.link(stethos.make("a", "btn btn-outline-secondary", text), href);
  };

  /* ---- a device on a machine ---- */
  Placing.prototype.placed = function () {
    const words = this.words, data = this.data, panel = stethos.make("section", "panel placing-state"), acts = stethos.make("div", "placing-acts");
    panel.append(stethos.make("p", "placing-where", words.on.replace("{machine}", data.machine)));
    acts.append(this.link(words.open_machine, "/machines/" + data.machine_id), this.link(words.open_device, "/devices/" + this.id));
    if (this.mayAct) {
      const replace = button(words.replace, "right"), retire = button(words.retire, "close");
      replace.addEventListener("click", () => { replace.disabled = true; this.part("body").append(...this.byAnother()); });
      retire.addEventListener("click", () => this.retire());
      acts.append(replace, retire);
    }
    panel.append(acts);
    return [panel];
  };
  Placing.prototype.retire = function () {
    const reason = input("", { maxLength: 500 });
    return stethos.ask({ words: this.words, title: this.words.retire + ": " + this.name, send: this.words.retire,
                         fields: [stethos.make("p", "soft", this.words.retire_help), stethos.field(this.words.reason, reason)],
                         act: async () => { const done = await this.send("retire", { reason: reason.value }); if (done) { this.load(); } return done; } });
  };
  Placing.prototype.byAnother = function () {
    const words = this.words, panel = stethos.make("section", "panel placing-step"), list = stethos.make("datalist");
    const name = input("", { maxLength: 64, placeholder: words.search_new }), pairs = stethos.make("div", "placing-pairs");
    list.id = "placing-waiting";
    this.data.waiting.forEach((one) => list.append(new Option(one)));
    name.setAttribute("list", list.id);
    let typed = 0;
    name.addEventListener("input", () => { clearTimeout(typed); typed = setTimeout(() => this.drawPairs(pairs, this.id, name.value.trim()), TYPED_MS); });
    const go = button(words.replace_it, "good", true);
    go.addEventListener("click", () => this.replace(this.id, name.value.trim(), pairs, name));
    panel.append(stethos.make("h2", "", words.replace), labelled(words.new_device, name, "new"), list, stethos.make("p", "soft", words.pairs), pairs, go);
    this.drawPairs(pairs, this.id, "");
    return [panel];
  };

  /* ---- a device that waits, or is retired ---- */
  Placing.prototype.waits = function () {
    const words = this.words, data = this.data, panel = stethos.make("section", "panel placing-state");
    const text = data.retired ? words.retired.replace("{when}", data.retired).replace("{machine}", data.former || "–") : words.waiting;
    panel.append(stethos.make("p", "placing-where", text));
    if (data.replaced_by) { panel.append(this.link(words.replaced_by.replace("{name}", data.replaced_by), "/mounting/" + data.replaced_by_id)); }
    if (!this.mayAct) { panel.append(stethos.make("p", "soft", words.viewer)); return [panel]; }
    const step = stethos.make("section", "panel placing-step"), modes = stethos.make("div", "placing-modes");
    modes.setAttribute("role", "radiogroup");
    modes.setAttribute("aria-label", words.where);
    this.room = stethos.make("div", "placing-room");
    this.rest = stethos.make("div", "placing-body");
    Object.entries(words.modes).forEach(([mode, name]) => {
      const label = stethos.make("label", "placing-choice"), radio = stethos.make("input", "form-check-input");
      radio.type = "radio";
      radio.name = "placing-mode";
      radio.addEventListener("change", () => this.choose(mode));
      label.append(radio, stethos.make("span", "", name));
      modes.append(label);
    });
    step.append(stethos.make("h2", "", words.where), modes, this.room);
    return [panel, step, this.rest];
  };
  Placing.prototype.choose = function (mode) {
    const words = this.words;
    this.mode = mode;
    if (mode === "new") { this.room.replaceChildren(...this.newMachine()); this.rest.replaceChildren(this.signals()); return; }
    this.search = new Search("/live/placing/" + (mode === "old" ? "machines" : "devices"), {
      name: mode === "old" ? words.machine : words.old_device, hint: mode === "old" ? words.search_machine : words.search_device,
      none: words.none, more: words.more }, (row) => { if (mode === "instead") { this.drawPairs(this.pairs, row[0], this.name); } });
    this.room.replaceChildren(this.search.box);
    this.rest.replaceChildren(mode === "old" ? this.signals() : this.instead());
  };
  Placing.prototype.newMachine = function () {
    const words = this.words, data = this.data, places = data.places.concat([["+", words.new_place]]);
    const name = input("", { maxLength: 200 }), type = select(words.types, "motor"), place = select(places), kind = select(words.place_kinds, data.places.length ? "line" : "site");
    const placeName = input("", { maxLength: 200 }), parent = select(data.places), zone = input(data.zone, { maxLength: 64 });
    const fields = { name: labelled(words.machine_name, name, "machine.name"), type: labelled(words.machine_type, type, "machine.type"),
                     place: labelled(words.place, place, "machine.place") };
    const more = { name: labelled(words.place_name, placeName, "place.name"), kind: labelled(words.place_kind, kind, "place.kind"),
                   parent: labelled(words.inside, parent, "place.parent"), zone: labelled(words.zone, zone, "place.time_zone") };
    const draw = function () {
      const fresh = place.value === "+", site = kind.value === "site";
      more.name.hidden = more.kind.hidden = !fresh;
      more.parent.hidden = !fresh || site;
      more.zone.hidden = !fresh || !site;
    };
    [place, kind].forEach((node) => node.addEventListener("change", draw));
    draw();
    this.machineForm = function () {
      const body = { new_machine: { name: name.value, type: type.value } };
      if (place.value !== "+") { body.new_machine.place = place.value; return body; }
      body.new_place = Object.assign({ name: placeName.value, kind: kind.value }, kind.value === "site" ? { time_zone: zone.value } : { parent: parent.value || "" });
      return body;
    };
    return [...Object.values(fields), ...Object.values(more)];
  };
  Placing.prototype.signals = function () {
    const words = this.words, panel = stethos.make("section", "panel placing-step"), list = stethos.make("div", "placing-signals");
    const go = button(words.place_it, "good", true);
    this.signalForms = this.data.signals.map((one, index) => this.signal(one, index, list));
    go.addEventListener("click", () => this.place(go));
    panel.append(stethos.make("h2", "", words.what), stethos.make("p", "soft", this.data.signals.length ? words.proposed : words.no_signals), list, go);
    return panel;
  };
  Placing.prototype.signal = function (one, index, list) {
    const words = this.words, box = stethos.make("fieldset", "placing-signal"), part = "signal-" + index + ".";
    const title = input(one.title, { maxLength: 100 }), kind = select(words.kinds, one.kind), unit = input(one.unit, { maxLength: 32, disabled: one.fixed });
    const interval = input(one.interval_s, { inputMode: "decimal", maxLength: 12 });
    kind.addEventListener("change", () => { if (!unit.value) { unit.value = (words.kinds.find(([key]) => key === kind.value) || [])[2] || ""; } });
    box.append(stethos.make("legend", "", one.name), labelled(words.title, title, part + "title"), labelled(words.kind, kind, part + "kind"),
               labelled(words.unit, unit, part + "unit"), labelled(words.interval, interval, part + "interval_s"));
    list.append(box);
    return () => ({ name: one.name, title: title.value, kind: kind.value, unit: unit.value, interval_s: interval.value });
  };
  Placing.prototype.place = async function (go) {
    const body = { device: this.name, signals: this.signalForms.map((form) => form()) };
    if (this.mode === "new") { Object.assign(body, this.machineForm()); }
    else if (this.search.chosen) { body.machine = this.search.chosen[1]; }
    else { stethos.toast(this.words.choose, "error"); this.search.q.focus(); return; }
    go.disabled = true;
    const answer = await this.send("place", body);
    go.disabled = false;
    if (answer && !this.complain(answer.problems || [])) { this.load(); window.scrollTo(0, 0); }
  };
  /* Says under each field what is wrong with it; false if nothing is. */
  Placing.prototype.complain = function (problems) {
    this.element.querySelectorAll("[data-field]").forEach(function (box) {
      const wrong = problems.find(([part, field]) => box.dataset.field === part + "." + field), control = box.querySelector("input, select");
      box.lastChild.hidden = !wrong;
      stethos.text(box.lastChild, wrong ? wrong[2] : "");
      control.classList.toggle("is-invalid", Boolean(wrong));
      control.setAttribute("aria-invalid", String(Boolean(wrong)));
    });
    if (!problems.length) { return false; }
    const first = this.element.querySelector(".is-invalid");
    if (first) { first.focus(); }
    stethos.toast(first ? this.words.wrong : problems[0][2], "error");
    return true;
  };

  /* ---- one device takes the place of another ---- */
  Placing.prototype.instead = function () {
    const words = this.words, panel = stethos.make("section", "panel placing-step"), go = button(words.replace_it, "good", true);
    this.pairs = stethos.make("div", "placing-pairs");
    go.addEventListener("click", () => {
      if (!this.search.chosen) { stethos.toast(words.choose_device, "error"); this.search.q.focus(); return; }
      this.replace(this.search.chosen[0], this.name, this.pairs, this.search.q);
    });
    panel.append(stethos.make("h2", "", words.which), stethos.make("p", "soft", words.pairs), this.pairs, go);
    return panel;
  };
  Placing.prototype.drawPairs = async function (box, oldId, name) {
    const words = this.words, data = await read("/live/placing/pairs?old=" + oldId + "&new=" + encodeURIComponent(name));
    if (!data) { return; }
    const names = data.new.length ? data.new : data.old.map(([key, title, unit]) => [key, title, unit]);
    const text = ([key, title, unit]) => (title === key ? key : title + " (" + key + ")") + (unit ? ", " + unit : "");
    box.forms = [];
    box.replaceChildren(...data.old.map((old) => {
      const choice = select([["", words.ends]].concat(names.map((one) => [one[0], text(one)])), old[3]);
      box.forms.push([old[0], choice]);
      return labelled(text(old), choice, "pair");
    }));
  };
  Placing.prototype.replace = async function (oldId, name, box, first) {
    if (!name) { stethos.toast(this.words.required, "error"); first.focus(); return; }
    const pairs = {};
    (box.forms || []).forEach(([old, choice]) => { if (choice.value) { pairs[old] = choice.value; } });
    const answer = await stethos.post("/live/devices/" + oldId + "/replace", { new: name, pairs: pairs }, this.words.failed);
    if (answer) { this.load(); window.scrollTo(0, 0); }
  };
  Placing.prototype.send = function (what, body) { return stethos.post("/live/devices/" + this.id + "/" + what, body, this.words.failed); };

  stethos.page("placing", function (element) { element.placing = new Placing(element); });
})();
