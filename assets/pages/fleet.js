/* The fleet: a place, what is below it and what was tallied of it, from /live/fleet; the chart is drawn by the server for
   the store fleet-view. Going one level down or up changes the address and what is asked for, not the page. */
(function () {
  "use strict";
  const stethos = window.stethos;
  const FIRST = 100, MOST = 1000;
  const part = (id) => document.getElementById("fleet-" + id);

  function mark(node, shown, text) {
    const [word, icon, tone] = shown;
    if (node.dataset.icon !== icon) {
      node.dataset.icon = icon;
      node.className = "state-mark " + tone;
      node.replaceChildren(stethos.icon(icon), stethos.make("span"));
    }
    stethos.text(node.children[1], text === undefined ? word : text);
  }

  function Fleet(element) {
    this.element = element;
    this.words = stethos.words(element);
    this.ranges = Object.keys(this.words.ranges);
    this.read();
    this.listen();
    this.loop = stethos.live((since) => this.url(since), { element: element, interval_ms: 2000, onData: (data) => this.take(data) });
  }

  /* ---- what is looked at stands in the address ---- */
  Fleet.prototype.read = function () {
    const asked = new URLSearchParams(location.search);
    this.place = asked.get("place") || "";
    this.range = this.ranges.includes(asked.get("range")) ? asked.get("range") : this.ranges[0];
    this.limit = Math.min(Math.max(parseInt(asked.get("limit"), 10) || FIRST, FIRST), MOST);
  };
  Fleet.prototype.address = function (place) {
    const asked = new URLSearchParams();
    if (place) { asked.set("place", place); }
    if (this.range !== this.ranges[0]) { asked.set("range", this.range); }
    if (this.limit !== FIRST && place === this.place) { asked.set("limit", this.limit); }
    const query = asked.toString();
    return "/fleet" + (query ? "?" + query : "");
  };
  Fleet.prototype.url = function (since) {
    const asked = new URLSearchParams({ place: this.place, limit: this.limit });
    if (since !== null) { asked.set("since", since); }
    return "/live/fleet?" + asked;
  };
  Fleet.prototype.link = function (node, place) {
    node.setAttribute("href", this.address(place));
    node.dataset.place = place;
    return node;
  };
  Fleet.prototype.go = function (place) {
    history.pushState({}, "", this.address(place));
    this.place = place;
    this.limit = FIRST;
    this.element.setAttribute("aria-busy", "true");
    this.moved = true;
    this.loop.restart();
  };

  /* ---- what a person does ---- */
  Fleet.prototype.listen = function () {
    const fleet = this;
    this.element.addEventListener("click", function (event) {
      const link = event.target.closest("a[data-place]"), range = event.target.closest("[data-range]");
      if (range) { fleet.choose(range.dataset.range); }
      if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) { return; }
      event.preventDefault();
      fleet.go(link.dataset.place);
    });
    part("acts").querySelectorAll("a").forEach((act) => stethos.link(act, ""));
    part("more").addEventListener("click", function () {
      fleet.limit = Math.min(fleet.limit + FIRST, MOST);
      history.replaceState(history.state, "", fleet.address(fleet.place));
      fleet.loop.restart();
    });
    stethos.arrivals(this.element, "/fleet", function () { fleet.read(); fleet.loop.restart(); });
  };
  Fleet.prototype.choose = function (range) {
    this.range = range;
    history.replaceState(history.state, "", this.address(this.place));
    if (this.data) { this.draw(this.data); }
  };

  /* ---- an answer ---- */
  Fleet.prototype.take = function (data) {
    this.data = data;
    this.element.removeAttribute("aria-busy");
    this.draw(data);
    if (this.moved) {
      this.moved = false;
      window.scrollTo(0, 0);
      part("name").setAttribute("tabindex", "-1");
      part("name").focus({ preventScroll: true });
    }
  };
  Fleet.prototype.draw = function (data) {
    this.drawNotices(data);
    if (data.missing) { return; }
    this.drawPath(data.path);
    this.drawActs(data);
    this.drawCounts(part("counts"), data.counts, data.total);
    this.drawRanges();
    this.drawFigures(data.figures);
    this.drawList(data);
    this.drawChart(data);
  };
  Fleet.prototype.drawNotices = function (data) {
    const words = this.words, notices = [];
    if (data.missing) { notices.push(words.missing); }
    if (data.stale) { notices.push(words.not_judged.replace("{time}", stethos.clock(Date.parse(data.stale)))); }
    if (data.stale === "") { notices.push(words.never_judged); }
    stethos.keyed(part("notices"), notices, { key: (text) => text, create: (text) => stethos.make("p", "", text), update: () => {} });
  };
  Fleet.prototype.drawPath = function (path) {
    const steps = path.length ? [["", this.words.all]].concat(path) : [];
    stethos.text(part("name"), path.length ? path[path.length - 1][1] : this.words.fleet);
    stethos.keyed(part("path"), steps.slice(0, -1), {
      key: (step) => step[0],
      create: () => { const node = stethos.make("li"); node.append(stethos.make("a")); return node; },
      update: (node, step) => { this.link(node.firstChild, step[0]); stethos.text(node.firstChild, step[1]); } });
    part("path").parentNode.hidden = !steps.length;
  };
  /* What one can do here: an empty stack begins with a site. */
  Fleet.prototype.drawActs = function (data) {
    const key = encodeURIComponent(this.place), inside = Boolean(data.id);
    const hrefs = { place: inside && "/places/" + data.id, site: !inside && "/places/new", inside: inside && "/places/new?parent=" + key,
                    machine: inside && "/machines/new?place=" + key };
    part("acts").querySelectorAll("a").forEach((link) => {
      const href = hrefs[link.dataset.act];
      link.hidden = !href;
      if (href && link.getAttribute("href") !== href) { link.setAttribute("href", href); }
    });
  };
  Fleet.prototype.drawCounts = function (node, counts, total) {
    const pieces = [["total", total]].concat(counts.map((count) => [count[0], stethos.number(count[1], "", 0), this.words.states.condition[count[0]]]));
    stethos.keyed(node, pieces, {
      key: (piece) => piece[0], create: () => stethos.make("span"),
      update: (span, piece) => { if (piece[2]) { mark(span, piece[2], piece[1] + " " + piece[2][0]); } else { stethos.text(span, piece[1]); } } });
  };
  Fleet.prototype.drawRanges = function () {
    part("ranges").querySelectorAll("[data-range]").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.range === this.range));
    });
  };
  Fleet.prototype.drawFigures = function (figures) {
    const rows = this.words.figures.map((title, at) => ({ title: title, values: figures.map((range) => range[at]) }));
    stethos.keyed(part("figures"), rows, {
      key: (row) => row.title, create: (row) => this.card(row),
      update: (card, row) => row.values.forEach((value, at) => stethos.text(card.values[at], value)) });
  };
  Fleet.prototype.card = function (row) {
    const card = stethos.make("div", "panel fleet-card"), list = stethos.make("dl");
    card.values = this.ranges.map((range) => {
      const pair = stethos.make("div"), value = stethos.make("dd");
      pair.append(stethos.make("dt", "", this.words.ranges[range]), value);
      list.append(pair);
      return value;
    });
    card.append(stethos.make("h2", "", row.title), list);
    return card;
  };

  /* ---- what is below ---- */
  Fleet.prototype.drawList = function (data) {
    const list = part("list"), words = this.words, at = this.ranges.indexOf(this.range);
    if (!this.drawn) { this.drawn = true; list.replaceChildren(); }
    const rows = data.children.map((child) => ({ key: "p" + child.key, child: child, figures: child.figures[at] }))
      .concat(data.machines.map((machine) => ({ key: "m" + machine.id, machine: machine, figures: machine.figures[at] })));
    const title = data.children.length ? (data.path.length ? words.places : words.sites) : words.machines;
    stethos.text(part("list-title"), title);
    const shown = rows.length ? [{ key: "head" }].concat(rows) : [{ key: "none", text: data.path.length ? words.no_machines_here : words.no_machines }];
    stethos.keyed(list, shown, { key: (row) => row.key, create: (row) => this.row(row), update: (node, row) => this.update(node, row) });
    const more = part("more");
    stethos.text(more, data.more);
    more.hidden = !data.more || this.limit >= MOST;
  };
  Fleet.prototype.row = function (row) {
    if (row.key === "none") { return stethos.make("p", "fleet-none", row.text); }
    if (row.key === "head") { return this.head(); }
    const node = stethos.make("a", "fleet-row"), name = stethos.make("span", "fleet-row-name");
    name.append(stethos.make("strong"), stethos.make("span", "soft"));
    const figures = this.words.figures.map(function (title) {
      const figure = stethos.make("span", "fleet-figure"), value = stethos.make("span", "num");
      figure.append(stethos.make("span", "fleet-label", title + " "), value);
      return figure;
    });
    const box = stethos.make("span", "fleet-picture");
    if (row.child) { box.append(stethos.icon(row.child.kind === "site" ? "site" : "line")); }
    node.append(box, name, stethos.make("span", "fleet-row-counts"), ...figures);
    node.values = figures.map((figure) => figure.lastChild);
    return node;
  };
  Fleet.prototype.head = function () {
    const node = stethos.make("div", "fleet-row fleet-row-head");
    node.setAttribute("aria-hidden", "true");
    ["", "", ""].concat(this.words.figures).forEach((title) => node.append(stethos.make("span", "", title)));
    return node;
  };
  Fleet.prototype.update = function (node, row) {
    if (!row.figures) { return; }
    row.figures.forEach((value, at) => stethos.text(node.values[at], value));
    const [box, name, counts] = node.children;
    if (row.machine) {
      const states = this.words.states, machine = row.machine;
      const known = machine.type + " " + (machine.face || "");
      if (box.dataset.known !== known) { box.dataset.known = known; box.replaceChildren(stethos.smallPicture(machine, states)); }
      stethos.link(node, "/machines/" + machine.id);
      stethos.text(name.firstChild, machine.name);
      stethos.keyed(counts, [["c", states.condition[machine.condition]], ["r", states.running[machine.running]]], {
        key: (one) => one[0], create: () => stethos.make("span"), update: (span, one) => mark(span, one[1]) });
      return;
    }
    this.link(node, row.child.key);
    stethos.text(name.firstChild, row.child.name);
    stethos.text(name.lastChild, row.child.total);
    stethos.keyed(counts, row.child.counts, {
      key: (count) => count[0], create: () => stethos.make("span"),
      update: (span, count) => {
        const shown = this.words.states.condition[count[0]];
        mark(span, shown, stethos.number(count[1], "", 0));
        span.title = shown[0];
        if (span.children.length < 3) { span.append(stethos.make("span", "visually-hidden", " " + shown[0])); }
      } });
  };

  /* ---- the chart ---- */
  Fleet.prototype.drawChart = function (data) {
    const view = { place: this.place, range: this.range }, key = JSON.stringify([view, data.figures]);
    if (this.charted === key) { return; }
    this.charted = key;
    window.dash_clientside.set_props("fleet-view", { data: Object.assign({ asked: Date.now() }, view) });
  };

  stethos.page("fleet", function (element) { element.fleet = new Fleet(element); });
})();
