/* One machine: its signals live; what the person looks at (signals and time); zoom and readout of the charts.

   What the person looks at is held here and stands in the address: ?signals=3,5 and either ?range=7d, a span that
   ends now and moves along, or ?from=...&to=..., which stays. Every change goes into the store machine-view, for
   which the server draws. Whoever zooms has chosen a span: from then on nothing moves until "Live" is pressed.
   Points in time are seconds since 1970 on the axis; words about them are told on the clock of the plant. */
(function () {
  "use strict";
  var stethos = window.stethos;
  var WAKE_MS = 1000, NARROW = window.matchMedia("(max-width: 47.99rem)"), TOUCH = window.matchMedia("(pointer: coarse)");

  stethos.page("machine", function (element) {
    var data = element.dataset, words = stethos.words(element), colours = data.colours.split(",");
    var ranges = JSON.parse(data.ranges), first = numbers(data.first), about = new Map();
    var view = fromAddress(), liveRange = view.range || data.range, shown = null, drawnAt = 0, turn = 0, pressed = false, reached = true;

    function part(name) { return element.querySelector('[data-part="' + name + '"]'); }
    function date(name) { return document.getElementById("machine-" + name); }
    function all(selector) { return Array.prototype.slice.call(element.querySelectorAll(selector)); }
    function numbers(text) { return (text || "").split(",").filter(Boolean).map(Number); }

    /* ---- what the person looks at ---- */
    function fromAddress() {
      var asked = new URLSearchParams(location.search), known = numbers(data.signals), signals = first;
      if (asked.has("signals")) {
        signals = numbers(asked.get("signals")).filter(function (id) { return known.indexOf(id) >= 0; });
        signals = Array.from(new Set(signals)).slice(0, Number(data.most));
      }
      if (Date.parse(asked.get("from")) <= Date.parse(asked.get("to"))) {
        return { signals: signals, from: asked.get("from"), to: asked.get("to") };
      }
      return { signals: signals, range: asked.get("range") in ranges ? asked.get("range") : data.range };
    }
    function toAddress(keep) {
      var asked = new URLSearchParams();
      if (view.signals.join() !== first.join()) { asked.set("signals", view.signals.join()); }
      if (view.from) { asked.set("from", view.from); asked.set("to", view.to); }
      else if (view.range !== data.range) { asked.set("range", view.range); }
      var query = asked.toString().replace(/%2C/g, ",").replace(/%3A/g, ":");
      history[keep ? "pushState" : "replaceState"](history.state, "", location.pathname + (query ? "?" + query : ""));
    }
    function look(changes, how) {
      view = Object.assign({ signals: view.signals }, changes);
      liveRange = view.range || liveRange;
      toAddress(how && how.keep);
      press();
      draw(how);
    }
    function press() {
      all("[data-range]").forEach(function (button) {
        if (button !== element) { button.setAttribute("aria-pressed", String(view.range === button.dataset.range)); }
      });
      all('[data-step="live"]').forEach(function (button) { button.setAttribute("aria-pressed", String(!!view.range)); });
      all("[data-signal]").forEach(pressToggle);
    }
    /* how.fresh: the figure is made anew; how.zoomed: the chart shows this span already */
    function draw(how) {
      if (!how || !how.zoomed) { turn += 1; }
      drawnAt = Date.now();
      window.dash_clientside.set_props("machine-view", { data: {
        machine: data.machine, signals: view.signals.join(), range: view.range || "", from: view.from || "", to: view.to || "",
        narrow: NARROW.matches, touch: TOUCH.matches || NARROW.matches, fresh: !!(how && how.fresh), zoomed: !!(how && how.zoomed), turn: turn, at: drawnAt } });
    }
    function instant(seconds) {
      var span = shown ? shown.to - shown.from : 0;
      return new Date(span > 600 ? Math.round(seconds) * 1000 : seconds * 1000).toISOString().replace(".000Z", "Z");
    }
    function fix(from, to, how) { look({ from: instant(from), to: instant(to) }, how); }
    function goLive() { look({ range: liveRange }, { keep: true }); }
    function step(name) {
      if (name === "live") { goLive(); return; }
      if (!shown) { return; }
      var span = shown.to - shown.from, now = Date.now() / 1000, middle = (shown.from + shown.to) / 2;
      if (name === "in") { fix(middle - span / 4, middle + span / 4); }
      if (name === "out") { fix(middle - span, Math.max(middle + span / 2, Math.min(middle + span, now))); }
      if (name === "earlier") { fix(shown.from - span / 2, shown.to - span / 2); }
      if (name === "later") {
        var shift = Math.min(span / 2, now - shown.to);
        if (shift > 1) { fix(shown.from + shift, shown.to + shift); } else { goLive(); }
      }
    }
    function toggle(signal) {
      var others = view.signals.filter(function (id) { return id !== signal; });
      if (others.length === view.signals.length) {
        if (others.length >= Number(data.most)) { stethos.toast(words.most, "calm"); return; }
        others.push(signal);
      }
      view.signals = others;
      toAddress(false);
      press();
      draw({ fresh: true });
    }

    /* ---- words about time, on the clock of the plant ---- */
    var clock = new Intl.DateTimeFormat(document.documentElement.lang || "en", {
      timeZone: data.zone, day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit",
      second: "2-digit", hourCycle: "h23", timeZoneName: "short" });
    var fields = new Intl.DateTimeFormat("sv-SE", { timeZone: data.zone, dateStyle: "short", timeStyle: "short" });
    function field(seconds) { return fields.format(seconds * 1000).replace(" ", "T"); }

    /* ---- the signals, live ---- */
    function mark(node, told) {
      node.hidden = !told;
      if (!told || node.dataset.told === told.join()) { return; }
      node.dataset.told = told.join();
      node.className = "state-mark " + told[2];
      node.replaceChildren(stethos.icon(told[1]), stethos.make("span", "", told[0]));
    }
    function pressToggle(button) {
      var place = view.signals.indexOf(Number(button.dataset.signal));
      button.setAttribute("aria-pressed", String(place >= 0));
      button.style.setProperty("--series", place >= 0 ? colours[place] : "transparent");
    }
    function createSignal(row) {
      var card = stethos.make("li", "machine-signal"), button = stethos.make("button", "machine-toggle");
      var spark = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      spark.setAttribute("class", "spark");
      spark.setAttribute("aria-hidden", "true");
      button.type = "button";
      button.dataset.signal = row[0];
      button.append(stethos.icon("chart"), stethos.make("span", "", words.in_chart));
      button.addEventListener("click", function () { toggle(row[0]); });
      pressToggle(button);
      var marks = stethos.make("p", "machine-signal-marks"), now = stethos.make("div", "machine-signal-now");
      marks.append(stethos.make("span", "state-mark"), stethos.make("span", "state-mark"), stethos.make("time", "soft"));
      now.append(stethos.make("p", "machine-value"), spark);
      var limits = stethos.make("p", "machine-limits soft");
      limits.append(stethos.link(stethos.make("a"), "/signals/" + row[0] + "/limits"));
      if (words.edit) { limits.append(" ", stethos.link(stethos.make("a", "machine-edit", words.edit), "/signals/" + row[0] + "/edit")); }
      card.append(stethos.make("h3"), button, now, limits, marks);
      card.dataset.id = row[0];
      return card;
    }
    function updateSignal(card, row) {
      var known = about.get(row[0]) || { title: "", limits: "" }, marks = card.lastChild.children;
      stethos.text(card.children[0], known.title);
      card.children[1].setAttribute("aria-label", words.in_chart.replace("{signal}", known.title));
      stethos.text(card.children[1].lastChild, words.chart);
      stethos.text(card.children[2].firstChild, row[1]);
      stethos.text(card.children[3].firstChild, words.limits + ": " + known.limits);
      if (words.edit) { card.children[3].lastChild.setAttribute("aria-label", words.edit_signal.replace("{name}", known.title)); }
      mark(marks[0], row[4]);
      mark(marks[1], row[3]);
      marks[2].hidden = !row[2];
      if (row[2]) { stethos.time(marks[2], row[2], "ago"); }
      card.className = "machine-signal " + (row[4] ? row[4][2] : "");
    }
    function drawSparks(slow) {
      all(".machine-signal").forEach(function (card) {
        var known = about.get(Number(card.dataset.id)), t = [], v = [];
        if (!known) { return; }
        known.at.forEach(function (at, place) { t.push(at, at); v.push(known.low[place], known.high[place]); });
        stethos.sparkline(card.querySelector("svg"), { t: t, v: v, limits: known.lines, gap_s: known.gap_s, from: slow.from, to: slow.to });
      });
    }
    function takeIn(answer) {
      document.title = words.title;
      var list = part("signals"), state = answer.state;
      if (answer.slow) {
        answer.slow.signals.forEach(function (signal) { about.set(signal.id, signal); });
        stethos.text(part("hours"), answer.slow.hours);
      }
      list.querySelectorAll(".skeleton").forEach(function (bone) { bone.remove(); });
      stethos.keyed(list, answer.signals, { key: function (row) { return row[0]; }, create: createSignal, update: updateSignal });
      if (answer.slow) { drawSparks(answer.slow); }
      part("empty").hidden = answer.signals.length > 0;
      ["condition", "running", "trust"].forEach(function (axis) { mark(part(axis), state[axis]); });
      stethos.text(part("sentence"), state.sentence);
      part("since-line").hidden = !state.since;
      if (state.since) { stethos.time(part("since"), state.since, "for"); }
      part("stale").hidden = !state.stale;
      stethos.text(part("stale"), state.stale);
    }

    /* ---- the charts ---- */
    function told(chart) {
      var meta = chart.layout && chart.layout.meta;
      if (!meta || meta === shown) { return; }
      shown = meta;
      ["wide", "narrow"].forEach(function (width, index) {
        element.style.setProperty("--chart-" + width, meta.heights_px[index] + "px");
      });
      stethos.text(part("span"), meta.span + (meta.live ? ", " + words.live : ""));
      part("legend").replaceChildren.apply(part("legend"), meta.series.map(function (one, index) {
        var line = stethos.make("li", "", one.title);
        line.style.setProperty("--series", colours[index]);
        return line;
      }));
      part("rows").replaceChildren.apply(part("rows"), meta.rows.map(function (cells) {
        var line = stethos.make("tr");
        line.append.apply(line, cells.map(function (cell, index) { return stethos.make(index ? "td" : "th", "", cell); }));
        line.firstChild.scope = "row";
        return line;
      }));
      all("[data-level]").forEach(function (link) {
        link.href = "/live/machine/download?" + new URLSearchParams({ machine: data.machine, signals: view.signals.join(),
          level: link.dataset.level, from: instant(meta.from), to: instant(meta.to) });
      });
      element.dataset.drawn = String(turn);
    }
    function zoomed(changes) {
      var from = changes["xaxis.range[0]"], to = changes["xaxis.range[1]"];
      if (typeof from === "number" && typeof to === "number" && to > from) { fix(from, to, { zoomed: true }); }
    }
    function read(found) {
      var points = found.points.filter(function (point) { return typeof point.y === "number"; });
      points.sort(function (one, other) { return one.data.meta - other.data.meta; });
      var lines = points.map(function (point) {
        var one = shown.series[point.data.meta], extremes = point.customdata;
        var value = extremes === undefined ? stethos.number(point.y, one.unit) : words.mean
          .replace("{value}", stethos.number(point.y, one.unit)).replace("{low}", stethos.number(extremes[0]))
          .replace("{high}", stethos.number(extremes[1], one.unit));
        return one.title + " " + value;
      });
      if (lines.length) { stethos.text(part("readout"), clock.format(found.points[0].x * 1000) + ": " + lines.join("; ")); }
    }
    /* A tap reads the chart too. Plotly takes the events of a finger for a drag, so it is told where the finger was. */
    function tapped(event) {
      var chart = event.currentTarget, axis = chart._fullLayout && chart._fullLayout.xaxis;
      if (!axis || chart.layout.dragmode !== false) { return; }
      var x = event.clientX - chart.getBoundingClientRect().left - axis._offset;
      setTimeout(function () { if (chart.isConnected) { window.Plotly.Fx.hover(chart, { xpx: x, ypx: 0 }, "xy"); } }, 50);
    }
    function unread() { stethos.text(part("readout"), words.point); }
    var watcher = new MutationObserver(function () {
      var chart = element.querySelector("#machine-trend .js-plotly-plot");
      if (!chart || !chart.on) { return; }
      watcher.disconnect();
      chart.on("plotly_afterplot", function () { told(chart); });
      chart.on("plotly_relayout", zoomed);
      chart.on("plotly_doubleclick", goLive);
      chart.on("plotly_hover", read);
      chart.on("plotly_unhover", unread);
      chart.addEventListener("click", tapped);
      told(chart);
    });
    watcher.observe(element.querySelector(".machine-charts"), { childList: true, subtree: true, attributes: true, attributeFilter: ["class"] });

    /* ---- hands ---- */
    element.addEventListener("click", function (event) {
      var button = event.target.closest("button");
      if (!button) { return; }
      if (button.dataset.toggles) { toggle(Number(button.dataset.signal)); }
      if (button.dataset.step) { step(button.dataset.step); }
      if (button.dataset.range) { look({ range: button.dataset.range }, { keep: true }); }
    });
    part("dates").addEventListener("submit", function (event) {
      var from = date("from").value, to = date("to").value, usable = from && to && from < to;
      event.preventDefault();
      part("fault").hidden = !!usable;
      stethos.text(part("fault"), usable ? "" : words.dates);
      if (usable) { part("dates").closest("details").open = false; look({ from: from, to: to }, { keep: true }); }
    });
    all(".machine-menu").forEach(function (menu) {
      menu.addEventListener("toggle", function () {
        if (!menu.open) { return; }
        all(".machine-menu[open]").forEach(function (other) { if (other !== menu) { other.open = false; } });
        if (shown && menu.contains(part("dates"))) { date("from").value = field(shown.from); date("to").value = field(shown.to); }
      });
      menu.addEventListener("keydown", function (event) {
        if (event.key === "Escape") { menu.open = false; menu.firstElementChild.focus(); }
      });
    });
    element.querySelector(".machine-charts").addEventListener("pointerdown", function () { pressed = true; });
    function release() { pressed = false; }
    function narrowed() { draw({ fresh: true }); }
    window.addEventListener("pointerup", release);
    window.addEventListener("pointercancel", release);
    NARROW.addEventListener("change", narrowed);
    var wake = setInterval(function () {
      if (!element.isConnected) { leave(); return; }
      var due = shown && shown.live && view.range && Date.now() - drawnAt >= shown.every_s * 1000;
      if (due && reached && !pressed && !document.hidden) { draw(); }
    }, WAKE_MS);
    function leave() {
      clearInterval(wake);
      watcher.disconnect();
      window.removeEventListener("pointerup", release);
      window.removeEventListener("pointercancel", release);
      NARROW.removeEventListener("change", narrowed);
    }

    unread();
    press();
    draw({ fresh: true });
    stethos.live("/live/machine?id=" + data.machine, {
      element: element, interval_ms: 1000, onData: takeIn, onState: function (state) { reached = state !== "stale"; } });
  });
})();
