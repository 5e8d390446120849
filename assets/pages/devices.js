/* The devices: those that wait to be placed, and the list of all on machines, drawn from /live/devices. */
(function () {
  "use strict";
  const stethos = window.stethos;
  const FIRST = 100, MOST = 500, TYPED_MS = 250;
  const WAITING_FIRST = window.matchMedia("(max-width: 47.99rem)").matches ? 1 : 3;
  const part = (id) => document.getElementById("devices-" + id);

  function mark(node, shown) {
    const [word, icon, tone] = shown;
    const name = ("state-mark " + tone).trim();
    if (node.className !== name) { node.className = name; }
    if (node.dataset.icon !== icon) {
      node.dataset.icon = icon;
      node.replaceChildren(stethos.icon(icon), stethos.make("span"));
    }
    stethos.text(node.lastChild, word);
  }

  function Devices(element) {
    this.element = element;
    this.words = stethos.words(element);
    this.read();
    this.listen();
    this.loop = stethos.live((since) => this.url(since), { element: element, interval_ms: 1500,
                                                           onData: (data) => this.take(data) });
  }

  /* ---- what is asked for stands in the address ---- */
  Devices.prototype.read = function () {
    const asked = new URLSearchParams(location.search);
    this.q = asked.get("q") || "";
    this.site = asked.get("site") || "";
    this.state = asked.get("state") in this.words.states ? asked.get("state") : "";
    this.limit = Math.min(Math.max(parseInt(asked.get("limit"), 10) || FIRST, FIRST), MOST);
  };
  Devices.prototype.query = function () {
    const asked = new URLSearchParams();
    if (this.q.trim()) { asked.set("q", this.q.trim()); }
    if (this.site) { asked.set("site", this.site); }
    if (this.state) { asked.set("state", this.state); }
    if (this.limit !== FIRST) { asked.set("limit", this.limit); }
    return asked;
  };
  Devices.prototype.url = function (since) {
    const asked = this.query();
    if (since !== null) { asked.set("since", since); }
    return "/live/devices?" + asked;
  };
  Devices.prototype.ask = function (remember) {
    stethos.remember(this.query(), remember);
    this.element.setAttribute("aria-busy", "true");
    this.loop.restart();
  };

  /* ---- what a person does ---- */
  Devices.prototype.listen = function () {
    const q = part("q"), site = part("site"), devices = this;
    let typed = 0;
    q.addEventListener("input", function () {
      clearTimeout(typed);
      typed = setTimeout(function () { if (q.value !== devices.q) { devices.q = q.value; devices.limit = FIRST; devices.ask(false); } }, TYPED_MS);
    });
    site.addEventListener("change", function () { devices.site = site.value; devices.limit = FIRST; devices.ask(true); });
    part("more").addEventListener("click", function () { devices.limit = Math.min(devices.limit + FIRST, MOST); devices.ask(false); });
    part("waiting-all").addEventListener("click", function () { devices.showAllWaiting(); });
    stethos.arrivals(this.element, "/devices", function () { devices.read(); devices.fill(); devices.ask(false); });
  };
  Devices.prototype.fill = function () {
    stethos.fill(part("q"), this.q);
    part("site").value = this.site;
  };
  Devices.prototype.choose = function (state) {
    this.state = state;
    this.limit = FIRST;
    this.ask(true);
  };
  Devices.prototype.clear = function () {
    this.q = ""; this.site = "";
    this.fill();
    this.choose("");
    part("q").focus();
  };

  /* ---- an answer ---- */
  Devices.prototype.take = function (data) {
    this.element.removeAttribute("aria-busy");
    if (!this.drawn) { this.drawn = true; part("list").replaceChildren(); }
    this.drawNotice(data.closed);
    this.drawWaiting(data);
    this.drawGateways(data);
    this.drawSites(data.sites);
    this.drawStates(data);
    stethos.text(part("count"), data.text);
    stethos.keyed(part("list"), data.rows, { key: (row) => row.id, create: () => this.line(),
                                             update: (node, row) => this.update(node, row) });
    stethos.text(part("more"), data.more);
    part("more").hidden = !data.more;
    this.drawEmpty(data);
    this.drawRetired(data.retired);
  };
  Devices.prototype.drawNotice = function (text) {
    const box = part("notices");
    if (box.textContent === text) { return; }
    box.replaceChildren();
    if (text) {
      const notice = stethos.make("p", "devices-notice");
      notice.append(stethos.icon("offline"), stethos.make("span", "", text));
      box.append(notice);
    }
  };
  Devices.prototype.drawSites = function (sites) {
    const select = part("site"), known = sites.map((site) => site[0]).join();
    if (select.dataset.known !== known) {
      select.dataset.known = known;
      while (select.options.length > 1) { select.remove(1); }
      sites.forEach(([key, name]) => select.append(new Option(name, key)));
    }
    if (select.value !== this.site) { select.value = this.site; }
  };
  Devices.prototype.drawStates = function (data) {
    const choices = [["", data.total, ["", "", ""]]].concat(data.counts
      .filter(([state, count]) => count || state === this.state)
      .map(([state, , shown]) => [state, shown, this.words.states[state]]));
    stethos.keyed(part("states"), choices, {
      key: (choice) => choice[0] || "every",
      create: (choice) => {
        const node = stethos.make("button", "devices-state " + choice[2][2]);
        node.type = "button";
        if (choice[2][1]) { node.append(stethos.icon(choice[2][1])); }
        node.append(stethos.make("span", "", choice[2][0] || this.words.every), stethos.make("strong"));
        node.addEventListener("click", () => this.choose(choice[0]));
        return node;
      },
      update: (node, choice) => {
        node.setAttribute("aria-pressed", String(choice[0] === this.state));
        stethos.text(node.lastChild, choice[1]);
      } });
  };
  Devices.prototype.drawEmpty = function (data) {
    const box = part("empty"), searched = Boolean(this.q.trim() || this.site || this.state);
    box.hidden = data.rows.length > 0;
    this.element.classList.toggle("devices-none", !box.hidden);
    if (box.hidden || box.dataset.searched === String(searched)) { return; }
    box.dataset.searched = String(searched);
    box.replaceChildren(stethos.icon(searched ? "search" : "devices"),
                        stethos.make("p", "", searched ? this.words.no_match : this.words.no_devices));
    if (searched) {
      const clear = stethos.make("button", "btn btn-outline-secondary", this.words.clear);
      clear.type = "button";
      clear.addEventListener("click", () => this.clear());
      box.append(clear);
    }
  };

  /* ---- one line ---- */
  Devices.prototype.cell = function (name) {
    const cell = stethos.make("span", "devices-cell devices-" + name);
    cell.append(stethos.make("span", "devices-label", this.words.labels[name]), stethos.make("span"));
    return cell;
  };
  Devices.prototype.line = function () {
    const node = stethos.make("li", "devices-line");
    const name = stethos.make("span", "devices-name"), machine = stethos.make("span", "devices-machine");
    const heard = this.cell("heard"), battery = this.cell("battery");
    name.append(stethos.make("a"), stethos.make("span", "devices-about"));
    machine.append(stethos.make("a"), stethos.make("span", "devices-place"));
    heard.lastChild.replaceWith(stethos.make("time"));
    node.append(stethos.make("span"), name, machine, heard, battery, this.cell("signal"), this.cell("gateway"));
    return node;
  };
  Devices.prototype.update = function (node, row) {
    const [state, name, machine, heard, battery, signal, gateway] = node.children;
    mark(state, this.words.states[row.state]);
    stethos.link(name.firstChild, "/devices/" + row.id);
    stethos.text(name.firstChild, row.name);
    stethos.text(name.lastChild, row.about);
    stethos.link(machine.firstChild, row.href);
    stethos.text(machine.firstChild, row.machine);
    stethos.text(machine.lastChild, row.place);
    if (row.at) { stethos.time(heard.lastChild, row.at); } else { stethos.text(heard.lastChild, this.words.never); }
    this.drawBattery(battery, row.battery);
    stethos.text(signal.lastChild, row.signal);
    signal.hidden = !row.signal;
    stethos.text(gateway.lastChild, row.gateway);
    gateway.hidden = !row.gateway;
  };
  Devices.prototype.drawBattery = function (cell, battery) {
    cell.hidden = !battery;
    const [share, low] = battery || ["", ""];
    cell.classList.toggle("state-warning", Boolean(low));
    stethos.text(cell.lastChild, low ? share + " " + low : share);
  };

  Devices.prototype.drawRetired = function (rows) {
    part("retired").hidden = rows.length === 0;
    stethos.keyed(part("retired-list"), rows, {
      key: (row) => row[0],
      create: () => { const node = stethos.make("li"); node.append(stethos.make("a"), stethos.make("span", "soft")); return node; },
      update: (node, [id, name, when, machine]) => {
        stethos.link(node.firstChild, "/mounting/" + id);
        stethos.text(node.firstChild, name);
        stethos.text(node.lastChild, this.words.retired.replace("{when}", when).replace("{machine}", machine || "–"));
      } });
  };

  /* ---- devices that wait to be placed ---- */
  Devices.prototype.drawWaiting = function (data) {
    const rows = this.allWaiting ? data.waiting : data.waiting.slice(0, WAITING_FIRST);
    part("waiting").hidden = data.waiting.length === 0;
    stethos.text(part("waiting-count"), data.waiting_count);
    stethos.keyed(part("waiting-list"), rows, { key: (row) => row.id, create: (row) => this.waiting(row),
                                                update: (node, row) => this.updateWaiting(node, row) });
    part("waiting-all").hidden = rows.length === data.waiting.length;
    stethos.text(part("waiting-more"), rows.length === data.waiting.length ? data.waiting_more : "");
    this.waitingData = data;
  };
  Devices.prototype.showAllWaiting = function () {
    this.allWaiting = true;
    this.drawWaiting(this.waitingData);
    part("waiting-list").children[WAITING_FIRST].querySelector("button").focus();
  };
  Devices.prototype.waiting = function (row) {
    const node = stethos.make("li", "devices-waiting-line"), name = stethos.make("span", "devices-name");
    const times = stethos.make("span", "devices-times soft"), panel = stethos.make("div", "devices-how");
    const button = stethos.make("button", "devices-place-it", this.words.file), pre = stethos.make("pre");
    const acts = stethos.make("span", "devices-waiting-acts"), place = stethos.make("a", "btn btn-primary btn-sm", this.words.place);
    const copy = stethos.make("button", "btn btn-outline-secondary btn-sm", this.words.copy);
    name.append(stethos.make("a"), stethos.make("span", "devices-about"));
    times.append(this.words.since + " ", stethos.make("time"), ", " + this.words.heard + " ", stethos.make("time"));
    pre.tabIndex = 0;
    pre.setAttribute("aria-label", this.words.file);
    stethos.link(place, "/mounting/" + row.id);
    place.setAttribute("aria-label", this.words.place + ": " + row.name);
    acts.append(place, button);
    panel.id = "devices-how-" + row.id;
    panel.hidden = true;
    panel.append(pre, copy);
    copy.type = button.type = "button";
    copy.addEventListener("click", () => this.copy(pre));
    button.prepend(stethos.icon("down"));
    button.setAttribute("aria-controls", panel.id);
    button.setAttribute("aria-expanded", "false");
    button.addEventListener("click", function () {
      panel.hidden = !panel.hidden;
      button.setAttribute("aria-expanded", String(!panel.hidden));
    });
    node.append(name, stethos.make("span", "devices-values"), times, acts, panel);
    return node;
  };
  Devices.prototype.updateWaiting = function (node, row) {
    const [name, values, times, , panel] = node.children, [since, heard] = times.querySelectorAll("time");
    stethos.link(name.firstChild, "/devices/" + row.id);
    stethos.text(name.firstChild, row.name);
    stethos.text(name.lastChild, row.about);
    stethos.text(values, row.values);
    stethos.time(since, row.since);
    if (row.at) { stethos.time(heard, row.at); } else { stethos.text(heard, this.words.never); }
    stethos.text(panel.firstChild, row.snippet);
  };
  Devices.prototype.copy = function (pre) {
    const done = () => stethos.toast(this.words.copied, "done");
    if (navigator.clipboard && window.isSecureContext) { navigator.clipboard.writeText(pre.textContent).then(done, () => this.select(pre)); }
    else { this.select(pre); }
  };
  Devices.prototype.select = function (pre) {
    window.getSelection().selectAllChildren(pre);
    if (document.execCommand("copy")) { stethos.toast(this.words.copied, "done"); }
  };

  /* ---- gateways ---- */
  Devices.prototype.drawGateways = function (data) {
    part("gateways").hidden = data.gateways.length === 0;
    stethos.text(part("gateways-text"), data.gateways_text);
    stethos.text(part("gateways-more"), data.gateways_more);
    stethos.keyed(part("gateways-list"), data.gateways, { key: (row) => row.id, create: () => this.gateway(),
                                                          update: (node, row) => this.updateGateway(node, row) });
  };
  Devices.prototype.gateway = function () {
    const node = stethos.make("li", "devices-gateways-line"), name = stethos.make("span", "devices-name");
    const said = stethos.make("span", "devices-times soft", this.words.said + " ");
    name.append(stethos.make("strong"), stethos.make("span", "devices-about"));
    said.append(stethos.make("time"));
    node.append(stethos.make("span"), name, stethos.make("span"), said);
    return node;
  };
  Devices.prototype.updateGateway = function (node, row) {
    const [state, name, behind, said] = node.children;
    mark(state, this.words.states[row.state]);
    stethos.text(name.firstChild, row.name);
    stethos.text(name.lastChild, row.about);
    stethos.text(behind, row.behind);
    if (row.at) { stethos.time(said.lastChild, row.at); } else { stethos.text(said.lastChild, this.words.never); }
  };

  stethos.page("devices", function (element) { element.devices = new Devices(element); });
})();
