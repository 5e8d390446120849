/* One device: what it is, its settings (device_form.js), what was changed at it, history, documents. From /live/device. */
(function () {
  "use strict";
  const stethos = window.stethos, CONFLICT = 409;

  function Device(element) {
    this.element = element;
    this.id = element.dataset.device;
    this.words = stethos.words(element);
    this.mayEdit = Boolean(element.dataset.mayEdit);
    this.form = stethos.settingsForm({ element: element, words: this.words, id: this.id, mayEdit: this.mayEdit,
      changed: () => this.loop.restart(), conflict: (found, grab) => this.showConflict(found, grab) });
    const ask = element.querySelector('[data-act="ask"]');
    if (ask) { ask.addEventListener("click", () => this.send(ask, "ask", {})); }
    this.part("documents").addEventListener("toggle", () => this.drawDocuments());
    this.loop = stethos.live("/live/device?id=" + this.id, { element: element, interval_ms: 500, onData: (data) => this.take(data) });
  }
  Device.prototype.part = function (name) { return this.element.querySelector('[data-part="' + name + '"]'); };
  Device.prototype.send = async function (button, what, body) {
    button.disabled = true;
    const answer = await stethos.post("/live/device/" + this.id + "/" + what, Object.assign({ revision: this.data.revision }, body),
                                      this.words.failed, [CONFLICT]);
    button.disabled = false;
    if (answer && answer.status === CONFLICT) { stethos.toast(answer.message, "calm"); }
    this.loop.restart();
  };

  /* ---- an answer ---- */
  Device.prototype.take = function (data) {
    document.title = this.words.title;
    this.data = data;
    this.drawHead(data);
    this.form.take(data);
    stethos.text(this.part("nothing"), data.nothing);
    this.part("nothing").hidden = !data.nothing;
    this.drawChanged(data);
    this.drawHistory(data);
    this.part("not-asked").hidden = data.asked.length > 0;
    stethos.keyed(this.part("asked"), data.asked, { key: (one) => one.by, create: () => this.askedLine(), update: (node, one) => {
      stethos.text(node.firstChild, one.by);
      stethos.text(node.lastChild, one.answer);
    } });
    if (this.drawnVersion !== data.version) { this.drawDocuments(); }
  };
  Device.prototype.askedLine = function () {
    const node = stethos.make("li");
    node.append(stethos.make("span"), stethos.make("span", "soft"));
    return node;
  };
  Device.prototype.drawHead = function (data) {
    const head = data.head, heard = this.part("heard");
    this.part("reach").classList.remove("skeleton");
    stethos.mark(this.part("reach"), head.mark);
    if (head.at) { stethos.time(heard, head.at); } else { stethos.text(heard, this.words.never); }
    stethos.text(this.part("about"), head.about);
    stethos.text(this.part("away"), head.away);
    this.part("away").hidden = !head.away;
    stethos.mark(this.part("summary"), data.summary);
    this.part("summary").classList.add("device-summary");
    stethos.text(this.part("reported"), data.reported);
    const facts = [["machine", head.machine, head.href, head.place],
                   ["battery", head.battery ? head.battery.join(" ").trim() : ""], ["signal", head.signal], ["gateway", head.gateway],
                   ["signals", head.signals.map(([, title, value]) => title + " " + value).join(", ")]];
    stethos.keyed(this.part("facts"), facts.filter((fact) => fact[1]), { key: (fact) => fact[0], create: (fact) => this.fact(fact), update: (node, fact) => {
      const value = node.lastChild;
      if (fact[2]) { stethos.link(value.firstChild, fact[2]); }
      stethos.text(value.firstChild, fact[1]);
      stethos.text(value.lastChild, fact[3] || "");
    } });
  };
  Device.prototype.fact = function (fact) {
    const node = stethos.make("div"), value = stethos.make("dd");
    value.append(stethos.make(fact[2] ? "a" : "span"), stethos.make("span", "device-place soft"));
    node.append(stethos.make("dt", "", this.words[fact[0]]), value);
    return node;
  };

  /* ---- changed at the device ---- */
  Device.prototype.drawChanged = function (data) {
    const panel = this.part("changed"), rows = data.rows.filter((row) => data.changed.includes(row.path));
    const known = JSON.stringify(rows.map((row) => [row.path, row.reported, row.wanted, data.revision]));
    panel.hidden = rows.length === 0;
    if (panel.dataset.known === known) { return; }
    panel.dataset.known = known;
    const list = stethos.make("ul", "device-chosen");
    rows.forEach((row) => {
      const item = stethos.make("li"), label = stethos.make("label"), box = stethos.make("input", "form-check-input");
      box.type = "checkbox";
      box.checked = true;
      box.dataset.path = row.path;
      box.hidden = !this.mayEdit || rows.length === 1;
      label.append(box, stethos.make("span", "", row.title + ": " + row.reported + " (" + this.words.ours.replace("{value}", row.wanted) + ")"));
      item.append(label);
      list.append(item);
    });
    panel.replaceChildren(stethos.make("h2", "", this.words.changed), list);
    if (this.mayEdit) { panel.append(stethos.make("p", "", this.words.changed_help), this.changedButtons(panel, rows)); }
  };
  Device.prototype.changedButtons = function (panel, rows) {
    const hands = stethos.make("p", "device-buttons"), adopt = stethos.make("button", "btn btn-primary", this.words.adopt);
    const push = stethos.make("button", "btn btn-outline-secondary", this.words.push);
    adopt.type = push.type = "button";
    adopt.addEventListener("click", () => {
      const seen = {}, chosen = Array.from(panel.querySelectorAll("input:checked"), (box) => box.dataset.path);
      rows.filter((row) => chosen.includes(row.path)).forEach((row) => { seen[row.path] = row.raw; });
      this.send(adopt, Object.keys(seen).length ? "adopt" : "push", { seen: seen });
    });
    push.addEventListener("click", () => this.send(push, "push", {}));
    hands.append(adopt, push);
    return hands;
  };

  /* ---- history ---- */
  function changes(rows) {
    return rows.map(([name, before, after]) => stethos.make("li", "", name + ": " + before + " → " + after));
  }
  Device.prototype.drawHistory = function (data) {
    this.part("no-history").hidden = data.history.length > 0;
    stethos.keyed(this.part("history"), data.history, { key: (one) => one.number, create: (one) => this.revision(one), update: (node, one) => {
      const [head, by, why, list, back] = node.children;
      stethos.text(head.firstChild, one.title);
      head.lastChild.hidden = one.number !== data.revision;
      stethos.text(by, one.by);
      stethos.text(why, one.why);
      why.hidden = !one.why;
      const known = JSON.stringify(one.rows);
      if (list.dataset.known !== known) {
        list.dataset.known = known;
        list.replaceChildren(...(one.rows.length || !one.number ? changes(one.rows) : [stethos.make("li", "", this.words.no_rows)]));
      }
      back.hidden = !this.mayEdit || !one.may_return;
    } });
  };
  Device.prototype.revision = function (one) {
    const node = stethos.make("li"), head = stethos.make("h3"), back = stethos.make("button", "btn btn-sm btn-outline-secondary", this.words.back);
    head.append(stethos.make("span"), stethos.make("span", "device-current", this.words.current));
    back.type = "button";
    back.setAttribute("aria-label", this.words.back + ": " + one.title);
    back.addEventListener("click", () => this.send(back, "roll-back", { to: one.number }));
    node.append(head, stethos.make("p", "soft"), stethos.make("p"), stethos.make("ul", "device-changes"), back);
    return node;
  };

  /* ---- the documents, for the curious ---- */
  Device.prototype.drawDocuments = async function () {
    if (!this.part("documents").open || !this.data) { return; }
    this.drawnVersion = this.data.version;
    try {
      const answer = await fetch("/live/device/documents?id=" + this.id, { credentials: "same-origin", cache: "no-store" });
      if (!answer.ok) { return; }
      const found = await answer.json();
      Object.keys(found).forEach((name) => stethos.text(this.element.querySelector('[data-document="' + name + '"]'), found[name] || "–"));
    } catch (error) { /* the banner says that we are off-line */ }
  };

  /* ---- somebody else was faster ---- */
  Device.prototype.showConflict = function (found, grab) {
    const panel = this.part("conflict"), known = found ? JSON.stringify([found.revision, found.rows]) : "";
    if (panel.dataset.known === known && !grab) { return; }
    panel.dataset.known = known;
    panel.hidden = !found;
    if (!found) { panel.replaceChildren(); return; }
    const take = stethos.make("button", "btn btn-primary", this.words.take), keep = stethos.make("button", "btn btn-outline-secondary", this.words.keep);
    const hands = stethos.make("p", "device-buttons");
    take.type = keep.type = "button";
    take.addEventListener("click", () => { this.showConflict(null); this.form.discard(); });
    keep.addEventListener("click", () => { this.showConflict(null); this.form.goOn(found.revision); });
    hands.append(take, keep);
    panel.replaceChildren(stethos.make("h2", "", this.words.conflict.replace("{by}", found.by)), stethos.make("p", "", found.why), this.table(found.rows), hands);
    if (grab) { panel.focus(); panel.scrollIntoView({ block: "center" }); }
  };
  Device.prototype.table = function (rows) {
    const table = stethos.make("table"), head = stethos.make("tr");
    [this.words.setting, this.words.theirs, this.words.mine].forEach((name) => {
      const cell = stethos.make("th", "", name);
      cell.scope = "col";
      head.append(cell);
    });
    table.append(head, ...rows.map((cells) => {
      const row = stethos.make("tr");
      row.append(...cells.map((text, index) => stethos.make(index ? "td" : "th", "", text)));
      row.firstChild.scope = "row";
      return row;
    }));
    return table;
  };

  stethos.page("device", function (element) { element.device = new Device(element); });
})();
