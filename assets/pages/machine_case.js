/* The trouble of a machine on its page: banner, alarms, cases, maintenance windows; from /live/machine_case. */
(function () {
  "use strict";
  const stethos = window.stethos;

  function MachineCase(element) {
    this.element = element;
    this.id = element.dataset.machine;
    this.words = stethos.words(element);
    const page = { words: this.words, may_act: this.words.may_act, chosen: null, seenMs: 0, inCase: true };
    page.acts = stethos.acts(this.words.acts, () => this.loop.restart());
    this.lines = stethos.alarmLine(page);
    this.loop = stethos.live("/live/machine_case?id=" + this.id, { element: element, interval_ms: 1000, onData: (data) => this.take(data) });
  }
  MachineCase.prototype.part = function (name) { return this.element.querySelector('[data-part="' + name + '"]'); };

  MachineCase.prototype.take = function (data) {
    const link = this.part("case"), words = this.words;
    this.data = data;
    this.part("alarms").querySelectorAll(".alarms-loading").forEach((bone) => bone.remove());
    stethos.keyed(this.part("alarms"), data.alarms, { key: (row) => row.id, create: (row) => this.lines.create(row),
                                                      update: (node, row) => this.lines.update(node, row) });
    this.part("well").hidden = data.alarms.length > 0;
    link.hidden = !data.case;
    if (data.case) {
      stethos.link(link, data.case.href);
      if (!link.firstChild) { link.append(stethos.icon("case"), stethos.make("span")); }
      stethos.text(link.lastChild, data.case.owner ? words.open_case.replace("{name}", data.case.owner) : words.open_nobody);
    }
    stethos.keyed(this.part("windows"), data.windows, { key: (one) => one.id, create: (one) => this.banner(one),
                                                        update: (node, one) => this.updateBanner(node, one) });
    this.part("earlier").hidden = data.others.length === 0;
    stethos.keyed(this.part("others"), data.others, { key: (one) => one.id, create: () => stethos.otherCase(), update: stethos.updateOtherCase });
    this.drawActs();
    if (!this.arrived) { this.arrived = true; this.arrive(); }
  };
  /* Who comes from a line of the ward round comes for the alarms. */
  MachineCase.prototype.arrive = function () {
    if (location.hash !== "#machine-case") { return; }
    const title = document.getElementById("machine-case-title");
    this.element.scrollIntoView({ block: "start" });
    title.focus({ preventScroll: true });
  };
  MachineCase.prototype.drawActs = function () {
    const box = this.part("acts");
    if (!this.words.may_act || box.firstChild) { return; }
    const button = stethos.make("button", "btn btn-outline-secondary btn-sm");
    button.type = "button";
    button.append(stethos.icon("wrench"), stethos.make("span", "", this.words.begin));
    button.addEventListener("click", () => this.begin());
    box.append(button);
  };
  MachineCase.prototype.send = async function (path, body) {
    const answer = await stethos.post(path, body, this.words.acts.failed);
    this.loop.restart();
    return answer;
  };

  /* ---- maintenance windows ---- */
  MachineCase.prototype.banner = function (one) {
    const box = stethos.make("div", "out-banner"), text = stethos.make("div");
    text.append(stethos.make("strong"), stethos.make("span"), stethos.make("span", "soft", this.words.quiet));
    box.append(stethos.icon("wrench"), text);
    if (this.words.may_act) {
      const button = stethos.make("button", "btn btn-outline-secondary btn-sm");
      button.type = "button";
      button.addEventListener("click", () => this.end(box.window));
      box.append(button);
    }
    return box;
  };
  MachineCase.prototype.updateBanner = function (box, one) {
    const [title, reason, quiet] = box.children[1].children;
    box.window = one;
    box.classList.toggle("out-banner-on", one.on);
    stethos.text(title, one.text);
    stethos.text(reason, one.reason);
    quiet.hidden = !one.on;
    if (box.children[2]) { stethos.text(box.children[2], one.on ? this.words.end : this.words.call_off); }
  };
  MachineCase.prototype.time = function (value) {
    const field = stethos.make("input", "form-control");
    field.type = "datetime-local";
    field.required = true;
    field.value = value;
    return field;
  };
  MachineCase.prototype.begin = function () {
    const words = this.words, [start, stop] = this.data.form, from = this.time(start), until = this.time(stop);
    const reason = stethos.make("textarea", "form-control");
    reason.required = true;
    reason.maxLength = words.longest_reason;
    reason.rows = 2;
    return stethos.ask({ words: words.acts, title: words.begin, send: words.begin,
      fields: [stethos.make("p", "soft", words.begin_help), stethos.field(words.reason, reason), stethos.field(words.from, from),
               stethos.field(words.until, until, words.zone_help.replace("{zone}", this.data.zone))],
      act: () => this.send("/live/machines/" + this.id + "/maintenance", { from: from.value, until: until.value, reason: reason.value }) });
  };
  MachineCase.prototype.end = function (one) {
    const words = this.words;
    return stethos.ask({ words: words.acts, title: one.on ? words.end : words.call_off, send: one.on ? words.end : words.call_off,
      fields: [stethos.make("p", "", one.text + ". " + one.reason), ...(one.on ? [stethos.make("p", "soft", words.end_help)] : [])],
      act: () => this.send("/live/maintenance/" + one.id + "/end", {}) });
  };
  /* Another case of the same machine, here and on the page of a case. */
  stethos.otherCase = function () {
    const node = stethos.make("li", "case-other"), link = stethos.make("a");
    link.append(stethos.make("strong"), stethos.make("span", "soft"));
    node.append(link, stethos.make("p", "soft"));
    return node;
  };
  stethos.updateOtherCase = function (node, one) {
    const [outcome, day, alarms] = one.words, link = node.firstChild;
    stethos.link(link, one.href);
    stethos.text(link.firstChild, outcome);
    stethos.text(link.lastChild, day + ", " + alarms);
    stethos.text(node.lastChild, one.conclusion);
    node.lastChild.hidden = !one.conclusion;
  };
  stethos.page("machine_case", function (element) { element.machineCase = new MachineCase(element); });
})();
