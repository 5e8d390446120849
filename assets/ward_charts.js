/* The small charts of the ward round: fetched for the lines that are shown, once a minute. */
(function () {
  "use strict";
  const stethos = window.stethos = window.stethos || {};
  const FRESH_MS = 65000, MOST = 100;

  function Charts(list) {
    this.list = list;
    this.known = new Map();
    this.minute = null;
  }
  Charts.prototype.rows = function () {
    return Array.from(this.list.children, (node) => [node, node.pieces && node.pieces.row])
      .filter((pair) => pair[1] && pair[1].signal !== null);
  };
  /* Draw what is known, ask for what is not. */
  Charts.prototype.draw = function () {
    const missing = new Set();
    this.rows().forEach(([node, row]) => {
      const chart = this.known.get(row.signal);
      if (chart) { this.drawOne(node, row, chart); } else { missing.add(row.signal); }
    });
    if (missing.size) { this.fetch(missing); }
  };
  Charts.prototype.drawOne = function (node, row, chart) {
    const limit = row.limit === null ? chart.limit : row.limit, drawn = chart.minute + "/" + row.signal + "/" + limit;
    if (node.pieces.drawn === drawn || !chart.t.length) { return; }
    node.pieces.drawn = drawn;
    stethos.sparkline(node.pieces.svg, { t: chart.t, v: chart.v, limits: [limit], from: 0, to: chart.minutes });
  };
  Charts.prototype.fetch = async function (signals) {
    if (this.fetching) { return; }
    this.fetching = true;
    try {
      const wanted = Array.from(signals).slice(0, MOST);
      const answer = await fetch("/live/sparks?signals=" + wanted.join(","), { credentials: "same-origin" });
      if (!answer.ok) { return; }
      const data = await answer.json(), nothing = { t: [], v: [], limit: null };
      wanted.forEach((id) => this.known.set(id, Object.assign(
        { minute: data.minute, minutes: data.minutes }, data.sparks[id] || nothing)));
      this.minute = data.minute;
    } catch (error) {
      return;       /* the lines' own loop tells when the connection is gone; the next tick tries again */
    } finally {
      this.fetching = false;
    }
    this.draw();
  };
  /* Every few seconds: a new minute brings new charts. */
  Charts.prototype.tick = function () {
    if (document.hidden || this.minute === null || Date.now() - Date.parse(this.minute) < FRESH_MS) { return; }
    const shown = new Set(this.rows().map((pair) => pair[1].signal));
    this.known.forEach((_, id) => { if (!shown.has(id)) { this.known.delete(id); } });
    if (shown.size) { this.fetch(shown); }
  };

  stethos.wardCharts = function (list) { return new Charts(list); };
})();
