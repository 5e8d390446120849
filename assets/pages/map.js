/* Where a place lies, drawn from outlines of our own: no tiles, no internet. Loaded and drawn once it is seen.
   Near enough to a plane map: degrees of longitude are as long as they are at the place; the whole world is stretched. */
(function () {
  "use strict";
  const stethos = window.stethos, SVG = "http://www.w3.org/2000/svg", OUTLINES = "/assets/map/countries.json";
  const KM_A_DEGREE = 111.2, WORLD = Infinity, LEVELS_KM = [10, 100, 400, 1000, 4000, WORLD];      /* to the upper edge */
  const NEAREST_OUTLINE = 1, FIRST_LEVELS = [2, 3, 4], PLAIN_LEVEL = 3;
  const STEPS = [30, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02], LEAST_STEP_PX = 80, MOST_SCALE_PX = 110, LETTER_PX = 7, LINE_PX = 17;
  let outlines = null;

  /* Differences from point to point, zigzag, five bits a character from "?" on (tools/outlines.py). */
  function read(text, step) {
    const points = [];
    let at = 0, x = 0, y = 0;
    function next() {
      let value = 0, shift = 0, five;
      do { five = text.charCodeAt(at++) - 63; value |= (five & 0x1f) << shift; shift += 5; } while (five >= 0x20);
      return value & 1 ? ~(value >> 1) : value >> 1;
    }
    while (at < text.length) { x += next(); y += next(); points.push([x * step, y * step]); }
    return points;
  }
  function ring(numbers, arcs) {
    return numbers.flatMap((number, place) => {
      const points = number >= 0 ? arcs[number] : arcs[~number].slice().reverse();
      return place ? points.slice(1) : points;
    });
  }
  function load() {
    outlines = outlines || fetch(OUTLINES).then((answer) => answer.json()).then((found) => {
      const arcs = found.arcs.map((text) => read(text, found.step));
      return found.countries.flatMap((rings) => rings.map((numbers) => ring(numbers, arcs)));
    }).catch(() => { outlines = null; return []; });      /* then the map has none */
    return outlines;
  }

  function put(parent, tag, attributes, text) {
    const node = document.createElementNS(SVG, tag);
    Object.entries(attributes).forEach(([name, value]) => node.setAttribute(name, value));
    if (text !== undefined) { node.textContent = text; }
    parent.append(node);
    return node;
  }
  function around(degrees) { return ((degrees + 540) % 360) - 180; }

  /* Where on a drawing of this size a point of the earth stands. */
  function projection(here, km, width, height) {
    const isWorld = km === WORLD, up = isWorld ? Math.min(height / 180, width / 360) : height / 2 / (km / KM_A_DEGREE);
    const right = isWorld ? up : up * Math.cos(here[1] * Math.PI / 180), middle = isWorld ? [0, 0] : [here[1], here[2]];
    return { up, right, middle, isWorld, width, height,
      x: (longitude) => width / 2 + (longitude - middle[1]) * right, y: (latitude) => height / 2 - (latitude - middle[0]) * up };
  }
  function land(svg, rings, view) {
    let path = "";
    [-360, 0, 360].forEach((shift) => rings.forEach((points) => {
      const at = points.map(([longitude, latitude]) => [view.x(longitude + shift), view.y(latitude)]);
      const xs = at.map((point) => point[0]), ys = at.map((point) => point[1]);
      if (Math.max(...xs) < 0 || Math.min(...xs) > view.width || Math.max(...ys) < 0 || Math.min(...ys) > view.height) { return; }
      path += "M" + at.map(([x, y]) => x.toFixed(1) + " " + y.toFixed(1)).join("L") + "Z";
    }));
    put(svg, "path", { class: "map-land", d: path });
  }
  function graticule(svg, view, words) {
    const fitting = STEPS.filter((step) => step * view.right >= LEAST_STEP_PX), step = fitting.length ? fitting[fitting.length - 1] : STEPS[0];
    const digits = Math.max(0, Math.ceil(-Math.log10(step))), half = [view.height / 2 / view.up, view.width / 2 / view.right];
    function lines(centre, reach, draw) {
      for (let at = Math.ceil((centre - reach) / step); at * step <= centre + reach; at += 1) { draw(at * step); }
    }
    function name(degrees, [plus, minus]) { return stethos.number(Math.abs(degrees), undefined, digits) + "° " + (degrees < 0 ? minus : plus); }
    lines(view.middle[0], half[0], (latitude) => {
      if (Math.abs(latitude) > 90) { return; }
      put(svg, "line", { class: "map-line", x1: 0, x2: view.width, y1: view.y(latitude), y2: view.y(latitude) });
      if (view.y(latitude) > 40 && view.y(latitude) < view.height - 40) {
        put(svg, "text", { class: "map-degree", x: 5, y: view.y(latitude) - 4 }, name(latitude, [words.north, words.south]));
      }
    });
    lines(view.middle[1], half[1], (longitude) => {
      put(svg, "line", { class: "map-line", y1: 0, y2: view.height, x1: view.x(longitude), x2: view.x(longitude) });
      if (view.x(longitude) > 50 && view.x(longitude) < view.width - 60) {
        put(svg, "text", { class: "map-degree", x: view.x(longitude) + 4, y: 14 }, name(around(longitude), [words.east, words.west]));
      }
    });
  }
  function scale(svg, view) {
    if (view.isWorld) { return; }
    const most = MOST_SCALE_PX / view.up * KM_A_DEGREE, ten = Math.pow(10, Math.floor(Math.log10(most)));
    const km = [5, 2, 1].map((times) => times * ten).find((length) => length <= most), px = km / KM_A_DEGREE * view.up;
    const left = 10, bottom = view.height - 10;
    put(svg, "path", { class: "map-scale", d: `M${left} ${bottom - 6}v6h${px.toFixed(1)}v-6` });
    put(svg, "text", { class: "map-word", x: left + 4, y: bottom - 6 }, stethos.number(km, "km", km < 1 ? 1 : 0));
  }
  function north(svg, view, words) {
    const x = view.width - 18;
    put(svg, "path", { class: "map-north", d: `M${x} 10l6 16l-6 -4l-6 4z` });
    put(svg, "text", { class: "map-word", x: x, y: 40, "text-anchor": "middle" }, words.north);
  }
  /* The place itself comes last, above all others, but takes its room first; a name that would cover another is left out. */
  function dots(svg, view, here, others) {
    const taken = [];
    function spot(place) { return [view.x(view.middle[1] + around(place[2] - view.middle[1])), view.y(place[1])]; }
    function inside([x, y]) { return x > -5 && x < view.width + 5 && y > -5 && y < view.height + 5; }
    function named(name, [x, y], className, aside) {
      const length = name.length * LETTER_PX, isLeft = x + aside + length > view.width;
      const box = [isLeft ? x - aside - length : x + aside, y - LINE_PX / 2, length, LINE_PX];
      const covers = taken.some((other) => box[0] < other[0] + other[2] && other[0] < box[0] + box[2] && box[1] < other[1] + other[3] && other[1] < box[1] + box[3]);
      if (covers) { return; }
      taken.push(box);
      put(svg, "text", { class: className, x: isLeft ? x - aside : x + aside, y: y, dy: ".35em", "text-anchor": isLeft ? "end" : "start" }, name);
    }
    const own = spot(here), seen = others.map((place) => [place[0], spot(place)]).filter((one) => inside(one[1]));
    seen.forEach(([name, [x, y]]) => put(put(svg, "circle", { class: "map-other", cx: x, cy: y, r: 4.5 }), "title", {}, name));
    put(svg, "circle", { class: "map-ring", cx: own[0], cy: own[1], r: 9 });
    put(put(svg, "circle", { class: "map-here", cx: own[0], cy: own[1], r: 4.5 }), "title", {}, here[0]);
    named(here[0], own, "map-name map-own", 14);
    taken.push([own[0] - 9, own[1] - 9, 18, 18]);
    seen.forEach(([name, at]) => named(name, at, "map-name", 9));
  }

  function device() {
    const agent = navigator.userAgent;
    return /Android/.test(agent) ? "geo" : /iPhone|iPad|iPod|Macintosh/.test(agent) ? "apple" : "";
  }
  function first(here, others) {
    const km = others.map((place) => Math.abs(place[1] - here[1]) * KM_A_DEGREE);
    const found = FIRST_LEVELS.find((level) => km.some((up, place) => up < LEVELS_KM[level] * 0.9
      && Math.abs(around(others[place][2] - here[2])) * KM_A_DEGREE * Math.cos(here[1] * Math.PI / 180) < LEVELS_KM[level] * 0.9));
    return found === undefined ? PLAIN_LEVEL : found;
  }

  stethos.page("map", function (element) {
    const data = element.dataset, words = stethos.words(element), here = JSON.parse(data.here), others = JSON.parse(data.others);
    const frame = element.querySelector('[data-part="frame"]'), link = element.querySelector('[data-part="open"]');
    let level = first(here, others), rings = null;
    function draw() {
      const width = frame.clientWidth, height = frame.clientHeight;
      if (!width || !rings) { return; }
      const svg = document.createElementNS(SVG, "svg"), view = projection(here, LEVELS_KM[level], width, height);
      Object.entries({ class: "map-drawing", width: width, height: height, "aria-hidden": "true" }).forEach(([name, value]) => svg.setAttribute(name, value));
      if (level >= NEAREST_OUTLINE) { land(svg, rings, view); }
      graticule(svg, view, words);
      dots(svg, view, here, others);
      scale(svg, view);
      north(svg, view, words);
      frame.replaceChildren(svg);
      element.querySelectorAll("[data-zoom]").forEach((button) => {
        button.setAttribute("aria-disabled", String(level === (button.dataset.zoom === "in" ? 0 : LEVELS_KM.length - 1)));
      });
      element.dataset.drawn = String(level);
    }
    element.addEventListener("click", function (event) {
      const button = event.target.closest("[data-zoom]");
      if (!button) { return; }
      level = Math.min(LEVELS_KM.length - 1, Math.max(0, level + (button.dataset.zoom === "in" ? -1 : 1)));
      draw();
    });
    if (device()) { link.href = link.dataset[device()]; }
    if (device() === "geo") { link.removeAttribute("target"); }
    new ResizeObserver(function () {
      if (frame.clientWidth && !rings) { load().then((found) => { rings = found; draw(); }); } else { draw(); }
    }).observe(frame);
  });
})();
