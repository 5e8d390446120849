/* The chart behind the limits of a signal: the lines of the limits move in it while somebody types.

   stethos.limitsChart(page)   page: the form of assets/pages/limits.js.
     .ask()                    asks for the figure of the last 30 days
     .drawLines()              the limits as they stand in the form, and when they would have raised an alarm */
(function () {
  "use strict";
  const stethos = window.stethos;
  const NARROW = window.matchMedia("(max-width: 47.99rem)"), FARTHEST = 8;
  const CONFIG = { displayModeBar: false, doubleClick: false, showTips: false, responsive: true };     /* as in components/graph.py */

  function Chart(page) {
    this.page = page;
    this.watch();
  }
  Chart.prototype.ask = function () {
    window.dash_clientside.set_props("limits-view", { data: { signal: this.page.signal, narrow: NARROW.matches, at: Date.now() } });
  };
  Chart.prototype.watch = function () {
    const room = this.page.element.querySelector(".limits-chart"), narrowed = () => this.ask();
    const watcher = new MutationObserver(() => {
      const chart = room.querySelector(".js-plotly-plot");
      if (!chart || !chart.on) { return; }
      watcher.disconnect();
      this.figure = chart;
      chart.on("plotly_afterplot", () => this.arrived());
      this.arrived();
    });
    watcher.observe(room, { childList: true, subtree: true, attributes: true, attributeFilter: ["class"] });
    NARROW.addEventListener("change", narrowed);
    new MutationObserver((_changes, leaving) => {
      if (!this.page.element.isConnected) { leaving.disconnect(); watcher.disconnect(); NARROW.removeEventListener("change", narrowed); }
    }).observe(document.body, { childList: true, subtree: true });
  };
  Chart.prototype.arrived = function () {
    const meta = this.figure.layout && this.figure.layout.meta;
    if (!meta || meta === this.drawn) { return; }
    this.drawn = meta;
    this.base = this.figure.layout.annotations || [];
    this.marks = this.figure.layout.shapes || [];      /* of the log book */
    let low = Infinity, high = -Infinity;
    this.figure._fullData.forEach((trace) => Array.prototype.forEach.call(trace.y, (value) => {
      if (typeof value === "number" && isFinite(value)) { low = Math.min(low, value); high = Math.max(high, value); }
    }));
    this.seen = low <= high ? [low, high] : null;
    this.drawLines();
    this.page.element.dataset.drawn = "yes";
  };
  /* As domain/distribution.py spans a value axis: a limit so far away that the values would vanish stays outside. */
  Chart.prototype.range = function (values) {
    const [low, high] = this.seen || [Math.min(...values), Math.max(...values)];
    const size = high - low || Math.abs(high) * 0.02 || 1;
    const near = values.filter((value) => value >= low - FARTHEST * size && value <= high + FARTHEST * size).concat([low, high]);
    const bottom = Math.min(...near), top = Math.max(...near), margin = 0.06 * (top - bottom || size);
    return [bottom - margin, top + margin];
  };
  Chart.prototype.drawLines = function () {
    if (!this.drawn || !this.page.state) { return; }
    const given = this.page.levels.filter((level) => level.colour).map((level) => Object.assign(
      { value: parseFloat(this.page.input(level.level, "value").value) }, level)).filter((level) => isFinite(level.value));
    if (!this.seen && !given.length) { return; }
    const range = this.range(given.map((level) => level.value)), inside = (level) => level.value > range[0] && level.value < range[1];
    const small = (text, place) => Object.assign({ text: text, showarrow: false, font: { size: 11 }, xref: "paper", x: 1, xanchor: "right", captureevents: false }, place);
    const shades = given.flatMap((level) => ((this.page.counts[level.level] || {}).spans || []).map(([from, to]) => ({
      type: "rect", layer: "below", xref: "x", x0: from, x1: to, yref: "paper", y0: 0, y1: 1, line: { width: 1, color: level.colour }, opacity: 0.2, fillcolor: level.colour })));
    const lines = given.filter(inside).map((level) => ({ type: "line", xref: "paper", x0: 0, x1: 1, yref: "y", y0: level.value, y1: level.value,
      line: { color: level.colour, width: 1.5, dash: level.dash } }));
    const names = given.filter(inside).map((level) => small(level.name + " " + stethos.number(level.value), { yref: "y", y: level.value, yanchor: level.anchor }));
    const beyond = (far, arrow, y, anchor) => (far.length ? [small(arrow + " " + far.map((level) => level.name + " " + stethos.number(level.value)).join(", "),
      { yref: "paper", y: y, yanchor: anchor })] : []);
    /* Not relayout: Dash would hear of it and draw its own figure again, without the lines. */
    window.Plotly.react(this.figure, this.figure.data, Object.assign({}, this.figure.layout, {
      shapes: this.marks.concat(shades, lines), yaxis: Object.assign({}, this.figure.layout.yaxis, { range: range, autorange: false, showticklabels: true }),
      annotations: this.base.concat(names, beyond(given.filter((level) => level.value >= range[1]), "↑", 1, "top"),
        beyond(given.filter((level) => level.value <= range[0]), "↓", 0, "bottom")) }), CONFIG);
  };

  stethos.limitsChart = function (page) { return new Chart(page); };
})();
