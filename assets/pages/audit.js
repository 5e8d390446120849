/* The audit trail: the page of all changes, and the section of those of one thing. Texts come from people: text only.

   stethos.changes(words)          draws changes: .show(list, rows) in the place of those there, .add(list, rows) below.
   stethos.changed(words, row)     draws one field: its name, before, after, in a list of terms. */
(function () {
  "use strict";
  const stethos = window.stethos, TYPED_MS = 300, FEW_ROWS = 6;
  const CHOICES = ["person", "object", "action"], FIELDS = ["q", "from", "to"];

  function piece([text, href]) {
    return href ? Object.assign(stethos.link(stethos.make("a", "audit-thing", text), href)) : document.createTextNode(text);
  }
  function difference(words, [name, before, after]) {
    const row = stethos.make("div", "audit-row"), was = stethos.make("dd", "audit-was", before), is = stethos.make("dd", "audit-is", after);
    was.prepend(stethos.make("span", "visually-hidden", words.before + " "));
    is.prepend(stethos.make("span", "visually-hidden", words.after + " "));
    row.append(stethos.make("dt", "", name), was, stethos.icon("right"), is);
    return row;
  }
  stethos.changed = difference;
  function differences(words, rows) {
    const list = stethos.make("dl", "audit-rows");
    list.append(...rows.slice(0, FEW_ROWS).map((row) => difference(words, row)));
    if (rows.length > FEW_ROWS) {
      const more = stethos.make("button", "audit-all", words.more_rows);
      more.type = "button";
      more.addEventListener("click", () => { list.append(...rows.slice(FEW_ROWS).map((row) => difference(words, row))); more.remove(); });
      return [list, more];
    }
    return [list];
  }
  function line(words, row) {
    const node = stethos.make("li", "audit-line"), head = stethos.make("p", "audit-said"), when = stethos.make("time", "soft num", row.when);
    when.setAttribute("datetime", row.at);
    head.append(...row.said.map(piece));
    node.append(when, head);
    if (row.rows.length) { node.append(...differences(words, row.rows)); }
    if (row.why) { node.append(stethos.make("p", "audit-why", words.why + " " + row.why)); }
    return node;
  }
  stethos.changes = function (words) {
    return {
      show: function (list, rows) { list.replaceChildren(...rows.map((row) => line(words, row))); },
      add: function (list, rows) {
        const added = rows.map((row) => line(words, row));
        list.append(...added);
        if (added[0]) { added[0].tabIndex = -1; added[0].focus({ preventScroll: true }); }
      }
    };
  };
  async function read(address, failed) {
    try {
      const answer = await fetch(address, { credentials: "same-origin", cache: "no-store", headers: { Accept: "application/json" } });
      if (answer.status === 401) { stethos.signIn(); return null; }
      if (answer.ok) { return await answer.json(); }
    } catch (error) { /* told below */ }
    stethos.toast(failed, "error");
    return null;
  }

  /* ---- the page ---- */
  function Audit(element) {
    this.element = element;
    this.words = stethos.words(element);
    this.changes = stethos.changes(this.words);
    this.list = document.getElementById("audit-list");
    this.more = document.getElementById("audit-more");
    this.count = document.getElementById("audit-count");
    this.inputs = {};
    FIELDS.forEach((name) => this.input(name));
    CHOICES.forEach((name) => { this.inputs[name] = document.getElementById("audit-" + name); });
    this.listen();
    this.read();
    this.load();
  }
  Audit.prototype.input = function (name) {
    const room = document.getElementById("audit-" + name + "-room"), input = stethos.make("input", "form-control");
    input.type = name === "q" ? "search" : "date";
    input.maxLength = 200;
    input.id = "audit-" + name;
    input.autocomplete = "off";
    room.replaceWith(input);
    this.inputs[name] = input;
  };
  Audit.prototype.listen = function () {
    let typed = 0;
    this.inputs.q.addEventListener("input", () => { clearTimeout(typed); typed = setTimeout(() => this.ask(false), TYPED_MS); });
    CHOICES.concat(["from", "to"]).forEach((name) => this.inputs[name].addEventListener("change", () => this.ask(true)));
    document.getElementById("audit-tools").addEventListener("submit", (event) => { event.preventDefault(); this.ask(true); });
    this.more.addEventListener("click", () => this.older());
    this.back = () => {
      if (!this.element.isConnected) { window.removeEventListener("popstate", this.back); return; }
      if (location.pathname === "/audit") { this.read(); this.load(); }
    };
    window.addEventListener("popstate", this.back);
  };
  Audit.prototype.read = function () {
    const asked = new URLSearchParams(location.search);
    this.asked = {};
    CHOICES.concat(FIELDS).forEach((name) => { this.asked[name] = asked.get(name) || ""; this.put(name); });
  };
  Audit.prototype.put = function (name) {
    const input = this.inputs[name], value = this.asked[name];
    if (input.tagName === "SELECT" && value && !Array.from(input.options).some((option) => option.value === value)) {
      input.append(new Option(value, value));
    }
    input.value = value;
  };
  Audit.prototype.query = function () {
    return new URLSearchParams(Object.entries(this.asked).filter(([, value]) => value.trim()));
  };
  Audit.prototype.ask = function (remember) {
    const before = this.query().toString();
    CHOICES.concat(FIELDS).forEach((name) => { this.asked[name] = this.inputs[name].value; });
    const query = this.query().toString();
    if (query === before) { return; }
    history[remember ? "pushState" : "replaceState"](history.state, "", location.pathname + (query ? "?" + query : ""));
    this.load();
  };
  Audit.prototype.load = async function () {
    const turn = this.turn = (this.turn || 0) + 1;
    this.element.setAttribute("aria-busy", "true");
    const data = await read("/live/audit?" + this.query(), this.words.failed);
    if (!data || turn !== this.turn) { return; }
    this.element.removeAttribute("aria-busy");
    this.choose(data.choices || {});
    this.changes.show(this.list, data.rows);
    this.list.hidden = !data.rows.length;
    stethos.text(this.count, data.rows.length ? "" : this.query().size ? this.words.none : this.words.nothing);
    if (!data.rows.length && this.query().size) { this.count.append(" ", this.clearing()); }
    this.after = data.after;
    this.more.hidden = !data.after;
  };
  Audit.prototype.clearing = function () {
    const button = stethos.make("button", "btn btn-outline-secondary btn-sm", this.words.clear);
    button.type = "button";
    button.addEventListener("click", () => { CHOICES.concat(FIELDS).forEach((name) => { this.inputs[name].value = ""; }); this.ask(true); this.inputs.q.focus(); });
    return button;
  };
  Audit.prototype.choose = function (choices) {
    CHOICES.forEach((name) => {
      const select = this.inputs[name];
      while (select.options.length > 1) { select.remove(1); }
      (choices[name] || []).forEach(([value, text]) => select.append(new Option(text, value)));
      this.put(name);
    });
  };
  Audit.prototype.older = async function () {
    const asked = this.query();
    asked.set("after", this.after);
    const data = await read("/live/audit?" + asked, this.words.failed);
    if (!data) { return; }
    this.changes.add(this.list, data.rows);
    this.after = data.after;
    this.more.hidden = !data.after;
  };

  /* ---- the section of one thing: read when it is opened, anew each time ---- */
  function History(element) {
    const words = stethos.words(element), changes = stethos.changes(words), list = element.querySelector('[data-part="list"]');
    const more = element.querySelector('[data-part="more"]'), details = element.querySelector("details");
    const address = "/live/history?object=" + element.dataset.object + "&id=" + element.dataset.number;
    let after = "";
    const take = function (data, older) {
      if (!data) { return; }
      changes[older ? "add" : "show"](list, data.rows);
      if (!list.childElementCount) { list.append(stethos.make("li", "soft", words.nothing)); }
      after = data.after;
      more.hidden = !after;
    };
    details.addEventListener("toggle", async () => { if (details.open) { take(await read(address, words.failed), false); } });
    more.addEventListener("click", async () => take(await read(address + "&after=" + after, words.failed), true));
  }

  stethos.page("audit", function (element) { element.audit = new Audit(element); });
  stethos.page("history", function (element) { new History(element); });
})();
