/* What the log book says of the time a chart shows: the list below it, numbered as the marks in it.

   The server writes it into the figure (layout.meta.log, from components/chart_marks.py), so that chart and list are
   always of the same time. */
(function () {
  "use strict";
  const stethos = window.stethos;

  stethos.page("chart_marks", function (element) {
    const [head, list] = element.children, most = Number(element.dataset.most);
    const room = document.getElementById(element.dataset.chart).parentElement;
    let known = "", toldBy = false;

    function create() {
      const line = stethos.make("li"), text = stethos.make("div"), when = stethos.make("time", "soft");
      text.append(stethos.make("strong"), " ", when, " ", stethos.make("span"));
      line.append(stethos.make("span", "chart-mark"), text);
      return line;
    }
    function update(line, [number, [kind, at, moment, said]]) {
      const [strong, when, text] = line.lastChild.children;
      stethos.text(line.firstChild, String(number));
      stethos.text(strong, kind);
      when.dateTime = at;
      stethos.text(when, moment);
      stethos.text(text, said);
    }
    function told(log) {
      const now = JSON.stringify(log);
      if (now === known) { return; }
      known = now;
      element.hidden = log.rows.length === 0;
      stethos.text(head, log.head);
      stethos.keyed(list, log.rows.map((row, index) => [index + 1, row]), { key: (row) => row[0], create: create, update: update });
      if (!toldBy) { element.open = log.rows.length <= most; }
    }
    /* From the first click on, it is the person who says whether the list is open. */
    head.addEventListener("click", () => { toldBy = true; });
    function look(chart) {
      const meta = chart.layout && chart.layout.meta;
      if (meta && meta.log) { told(meta.log); }
    }
    const watcher = new MutationObserver(() => {
      const chart = room.querySelector(".js-plotly-plot");
      if (!chart || !chart.on) { return; }
      watcher.disconnect();
      chart.on("plotly_afterplot", () => look(chart));
      look(chart);
    });
    watcher.observe(room, { childList: true, subtree: true, attributes: true, attributeFilter: ["class"] });
  });
})();
