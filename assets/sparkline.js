/* Small charts without axes, drawn into an SVG.

   stethos.sparkline(svg, series)  draws {t: [s], v: [value or null], limits: [value], gap_s, from, to}; what is drawn
                                   already is changed, not drawn anew. */
(function () {
  "use strict";
  const stethos = window.stethos = window.stethos || {};
  var SVG = "http://www.w3.org/2000/svg", WIDTH = 120, HEIGHT = 32, EDGE = 2;
  function child(svg, tag, className, index) {
    var all = svg.getElementsByClassName(className), node = all[index];
    if (!node) { node = document.createElementNS(SVG, tag); node.setAttribute("class", className); svg.appendChild(node); }
    return node;
  }
  function trim(svg, className, count) {
    var all = svg.getElementsByClassName(className);
    while (all.length > count) { all[all.length - 1].remove(); }
  }
  function put(node, attributes) {
    Object.keys(attributes).forEach(function (name) {
      if (node.getAttribute(name) !== attributes[name]) { node.setAttribute(name, attributes[name]); }
    });
  }
  /* series: t (seconds, rising), v (numbers or null), limits (numbers drawn as lines), gap_s (a longer pause is a gap,
     never bridged), from and to (seconds: the ends of the time axis; else those of t). */
  stethos.sparkline = function (svg, series) {
    var t = series.t, v = series.v, limits = (series.limits || []).filter(function (x) { return typeof x === "number"; });
    var known = v.filter(function (x) { return typeof x === "number"; }).concat(limits);
    var low = Math.min.apply(null, known), high = Math.max.apply(null, known), span = high - low || Math.abs(high) || 1;
    var from = series.from === undefined ? t[0] : series.from, to = series.to === undefined ? t[t.length - 1] : series.to;
    function x(at) { return (EDGE + (WIDTH - 2 * EDGE) * (at - from) / (to - from || 1)).toFixed(1); }
    function y(value) { return (HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * (value - low) / span).toFixed(1); }
    var path = "", last = null, pen = false;
    for (var index = 0; index < t.length; index += 1) {
      var here = typeof v[index] === "number";
      if (here && pen && series.gap_s && t[index] - t[index - 1] > series.gap_s) { pen = false; }
      if (here) { path += (pen ? "L" : "M") + x(t[index]) + " " + y(v[index]); last = index; if (!pen) { path += "h.01"; } }
      pen = here;
    }
    put(svg, { viewBox: "0 0 " + WIDTH + " " + HEIGHT, preserveAspectRatio: "none" });
    trim(svg, "spark-limit", limits.length);
    limits.forEach(function (limit, index) {
      put(child(svg, "line", "spark-limit", index), { x1: "0", x2: String(WIDTH), y1: y(limit), y2: y(limit) });
    });
    put(child(svg, "path", "spark-line", 0), { d: path });
    if (last === null) { trim(svg, "spark-now", 0); } else { put(child(svg, "path", "spark-now", 0), { d: "M" + x(t[last]) + " " + y(v[last]) + "h.01" }); }
  };
})();
