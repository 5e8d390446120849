/* The forms of /telling: a person, a channel, a rule. The server checks them field by field; what it says about a
   field is shown below it. stethos.tellingForms(words, done) returns { people, channels, rules, remove }. */
(function () {
  "use strict";
  const stethos = window.stethos = window.stethos || {};
  let ids = 0;

  function input(name, value, more) {
    const node = stethos.make("input", "form-control");
    Object.assign(node, { name: name, type: "text", value: value === null || value === undefined ? "" : value, autocomplete: "off" }, more);
    return node;
  }
  function select(name, value, options) {
    const node = stethos.make("select", "form-select");
    node.name = name;
    options.forEach(([key, text]) => node.append(new Option(text, key)));
    node.value = value === null || value === undefined ? "" : String(value);
    return node;
  }
  function field(name, control, help) {
    const node = stethos.make("div", "ask-field"), label = stethos.make("label", "ask-name", name);
    ids += 1;
    control.id = label.htmlFor = "telling-field-" + ids;
    node.append(label, control);
    if (help) {
      const more = stethos.make("span", "soft", help);
      more.id = control.id + "-help";
      control.setAttribute("aria-describedby", more.id);
      node.append(more);
    }
    return node;
  }
  function check(name, checked, text, type) {
    const label = stethos.make("label", "ask-check"), box = stethos.make("input", "form-check-input");
    Object.assign(box, { name: name, type: type || "checkbox", checked: checked });
    label.append(box, stethos.make("span", "", text));
    return label;
  }
  function pair() {
    const node = stethos.make("div", "telling-pair");
    node.append(...arguments);
    return node;
  }
  function group(title, name, help, children) {
    const node = stethos.make("fieldset", "telling-group");
    node.dataset.fault = name;
    node.append(stethos.make("legend", "ask-name", title));
    if (help) { node.append(stethos.make("p", "soft", help)); }
    node.append(...children);
    return node;
  }

  /* What the server says about fields; the first of them gets the focus. */
  function faults(form, found) {
    form.querySelectorAll(".ask-fault").forEach((node) => node.remove());
    form.querySelectorAll("[aria-invalid]").forEach(function (node) {
      node.removeAttribute("aria-invalid");
      node.removeAttribute("aria-errormessage");
    });
    Object.keys(found).forEach(function (name) {
      const field = form.elements.namedItem(name), place = form.querySelector('[data-fault="' + name + '"]');
      const text = stethos.make("span", "ask-fault", found[name]), node = field instanceof Element ? field : null;
      ids += 1;
      text.id = "telling-fault-" + ids;
      text.setAttribute("role", "alert");
      if (node) {
        node.setAttribute("aria-invalid", "true");
        node.setAttribute("aria-errormessage", text.id);
        node.after(text);
      } else if (place) { place.append(text); } else { stethos.toast(found[name], "error"); }
    });
    const first = form.querySelector(".ask-fault"), control = first && first.parentNode.querySelector("[aria-invalid]");
    if (control) { control.focus(); } else if (first) { first.scrollIntoView({ block: "nearest" }); }
  }

  function Forms(words, done) {
    this.words = words;
    this.done = done;
  }
  Forms.prototype.ask = function (title, fields, path, body, after) {
    const words = this.words, done = this.done;
    return stethos.ask({ words: words, title: title, send: words.save, fields: fields, act: async function () {
      const data = await stethos.post(path, body(), words.failed);
      if (data && data.faults) { faults(fields[0].closest("form"), data.faults); return false; }
      if (data) { done(); if (after) { after(data); } }
      return Boolean(data);
    } });
  };
  Forms.prototype.remove = function (name, row) {
    const words = this.words, one = name === "rules" ? "rule" : "channel", done = this.done;
    return stethos.ask({
      words: words, title: words["remove_" + one], send: words.remove, fields: [stethos.make("p", "", row.name)],
      act: async function () {
        const data = await stethos.post("/live/telling/" + one + "/remove", { id: row.id }, words.failed);
        if (data) { done(); }
        return Boolean(data);
      } });
  };

  Forms.prototype.people = function (row) {
    const words = this.words.person, form = row.form, type = { type: "time" };
    const email = input("email", form.email, { type: "email", autocomplete: "email" }), phone = input("phone", form.phone, { type: "tel", autocomplete: "tel" });
    const zone = input("zone", form.zone), from = input("quiet_from", form.quiet_from, type), to = input("quiet_to", form.quiet_to, type);
    const budget = input("budget", form.budget, { type: "number", min: 1, max: 1000, disabled: !row.may_budget });
    const fields = [field(words.email, email), field(words.phone, phone), field(words.zone, zone, words.zone_help),
                    pair(field(words.quiet_from, from), field(words.quiet_to, to)), stethos.make("p", "soft", words.quiet_help),
                    field(words.budget, budget, words.budget_help)];
    return this.ask(words.title.replace("{name}", row.name), fields, "/live/telling/person", () => ({
      id: row.id, email: email.value, phone: phone.value, zone: zone.value, quiet_from: from.value, quiet_to: to.value, budget: budget.value }));
  };

  Forms.prototype.channels = function (row) {
    const words = this.words.channel, known = row || { name: "", kind: "apprise", active: true };
    const name = input("name", known.name, { maxLength: 80 }), kind = select("kind", known.kind, words.kinds);
    const address = input("address", "", { maxLength: 2000, spellcheck: false }), secret = input("secret", "", { spellcheck: false });
    const active = check("active", known.active, words.active), box = active.firstChild;
    const secrets = field(words.secret, secret, row ? words.kept : words.secret_help);
    const help = words.address_help + (row ? " " + words.kept : "");
    const show = () => { secrets.hidden = kind.value !== "webhook"; };
    kind.addEventListener("change", show);
    show();
    const fields = [field(words.name, name), field(words.kind, kind), field(words.address, address, help), secrets, active];
    return this.ask(row ? words.title.replace("{name}", row.name) : words.add, fields, "/live/telling/channel", () => ({
      id: row ? row.id : null, version: row ? row.version : null, name: name.value, kind: kind.value, address: address.value,
      secret: kind.value === "webhook" ? secret.value : "", active: box.checked }), (data) => this.secret(data.secret));
  };
  Forms.prototype.secret = function (secret) {
    const words = this.words, shown = stethos.make("code", "telling-secret", secret);
    if (!secret) { return; }
    stethos.ask({ words: words, title: words.channel.secret, send: words.channel.close,
                  fields: [stethos.make("p", "", words.channel.secret_made), shown], act: async () => true });
  };

  /* ---- a rule ---- */
  Forms.prototype.rules = function (row, data) {
    const words = this.words.rule, form = row ? row.form : {
      name: "", active: true, everywhere: true, places: [], machines: [], least: "high", weekdays: [1, 2, 3, 4, 5, 6, 7], from: "", to: "", remind: "", steps: [] };
    const name = input("name", form.name, { maxLength: 80 }), least = select("least", form.least, words.priorities);
    const remind = input("remind", form.remind, { type: "number", min: 5 }), active = check("active", form.active, words.active);
    const from = input("from", form.from, { type: "time" }), to = input("to", form.to, { type: "time" });
    const days = words.days.map(([day, text]) => check("", form.weekdays.includes(day), text));
    const scope = this.scope(form), steps = this.steps(form, data), week = stethos.make("div", "telling-week");
    week.append(...days);
    const fields = [
      field(words.name, name), field(words.least, least), group(words.scope, "scope", "", [scope.node]),
      group(words.steps, "steps", words.steps_help, [steps.node]),
      group(words.when, "weekdays", words.when_help, [week, pair(field(words.from, from), field(words.to, to))]),
      field(words.remind, remind, words.remind_help), active];
    return this.ask(row ? words.title.replace("{name}", row.name) : words.add, fields, "/live/telling/rule", () => Object.assign({
      id: row ? row.id : null, version: row ? row.version : null, name: name.value, least: least.value, active: active.firstChild.checked,
      weekdays: words.days.map((day) => day[0]).filter((_day, index) => days[index].firstChild.checked),
      from: from.value, to: to.value, remind: remind.value, steps: steps.values() }, scope.values()));
  };

  Forms.prototype.scope = function (form) {
    const words = this.words.rule, node = stethos.make("div", "telling-scope"), chosen = stethos.make("ul", "telling-chips"), found = stethos.make("ul", "telling-found");
    const every = check("everywhere", form.everywhere, words.everywhere, "radio"), some = check("everywhere", !form.everywhere, words.chosen, "radio");
    const find = input("", "", { type: "search", placeholder: words.find }), picked = { place: new Map(form.places), machine: new Map(form.machines) };
    const part = stethos.make("div", "telling-choose");
    find.setAttribute("aria-label", words.find);
    part.append(chosen, find, found);
    node.append(every, some, part);
    const show = () => { part.hidden = every.firstChild.checked; };
    node.addEventListener("change", show);
    function draw() {
      chosen.replaceChildren();
      Object.keys(picked).forEach((kind) => picked[kind].forEach(function (name, id) {
        const chip = stethos.make("li"), drop = stethos.make("button", "telling-chip", name);
        drop.type = "button";
        drop.setAttribute("aria-label", words.drop.replace("{name}", name));
        drop.append(stethos.icon("close"));
        drop.addEventListener("click", () => { picked[kind].delete(id); draw(); find.focus(); });
        chip.append(drop);
        chosen.append(chip);
      }));
      chosen.hidden = !chosen.children.length;
    }
    let asked = 0;
    find.addEventListener("input", async function () {
      const turn = asked += 1, text = find.value.trim();
      const answer = text.length < 2 ? null : await fetch("/live/telling/found?q=" + encodeURIComponent(text), { credentials: "same-origin" }).catch(() => null);
      if (turn !== asked) { return; }
      const rows = answer && answer.ok ? (await answer.json()).rows : [];
      found.replaceChildren(...rows.map(function ([kind, id, name, way]) {
        const item = stethos.make("li"), button = stethos.make("button", "telling-hit");
        button.type = "button";
        button.append(stethos.make("span", "", name), stethos.make("span", "soft", way));
        button.addEventListener("click", () => { picked[kind].set(id, name); find.value = ""; found.replaceChildren(); draw(); find.focus(); });
        item.append(button);
        return item;
      }));
      if (text.length >= 2 && !rows.length) { found.append(stethos.make("li", "soft", words.nothing)); }
    });
    find.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); } });
    draw();
    show();
    return { node: node, values: () => ({ everywhere: every.firstChild.checked, places: Array.from(picked.place.keys()), machines: Array.from(picked.machine.keys()) }) };
  };

  Forms.prototype.steps = function (form, data) {
    const words = this.words.rule, most = this.words.most_steps, node = stethos.make("div", "telling-step-room"), list = stethos.make("div", "telling-step-list");
    const add = stethos.make("button", "btn btn-outline-secondary btn-sm", words.add_step), choose = [["", words.choose]];
    add.type = "button";
    node.append(list, add);
    function number() {
      Array.from(list.children).forEach(function (line, index) {
        ["user", "channel", "after"].forEach((name) => { line.querySelector("[data-name=" + name + "]").name = "steps." + index + "." + name; });
        line.setAttribute("aria-label", words.step.replace("{number}", index + 1));
        const drop = line.querySelector("[data-drop]");
        drop.setAttribute("aria-label", words.drop_step.replace("{number}", index + 1));
        drop.hidden = list.children.length === 1;
      });
      add.hidden = list.children.length >= most;
    }
    function more(user, channel, after) {
      const line = stethos.make("div", "telling-step"), drop = stethos.make("button", "btn btn-outline-secondary btn-sm telling-drop");
      const controls = [select("", user, choose.concat(data.people.map((one) => [one.id, one.name]))),
                        select("", channel, choose.concat(data.channels.map((one) => [one.id, one.name]))),
                        input("", after, { type: "number", min: 0, max: 10080 })];
      ["user", "channel", "after"].forEach((name, index) => { controls[index].dataset.name = name; });
      drop.type = "button";
      drop.dataset.drop = "";
      drop.append(stethos.icon("close"));
      drop.addEventListener("click", () => { line.remove(); number(); add.focus(); });
      line.setAttribute("role", "group");
      line.append(field(words.who, controls[0]), field(words.by, controls[1]), field(words.after, controls[2]), drop);
      list.append(line);
      number();
      return controls[0];
    }
    (form.steps.length ? form.steps : [["", "", 0]]).forEach((step) => more(step[0], step[1], step[2]));
    add.addEventListener("click", function () {
      const last = list.lastElementChild.querySelector("[data-name=after]");
      more("", "", Number(last.value || 0) + 15).focus();
    });
    const value = (line, name) => Number(line.querySelector("[data-name=" + name + "]").value) || null;
    return { node: node, values: () => Array.from(list.children).map((line) => ({
      user: value(line, "user"), channel: value(line, "channel"), after: line.querySelector("[data-name=after]").value })) };
  };

  stethos.tellingForms = (words, done) => new Forms(words, done);
})();
