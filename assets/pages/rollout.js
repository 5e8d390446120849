/* One change of many devices, drawn from /live/rollout: differences, progress, devices, what happened, what can be done. */
(function () {
  "use strict";
  const stethos = window.stethos;
  const FIRST = 100, MOST = 1000;
  const ICONS = { start: "running", discard: "close", pause: "stopped", resume: "running", roll_back: "left" };

  function Rollout(element) {
    this.element = element;
    this.id = element.dataset.rollout;
    this.words = stethos.words(element);
    this.mayChange = Boolean(element.dataset.mayChange);
    this.state = "";
    this.limit = FIRST;
    this.part("more").addEventListener("click", () => { this.limit = MOST; this.loop.restart(); });
    this.loop = stethos.live((since) => this.url(since), { element: element, interval_ms: 1000, onData: (data) => this.take(data) });
  }
  Rollout.prototype.part = function (name) { return this.element.querySelector('[data-part="' + name + '"]'); };
  Rollout.prototype.url = function (since) {
    return "/live/rollout?id=" + this.id + "&limit=" + this.limit + (this.state ? "&state=" + this.state : "") + (since === null ? "" : "&since=" + since);
  };

  /* ---- an answer ---- */
  Rollout.prototype.take = function (data) {
    this.data = data;
    this.part("devices").querySelectorAll(".rollouts-loading").forEach((bone) => bone.remove());
    this.part("status").classList.remove("skeleton");
    stethos.text(this.part("title"), data.title);
    stethos.text(this.part("about"), data.about);
    stethos.mark(this.part("status"), data.status);
    stethos.text(this.part("awaited"), data.awaited);
    stethos.rolloutBar(this.part("bar"), data.bar);
    this.drawCounts(data);
    this.drawWarnings(data.warnings);
    this.drawActs(data.acts);
    stethos.keyed(this.part("groups"), data.groups, { key: (one) => [one.name, one.before, one.after].join("\n"),
                                                      create: () => this.change("li", true), update: (node, one) => this.updateChange(node, one) });
    stethos.keyed(this.part("devices"), data.rows, { key: (row) => row.id, create: () => this.line(), update: (node, row) => this.update(node, row) });
    this.part("more").hidden = !data.more;
    stethos.keyed(this.part("history"), data.history.map((one, index) => Object.assign({ key: data.history.length - index }, one)), {
      key: (one) => one.key, create: () => { const node = stethos.make("li"); node.append(stethos.make("strong"), stethos.make("span", "soft")); return node; },
      update: (node, one) => {
        stethos.text(node.firstChild, one.text);
        stethos.text(node.lastChild, [one.when, one.who || this.words.stack, one.reason].filter(Boolean).join(" · "));
      } });
  };
  Rollout.prototype.drawCounts = function (data) {
    const choices = [["", 0, data.total, [this.words.every, "", ""]]].concat(data.counts.map((one) => [...one, this.words.outcomes[one[0]]]));
    stethos.keyed(this.part("counts"), choices, {
      key: (choice) => choice[0] || "every",
      create: (choice) => {
        const node = stethos.make("button", "devices-state rollout-count " + choice[3][2]);
        node.type = "button";
        node.dataset.state = choice[0];
        if (choice[3][1]) { node.append(stethos.icon(choice[3][1])); }
        node.append(stethos.make("span", "", choice[3][0]), stethos.make("strong"));
        node.addEventListener("click", () => { this.state = choice[0]; this.limit = FIRST; this.loop.restart(); });
        return node;
      },
      update: (node, choice) => {
        node.setAttribute("aria-pressed", String(choice[0] === this.state));
        stethos.text(node.lastChild, choice[2]);
      } });
  };
  Rollout.prototype.drawWarnings = function (warnings) {
    const box = this.part("warnings"), known = JSON.stringify(warnings);
    box.hidden = warnings.length === 0;
    if (box.dataset.known === known) { return; }
    box.dataset.known = known;
    const list = stethos.make("ul");
    warnings.forEach(([sentence, devices]) => { const item = stethos.make("li", "", sentence + " "); item.append(stethos.make("span", "soft", devices)); list.append(item); });
    box.replaceChildren(stethos.icon("warning"), stethos.make("strong", "", this.words.warnings), list);
  };
  Rollout.prototype.drawActs = function (acts) {
    const box = this.part("acts"), known = acts.join();
    if (!this.mayChange || box.dataset.known === known) { return; }
    box.dataset.known = known;
    box.replaceChildren(...acts.map((act, index) => {
      const button = stethos.make("button", "btn " + (index === 0 && act !== "roll_back" ? "btn-primary" : "btn-outline-secondary"));
      button.type = "button";
      button.dataset.act = act;
      button.append(stethos.icon(ICONS[act]), stethos.make("span", "", this.words.acts[act]));
      button.addEventListener("click", () => this.act(act));
      return button;
    }));
  };

  /* ---- a difference, and a device with its own ---- */
  Rollout.prototype.change = function (tag, counted) {
    const node = stethos.make(tag, "rollout-change"), values = stethos.make("span", "rollout-values");
    values.append(stethos.make("span", "rollout-before"), stethos.icon("right"), stethos.make("strong"));
    node.append(stethos.make("span", "rollout-name"), values);
    if (counted) { node.append(stethos.make("span", "soft")); }
    return node;
  };
  Rollout.prototype.updateChange = function (node, one) {
    const [name, values, devices] = node.children;
    stethos.text(name, one.name);
    stethos.text(values.children[0], one.before);
    values.children[1].hidden = !one.before;
    stethos.text(values.children[2], one.after);
    if (devices) { stethos.text(devices, one.devices); }
  };
  Rollout.prototype.line = function () {
    const node = stethos.make("li", "rollout-device"), name = stethos.make("span", "rollout-who"), what = stethos.make("div", "rollout-changes");
    name.append(stethos.make("a"), stethos.make("span", "soft"));
    node.append(stethos.make("span"), name, what, stethos.make("span", "rollout-reason"));
    return node;
  };
  Rollout.prototype.update = function (node, row) {
    const [state, name, what, reason] = node.children;
    stethos.mark(state, this.words.outcomes[row.state]);
    stethos.link(name.firstChild, row.href);
    stethos.text(name.firstChild, row.name);
    stethos.text(name.lastChild, [row.machine, row.place].filter(Boolean).join(" · "));
    stethos.keyed(what, row.changes, { key: (one) => one[0], create: () => this.change("div"),
                                       update: (line, one) => this.updateChange(line, { name: one[0], before: one[1], after: one[2] }) });
    stethos.text(reason, row.reason);
  };

  /* ---- what admins do ---- */
  Rollout.prototype.send = async function (act, body) {
    const answer = await stethos.post("/live/rollouts/" + this.id + "/" + act, body || {}, this.words.failed);
    if (act === "discard" && answer) { window.location.assign("/rollouts"); return answer; }
    if (act === "start" && !answer) { await stethos.post("/live/rollouts/" + this.id + "/again", {}, this.words.failed); }
    this.loop.restart();
    return answer;
  };
  Rollout.prototype.act = function (act) {
    if (act === "pause") { return this.send(act); }
    const fields = [stethos.make("p", "soft", this.words.asks[act])], consent = this.consent(act);
    if (consent) { fields.push(consent); }
    return stethos.ask({ words: this.words, title: this.words.acts[act] + ": " + this.data.title, send: this.words.acts[act], fields: fields,
                         act: () => this.agreed(consent) && this.send(act, { consent: Boolean(consent) }) });
  };
  Rollout.prototype.agreed = function (consent) {
    const agreed = !consent || consent.querySelector("input").checked;
    if (!agreed) { stethos.toast(this.words.must, "error"); consent.querySelector("input").focus(); }
    return agreed;
  };
  Rollout.prototype.consent = function (act) {
    if (act !== "start" || !this.data.warnings.length) { return null; }
    const box = stethos.make("label", "ask-check"), tick = stethos.make("input", "form-check-input");
    tick.type = "checkbox";
    tick.required = true;
    box.append(tick, stethos.make("span", "", this.words.consent));
    return box;
  };

  stethos.page("rollout", function (element) { element.rollout = new Rollout(element); });
})();
