/* One alarm as a line, the same on all pages that show some.

   stethos.alarmLine(page)         makes lines; page: { words, acts, may_act, chosen (a Set) or null, seenMs, onChoose }
     .create(row)                  a new line;  .update(node, row)   makes it say what row says. Open menus stay open. */
(function () {
  "use strict";
  const stethos = window.stethos = window.stethos || {};

  function Lines(page) { this.page = page; }
  Lines.prototype.create = function (row) {
    if (row.group !== undefined) { return this.createGroup(); }
    const node = stethos.make("li", "alarm-line"), what = stethos.make("div", "alarm-what"), side = stethos.make("div", "alarm-side");
    const head = stethos.make("div", "alarm-head"), why = stethos.make("p", "alarm-why");
    const title = stethos.make("a", "alarm-title"), fresh = stethos.make("span", "alarm-new", this.page.words.new);
    const marks = stethos.make("div", "alarm-marks"), since = stethos.make("span", "alarm-since");
    node.parts = { title: title, name: stethos.make("strong", "alarm-title"), fresh: fresh, place: stethos.make("span", "alarm-place"),
      why: why, notes: stethos.make("ul", "alarm-notes"), priority: stethos.make("span"), state: stethos.make("span"),
      ne107: stethos.make("span"), time: stethos.make("time"), owner: stethos.make("span", "alarm-owner"),
      acts: stethos.make("div", "alarm-acts"), explains: this.explains(), case: stethos.make("a", "alarm-case"), since: since };
    const parts = node.parts;
    parts.case.append(stethos.icon("case"), stethos.make("span", "", this.page.words.case));
    since.append(this.page.words.for + " ", parts.time);
    head.append(parts.priority, title, parts.name, fresh, parts.place);
    marks.append(parts.ne107, parts.state, since, parts.owner, parts.case);
    what.append(head, why, parts.notes, marks, parts.explains);
    side.append(parts.acts);
    if (this.page.chosen && this.page.may_act) { node.append(this.checkbox(node)); }
    node.append(what, side);
    return node;
  };
  Lines.prototype.checkbox = function (node) {
    const label = stethos.make("label", "alarm-check"), box = stethos.make("input", "form-check-input");
    box.type = "checkbox";
    box.addEventListener("change", () => this.page.onChoose(node.row.id, box.checked));
    label.append(box);
    node.parts.box = box;
    return label;
  };
  Lines.prototype.explains = function () {
    const box = stethos.make("details", "alarm-explains"), list = stethos.make("ul");
    box.append(stethos.make("summary"), list);
    return box;
  };
  Lines.prototype.update = function (node, row) {
    if (row.group !== undefined) { this.updateGroup(node, row); return; }
    const parts = node.parts, words = this.page.words;
    node.row = row;
    node.dataset.id = row.id;
    node.className = "alarm-line " + row.mark[2] + (row.calls && row.acts.includes("acknowledge") ? " alarm-calls" : "") +
      (row.active ? "" : " alarm-returned");
    stethos.mark(parts.priority, row.mark);
    stethos.mark(parts.state, row.state);
    stethos.mark(parts.ne107, row.ne107);
    const here = Boolean(this.page.inCase);     /* the page itself says which machine it is */
    parts.title.hidden = here || !row.href;
    parts.name.hidden = here || Boolean(row.href);
    parts.place.hidden = here;
    if (row.href) { stethos.link(parts.title, row.href); }
    stethos.text(row.href ? parts.title : parts.name, row.title);
    parts.fresh.hidden = !(this.page.seenMs && row.heard_ms > this.page.seenMs && row.calls);
    stethos.text(parts.place, row.place);
    stethos.text(parts.why, row.why);
    stethos.keyed(parts.notes, row.notes.map((text) => [text]), { key: (one) => one[0], create: (one) => stethos.make("li", "", one[0]), update: () => {} });
    parts.since.hidden = !row.active;
    stethos.time(parts.time, row.since, "for");
    parts.owner.hidden = !row.owner || here;
    stethos.text(parts.owner, row.owner ? words.owner.replace("{name}", row.owner) : "");
    parts.case.hidden = !row.case || here;
    if (row.case) { stethos.link(parts.case, row.case); parts.case.setAttribute("aria-label", words.case + ": " + row.title); }
    this.updateExplains(parts.explains, row);
    this.updateActs(parts.acts, row);
    if (parts.box) {
      parts.box.checked = this.page.chosen.has(row.id);
      parts.box.setAttribute("aria-label", words.choose.replace("{name}", row.title + ", " + row.why));
    }
  };
  Lines.prototype.updateExplains = function (box, row) {
    box.hidden = !row.explains;
    stethos.text(box.firstChild, row.explains);
    stethos.keyed(box.lastChild, row.explained, { key: (one) => one[0], create: () => stethos.make("li"),
                                                  update: (node, one) => stethos.text(node, one[1] + ": " + one[2]) });
  };
  /* The next thing to do stands as a button, the rest in a menu. */
  Lines.prototype.updateActs = function (box, row) {
    const known = row.acts.join();
    if (!this.page.may_act || box.dataset.known === known) { return; }
    const menu = box.querySelector("details"), open = menu && menu.open, held = box.contains(document.activeElement);
    box.dataset.known = known;
    const first = row.acts.filter((act) => act === "acknowledge" || act === "reset").slice(0, 1);
    const rest = row.acts.concat(row.acts.length ? ["comment"] : []).filter((act) => !first.includes(act));
    box.replaceChildren(...first.map((act) => this.button(act, box)));
    if (rest.length) { box.append(this.menu(rest, box, open)); }
    if (held) { (box.querySelector("button, summary") || document.body).focus({ preventScroll: true }); }
  };
  Lines.prototype.button = function (act, box) {
    const button = this.page.acts.button(act);
    button.addEventListener("click", () => {
      const row = box.closest(".alarm-line").row, menu = button.closest("details");
      if (menu) { menu.open = false; }
      button.disabled = act === "acknowledge" || act === "reset";
      Promise.resolve(this.page.acts.run(act, [row.id], [row.priority])).finally(() => { button.disabled = false; });
    });
    return button;
  };
  Lines.prototype.menu = function (acts, box, open) {
    const menu = stethos.make("details", "alarm-menu"), summary = stethos.make("summary", "btn btn-sm btn-outline-secondary");
    const panel = stethos.make("div", "alarm-panel");
    summary.append(stethos.icon("more", this.page.words.acts.more_acts));
    panel.append(...acts.map((act) => this.button(act, box)));
    menu.append(summary, panel);
    menu.open = Boolean(open);
    menu.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && menu.open) { menu.open = false; summary.focus(); event.stopPropagation(); }
    });
    return menu;
  };
  document.addEventListener("click", function (event) {
    document.querySelectorAll(".alarm-menu[open]").forEach((menu) => { if (!menu.contains(event.target)) { menu.open = false; } });
  });

  /* ---- in a flood: a line above the alarms of each machine ---- */
  Lines.prototype.createGroup = function () {
    const node = stethos.make("li", "alarm-group"), name = stethos.make("strong");
    node.parts = { mark: stethos.make("span"), name: name, place: stethos.make("span", "alarm-place"), text: stethos.make("span", "soft"),
                   choose: stethos.make("button", "btn btn-sm btn-outline-secondary", this.page.words.choose_group) };
    node.parts.choose.type = "button";
    node.parts.choose.hidden = !this.page.may_act;
    node.parts.choose.addEventListener("click", () => node.row.members.forEach((id) => this.page.onChoose(id, true)));
    node.append(node.parts.mark, name, node.parts.place, node.parts.text, node.parts.choose);
    return node;
  };
  Lines.prototype.updateGroup = function (node, row) {
    node.row = row;
    stethos.mark(node.parts.mark, row.mark);
    stethos.text(node.parts.name, row.group);
    stethos.text(node.parts.place, row.place);
    stethos.text(node.parts.text, row.text);
  };
  stethos.alarmLine = function (page) { return new Lines(page); };
})();
