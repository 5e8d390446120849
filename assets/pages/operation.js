/* How a machine was run, from /live/operation once a minute: figures, two small bar charts, and a table that says the same.
   Bars stand at shares of the width, so that nothing is drawn anew when the window gets narrower. */
(function () {
  "use strict";
  const stethos = window.stethos, SVG = "http://www.w3.org/2000/svg", DAY_H = 24, EVERY_MS = 60000;
  const HOURS_PX = 120, STARTS_PX = 56, BOTTOM_PX = 20, TOP_PX = 4, BETWEEN = 0.16;

  function put(parent, tag, attributes, text) {
    const node = document.createElementNS(SVG, tag);
    Object.entries(attributes).forEach(([name, value]) => node.setAttribute(name, value));
    if (text !== undefined) { node.textContent = text; }
    parent.append(node);
    return node;
  }
  function percent(share) { return (share * 100).toFixed(3) + "%"; }

  /* A chart of one bar a day; scale: the value at its top, bars(day) -> [[class, from, to], ...] in that value. */
  function chart(days, ends, { scale, marks, height, bars }) {
    const svg = document.createElementNS(SVG, "svg"), each = 1 / days.length;
    const y = (value) => TOP_PX + (1 - value / scale) * height;
    svg.setAttribute("class", "operation-svg");
    svg.setAttribute("height", TOP_PX + height + BOTTOM_PX);
    marks.forEach((mark) => {
      put(svg, "line", { class: "operation-grid", x1: 0, x2: "100%", y1: y(mark.at), y2: y(mark.at) });
      put(svg, "text", { class: "operation-mark", x: -6, y: y(mark.at), dy: ".35em", "text-anchor": "end" }, mark.text);
    });
    days.forEach((day, index) => bars(day).forEach(([name, from, to]) => {
      if (to > from) {
        put(svg, "rect", { class: name, x: percent((index + BETWEEN / 2) * each), width: percent((1 - BETWEEN) * each),
          y: y(to), height: Math.max(1, y(from) - y(to)) });
      }
    }));
    [["start", each / 2], ["middle", (Math.floor(days.length / 2) + 0.5) * each], ["end", 1]].forEach(([anchor, x], index) => {
      put(svg, "text", { class: "operation-mark", x: percent(index ? x : 0), y: TOP_PX + height + BOTTOM_PX - 5, "text-anchor": anchor }, ends[index]);
    });
    return svg;
  }
  function hoursChart(answer) {
    const scale = Math.max(DAY_H, ...answer.days.map((day) => day.running + day.unknown));
    return chart(answer.days, answer.ends, { scale: scale, height: HOURS_PX,
      marks: [0, 12, 24].map((at) => ({ at: at, text: stethos.number(at, "h", 0) })),
      bars: (day) => [["operation-run", 0, day.running], ["operation-unknown", scale - day.unknown, scale]] });
  }
  function startsChart(answer) {
    const most = Math.max(1, ...answer.days.map((day) => day.starts));
    return chart(answer.days, answer.ends, { scale: most, height: STARTS_PX,
      marks: [0, most].map((at) => ({ at: at, text: stethos.number(at, undefined, 0) })), bars: (day) => [["operation-start", 0, day.starts]] });
  }

  function Operation(element) {
    const words = stethos.words(element), part = (name) => element.querySelector(`[data-part="${name}"]`);
    let days = [];

    function figure(row) {
      const node = stethos.make("div", "operation-figure");
      node.append(stethos.make("dt", "", row[0]), stethos.make("dd", "operation-value", row[1]), stethos.make("dd", "soft", row[2]));
      return node;
    }
    function line(day) {
      const node = stethos.make("tr");
      node.append(...day.cells.map((cell, index) => stethos.make(index ? "td" : "th", "", cell)));
      node.firstChild.scope = "row";
      return node;
    }
    function legend(node, unknown) {
      const keys = [["operation-key-run", words.running]].concat(unknown ? [["operation-key-unknown", unknown]] : []);
      node.replaceChildren(words.hours + " ", ...keys.map(([name, text]) => stethos.make("span", "operation-key " + name, text)));
    }
    function takeIn(answer) {
      const nothing = answer.nothing || "";
      part("nothing").hidden = !nothing;
      stethos.text(part("nothing"), nothing);
      ["figures", "charts", "table"].forEach((name) => { part(name).hidden = !!nothing; });
      days = answer.days || [];
      if (nothing) { return; }
      part("figures").replaceChildren(...answer.figures.map(figure));
      part("hours").replaceChildren(hoursChart(answer));
      part("starts").replaceChildren(startsChart(answer));
      legend(part("hours-caption"), answer.unknown);
      stethos.text(part("starts-caption"), words.starts);
      part("days").replaceChildren(...days.map(line).reverse());
      unread();
      element.dataset.drawn = "yes";
    }
    function unread() { stethos.text(part("said"), words.point); }
    function read(event) {
      const box = event.currentTarget.getBoundingClientRect();
      const day = days[Math.floor((event.clientX - box.left) / box.width * days.length)];
      stethos.text(part("said"), day ? day.said : words.point);
    }
    ["hours", "starts"].forEach((name) => {
      part(name).addEventListener("pointermove", read);
      part(name).addEventListener("pointerdown", read);
      part(name).addEventListener("pointerleave", (event) => { if (event.pointerType === "mouse") { unread(); } });
    });
    stethos.live("/live/operation?id=" + element.dataset.machine, { element: element, interval_ms: EVERY_MS, onData: takeIn });
  }
  stethos.page("operation", (element) => { element.operation = new Operation(element); });
})();
