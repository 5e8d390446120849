/* The lines of the ward round: one machine in trouble, or one healthy machine of an opened site. */
(function () {
  "use strict";
  const stethos = window.stethos = window.stethos || {};

  function mark(node, shown, chip) {
    const [word, icon, tone] = shown;
    const name = ("state-mark " + tone + (chip ? " state-chip" : "")).trim();
    if (node.className !== name) { node.className = name; }
    if (node.dataset.icon !== icon) {
      node.dataset.icon = icon;
      node.replaceChildren(stethos.icon(icon), stethos.make("span"));
    }
    stethos.text(node.lastChild, word);
  }
  function names(row) {
    const box = stethos.make("span", "ward-name");
    box.append(stethos.make("strong"), stethos.make("span", "ward-place"));
    setNames(box, row);
    return box;
  }
  function setNames(box, row) {
    stethos.text(box.firstChild, row.name);
    stethos.text(box.children[1], row.place);
  }
  /* Trouble that began after the last visit. */
  function fresh(node, row, words) {
    const isNew = words.seen_ms > 0 && Date.parse(row.since) > words.seen_ms && row.condition !== "healthy";
    let label = node.querySelector(".alarm-new");
    if (isNew && !label) { label = stethos.make("span", "alarm-new ward-new", words.new); node.pieces.names.append(label); }
    if (!isNew && label) { label.remove(); }
  }
  /* Pictures are asked for when they are nearly in sight: the browser's own idea of near is three screens away. */
  const near = new IntersectionObserver(function (entries) {
    entries.filter((entry) => entry.isIntersecting).forEach(function (entry) {
      near.unobserve(entry.target);
      entry.target.src = entry.target.dataset.src;
    });
  }, { rootMargin: "400px 0px" });
  /* The picture of a machine, small, else the icon of its type: a box of one size. */
  stethos.smallPicture = function (row, states) {
    const type = row.type in states.type ? row.type : "other", word = states.type[type][0];
    if (!row.face) { return stethos.icon(type, word); }
    const node = stethos.make("img", "small-picture");
    node.width = node.height = 40;
    node.alt = word;
    node.decoding = "async";
    node.addEventListener("error", () => node.replaceWith(stethos.icon(type, word)));
    node.dataset.src = row.face;
    near.observe(node);
    return node;
  };

  function draw(box, row, states) {
    const known = row.type + " " + (row.face || "");
    if (box.dataset.known !== known) { box.dataset.known = known; box.replaceChildren(stethos.smallPicture(row, states)); }
  }

  function create(row, words) {
    const node = stethos.make("li", "ward-line"), link = stethos.make("a", "ward-link");
    const age = stethos.make("span", "ward-for"), marks = stethos.make("span", "ward-marks");
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("class", "spark");
    svg.setAttribute("aria-hidden", "true");
    age.append(stethos.make("span", "visually-hidden", words.for + " "), stethos.make("time"));
    marks.append(stethos.make("span"), stethos.make("span"), stethos.make("span"));
    link.append(stethos.make("span", "ward-picture"), names(row), stethos.make("span", "ward-why"), svg, age, marks);
    node.append(link);
    node.pieces = { link: link, picture: link.children[0], names: link.children[1], why: link.children[2], svg: svg,
                    time: age.lastChild, marks: marks.children };
    return node;
  }
  function update(node, row, words) {
    const states = words.states, pieces = node.pieces;
    if (pieces.row === row) { return; }
    pieces.row = row;
    node.className = "ward-line " + states.condition[row.condition][2];
    stethos.link(pieces.link, "/machines/" + row.id + (row.case ? "#machine-case" : ""));   /* to its alarms */
    draw(pieces.picture, row, states);
    setNames(pieces.names, row);
    fresh(node, row, words);
    stethos.text(pieces.why, row.why);
    stethos.time(pieces.time, row.since, "for");
    mark(pieces.marks[0], states.condition[row.condition], true);
    mark(pieces.marks[1], states.running[row.running]);
    mark(pieces.marks[2], states.trust[row.trust]);
  }
  function createHealthy(row, words) {
    const node = stethos.make("li"), link = stethos.make("a", "ward-healthy-link");
    link.append(stethos.make("span", "ward-picture"), names(row), stethos.make("span"), stethos.make("span"));
    node.append(link);
    return node;
  }
  function updateHealthy(node, row, words) {
    const link = node.firstChild;
    stethos.link(link, "/machines/" + row.id);
    draw(link.children[0], row, words.states);
    setNames(link.children[1], row);
    mark(link.children[2], words.states.running[row.running]);
    mark(link.children[3], words.states.trust[row.trust]);
  }

  stethos.wardLine = { mark: mark, create: create, update: update, createHealthy: createHealthy, updateHealthy: updateHealthy };
})();
