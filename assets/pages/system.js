/* The system: facts, small charts and lists, drawn from /live/system. */
(function () {
  "use strict";
  const stethos = window.stethos;
  const SVG = "http://www.w3.org/2000/svg", WIDTH = 240, HEIGHT = 56, FIRST = 6;

  function System(element) {
    this.element = element;
    this.words = stethos.words(element);
    this.parts = new Map();
    element.querySelectorAll("[data-part]").forEach((node) => this.parts.set(node.dataset.part, node));
    stethos.live("/live/system", { element: element, interval_ms: 2000, onData: (data) => this.take(data) });
  }

  System.prototype.take = function (data) {
    if (!this.drawn) {
      this.drawn = true;
      this.parts.forEach((node, name) => { if (!name.endsWith("-more")) { node.replaceChildren(); } });
    }
    ["processes", "stream", "balance", "telling", "database", "versions"].forEach((name) => this.facts(name, data[name]));
    this.charts(data.charts);
    this.account(data.account);
    this.reasons(data.reasons);
    stethos.text(this.parts.get("rejected-text"), data.rejected_text);
    stethos.text(this.parts.get("conflicts-text"), data.conflicts_text);
    this.list("rejected", data.rejected, (row) => this.rejected(row), (node, row) => this.updateRejected(node, row));
    this.list("failed", data.failed, () => this.conflict(), (node, row) => this.updateConflict(node, row));
    this.list("conflicts", data.conflicts, () => this.conflict(), (node, row) => this.updateConflict(node, row));
  };

  /* ---- long lists show their beginning until more is wanted ---- */
  System.prototype.list = function (name, rows, create, update) {
    const list = this.parts.get(name), more = this.parts.get(name + "-more");
    if (!more.stethosMore) {
      more.stethosMore = true;
      more.addEventListener("click", function () {
        list.classList.add("system-whole");
        more.hidden = true;
        list.tabIndex = -1;
        list.focus({ preventScroll: true });
      });
    }
    more.hidden = rows.length <= FIRST || list.classList.contains("system-whole");
    stethos.keyed(list, rows, { key: (row) => row.id, create: create, update: update });
  };

  /* ---- facts: label, value, note ---- */
  System.prototype.facts = function (name, rows) {
    stethos.keyed(this.parts.get(name), rows, {
      key: (row) => row.key,
      create: function () {
        const node = stethos.make("div", "system-fact"), value = stethos.make("span", "system-value");
        value.append(stethos.make("span"), stethos.make("span"));
        node.append(stethos.make("span", "system-label"), value, stethos.make("span", "system-note"));
        return node;
      },
      update: function (node, row) {
        const [label, value, note] = node.children;
        stethos.text(label, row.label);
        label.hidden = !row.label;
        const tone = ("system-value " + (row.tone ? "state-mark " + row.tone : "")).trim();
        if (value.className !== tone) { value.className = tone; }
        if (value.dataset.icon !== row.icon) {
          value.dataset.icon = row.icon;
          value.firstChild.replaceChildren(...(row.icon ? [stethos.icon(row.icon)] : []));
          value.firstChild.hidden = !row.icon;
        }
        stethos.text(value.lastChild, row.value);
        stethos.text(note, row.note);
      } });
  };

  /* ---- the last hour as bars ---- */
  System.prototype.charts = function (charts) {
    stethos.keyed(this.parts.get("charts"), charts, {
      key: (chart) => chart.key,
      create: (chart) => {
        const node = stethos.make("figure", "system-chart"), head = stethos.make("figcaption");
        const svg = document.createElementNS(SVG, "svg"), axis = stethos.make("div", "system-axis");
        head.append(stethos.make("span", "", chart.title), stethos.make("span", "soft"));
        svg.setAttribute("viewBox", "0 0 " + WIDTH + " " + HEIGHT);
        svg.setAttribute("preserveAspectRatio", "none");
        svg.setAttribute("role", "img");
        svg.append(document.createElementNS(SVG, "path"));
        axis.setAttribute("aria-hidden", "true");
        axis.append(stethos.make("span", "", this.words.start), stethos.make("span", "", this.words.end));
        node.append(head, svg, axis);
        return node;
      },
      update: function (node, chart) {
        const [head, svg] = node.children, most = Math.max.apply(null, chart.values) || 1, step = WIDTH / chart.values.length;
        stethos.text(head.lastChild, chart.top);
        svg.setAttribute("aria-label", chart.text);
        const path = chart.values.map(function (value, index) {
          const height = (HEIGHT - 1) * value / most, left = (index * step + step * .1).toFixed(2);
          return value > 0 ? "M" + left + " " + HEIGHT + "v-" + Math.max(height, 1).toFixed(2) + "h" + (step * .8).toFixed(2) + "V" + HEIGHT + "z" : "";
        }).join("");
        if (svg.firstChild.getAttribute("d") !== path) { svg.firstChild.setAttribute("d", path); }
      } });
  };

  /* ---- the account ---- */
  /* Roles are said aloud: on phones the table is laid out as blocks, and browsers would forget that it is one. */
  function cell(role, text) {
    const node = stethos.make(role === "cell" ? "td" : "th", role === "cell" ? "num" : "", text);
    node.setAttribute("role", role);
    if (role !== "cell") { node.scope = role === "rowheader" ? "row" : "col"; }
    return node;
  }
  function line(cells) {
    const row = stethos.make("tr");
    row.setAttribute("role", "row");
    row.append(...cells);
    return row;
  }
  System.prototype.account = function (account) {
    const table = this.parts.get("account"), shown = JSON.stringify(account);
    if (table.dataset.shown === shown) { return; }
    table.dataset.shown = shown;
    const head = stethos.make("thead"), body = stethos.make("tbody"), corner = cell("columnheader", "");
    corner.append(stethos.make("span", "visually-hidden", this.words.item));
    head.append(line([corner, ...account.heads.map((text) => cell("columnheader", text))]));
    account.rows.forEach(function ([label, values]) {
      body.append(line([cell("rowheader", label), ...values.map((value) => cell("cell", value))]));
    });
    head.setAttribute("role", "rowgroup");
    body.setAttribute("role", "rowgroup");
    table.setAttribute("role", "table");
    table.replaceChildren(head, body);
  };

  /* ---- what could not be used ---- */
  System.prototype.reasons = function (reasons) {
    stethos.keyed(this.parts.get("reasons"), reasons, {
      key: (row) => row[0],
      create: function () {
        const node = stethos.make("li");
        node.append(stethos.make("span"), stethos.make("strong"));
        return node;
      },
      update: function (node, row) { stethos.text(node.firstChild, row[1]); stethos.text(node.lastChild, row[2]); } });
  };
  System.prototype.rejected = function (row) {
    const node = stethos.make("li", "system-line"), head = stethos.make("span", "system-line-head");
    head.append(stethos.make("strong"), stethos.make("span", "soft"), stethos.make("span", "soft"), stethos.make("span", "soft"));
    node.append(head, stethos.make("code"), stethos.make("span"));
    if (this.words.payloads) { node.append(this.opener(row.id)); }
    return node;
  };
  System.prototype.updateRejected = function (node, row) {
    const [head, topic, detail] = node.children, [reason, at, size, further] = head.children;
    stethos.text(reason, row.reason);
    stethos.text(at, row.at);
    stethos.text(size, row.size);
    stethos.text(further, row.further);
    stethos.text(topic, row.topic);
    stethos.text(detail, row.detail);
  };
  System.prototype.opener = function (id) {
    const box = stethos.make("div", "system-bytes"), button = stethos.make("button", "btn btn-outline-secondary btn-sm", this.words.show);
    const panel = stethos.make("div");
    button.type = "button";
    panel.hidden = true;
    panel.id = "system-bytes-" + id;
    button.setAttribute("aria-expanded", "false");
    button.setAttribute("aria-controls", panel.id);
    button.addEventListener("click", () => {
      panel.hidden = !panel.hidden;
      button.setAttribute("aria-expanded", String(!panel.hidden));
      stethos.text(button, panel.hidden ? this.words.show : this.words.hide);
      if (!panel.hidden && !panel.firstChild) { this.load(id, panel); }
    });
    box.append(button, panel);
    return box;
  };
  System.prototype.load = async function (id, panel) {
    try {
      const answer = await fetch("/live/rejected?id=" + id, { credentials: "same-origin", headers: { Accept: "application/json" } });
      if (answer.status === 401) { stethos.signIn(); return; }
      if (!answer.ok) { throw new Error("HTTP " + answer.status); }
      const data = await answer.json(), pre = stethos.make("pre", "", data.text);
      pre.tabIndex = 0;
      panel.replaceChildren(pre, stethos.make("span", "soft", data.note));
    } catch (error) {
      panel.replaceChildren();
      stethos.toast(this.words.failed, "error");
    }
  };
  System.prototype.conflict = function () {
    const node = stethos.make("li", "system-line"), head = stethos.make("span", "system-line-head");
    head.append(stethos.make("strong"), stethos.make("span", "soft"), stethos.make("a"));
    node.append(head, stethos.make("span"));
    return node;
  };
  System.prototype.updateConflict = function (node, row) {
    const [signal, at, machine] = node.firstChild.children;
    stethos.text(signal, row.signal);
    stethos.text(at, row.at);
    machine.hidden = !row.href;
    if (row.href) { stethos.link(machine, row.href); stethos.text(machine, row.machine); }
    stethos.text(node.lastChild, row.said);
  };

  stethos.page("system", function (element) { element.system = new System(element); });
})();
