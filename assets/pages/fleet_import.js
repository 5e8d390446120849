/* Fleet files are chosen or dropped, looked at, and imported. Texts come from files: text only. */
(function () {
  "use strict";
  const stethos = window.stethos, LARGEST = 8 * 1048576, TOGETHER = 100, REFUSED = [400, 413];

  function Import(element) {
    this.element = element;
    this.words = stethos.words(element);
    this.part = (name) => element.querySelector('[data-part="' + name + '"]');
    this.input = stethos.make("input", "form-control");
    this.input.type = "file";
    this.input.multiple = true;
    this.input.accept = ".yaml,.yml,.csv,.zip";
    this.part("files").replaceWith(this.input);
    this.input.addEventListener("change", () => this.take(Array.from(this.input.files)));
    const drop = this.part("drop");
    ["dragover", "dragleave", "drop"].forEach((name) => drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.toggle("import-over", name === "dragover");
      if (name === "drop") { this.take(Array.from(event.dataTransfer.files)); }
    }));
  }
  Import.prototype.take = function (files) {
    this.clear("");
    if (!files.length) { return; }
    if (files.reduce((sum, file) => sum + file.size, 0) > LARGEST) { this.clear(this.words.large, true); return; }
    this.files = files;
    this.send("preview", "", this.words.reading);
  };
  Import.prototype.clear = function (said, wrong) {
    this.part("result").replaceChildren();
    stethos.text(this.part("status"), said);
    this.part("status").classList.toggle("import-wrong", Boolean(wrong));
  };
  Import.prototype.send = async function (what, print, doing) {
    const form = new FormData(), turn = this.turn = (this.turn || 0) + 1;
    this.files.forEach((file) => form.append("files", file, file.name));
    form.append("print", print);
    this.clear(doing);
    this.element.setAttribute("aria-busy", "true");
    const answer = await stethos.post("/live/import/" + what, form, "", REFUSED);
    if (turn !== this.turn) { return; }
    this.element.removeAttribute("aria-busy");
    if (!answer || answer.status) { this.clear(answer ? answer.message : this.words.failed, true); }
    else { this.show(answer); }
  };
  Import.prototype.show = function (answer) {
    const room = this.part("result");
    this.clear(answer.done || answer.changed || answer.summary, answer.changed || answer.mistakes);
    if (answer.done) { this.input.value = ""; stethos.toast(answer.done, "done"); }
    if (answer.mistakes) { room.append(this.mistakes(answer.mistakes)); }
    if (answer.rows) {
      if (answer.changed) { room.append(stethos.make("p", "", answer.summary)); }
      if (answer.counts.length) { room.append(this.table(this.words.counts, [this.words.table].concat(this.words.outcomes), answer.counts)); }
      if (answer.rows.length) { room.append(this.differences(answer.rows), this.buttons(answer.print)); }
    }
    room.focus({ preventScroll: true });
  };
  Import.prototype.buttons = function (print) {
    const bar = stethos.make("div", "import-buttons"), go = stethos.make("button", "btn btn-primary", this.words.apply), no = stethos.make("button", "btn btn-outline-secondary", this.words.cancel);
    go.type = no.type = "button";
    go.addEventListener("click", () => this.send("apply", print, this.words.importing));
    no.addEventListener("click", () => { this.input.value = ""; this.clear(""); this.input.focus(); });
    bar.append(go, no);
    return bar;
  };
  Import.prototype.table = function (name, heads, rows) {
    const room = stethos.make("div", "import-table"), table = stethos.make("table", "table"), head = stethos.make("tr"), thead = stethos.make("thead"), body = stethos.make("tbody");
    const cells = (row) => { const node = stethos.make("tr"); node.append(...row.map((text, place) => { const cell = stethos.make(place ? "td" : "th", "", text); if (!place) { cell.scope = "row"; } return cell; })); return node; };
    head.append(...heads.map((text) => { const cell = stethos.make("th", "", text); cell.scope = "col"; return cell; }));
    thead.append(head);
    body.append(...rows.map(cells));
    table.append(stethos.make("caption", "", name), thead, body);
    room.tabIndex = 0;
    room.setAttribute("role", "region");
    room.setAttribute("aria-label", name);
    room.append(table);
    return room;
  };
  Import.prototype.mistakes = function (found) {
    return this.table(this.words.mistakes, [this.words.where, this.words.field, this.words.wrong], found);
  };
  Import.prototype.differences = function (rows) {
    const box = stethos.make("div"), list = stethos.make("ul", "import-list"), more = stethos.make("button", "btn btn-outline-secondary", this.words.more);
    let shown = 0;
    const next = () => {
      list.append(...rows.slice(shown, shown + TOGETHER).map((row) => this.difference(row)));
      shown += TOGETHER;
      more.hidden = shown >= rows.length;
    };
    more.type = "button";
    more.addEventListener("click", next);
    next();
    box.append(stethos.make("h3", "", this.words.differences), list, more);
    return box;
  };
  Import.prototype.difference = function ([thing, outcome, fields]) {
    const node = stethos.make("li"), head = stethos.make("p"), list = stethos.make("dl", "audit-rows");
    head.append(stethos.make("strong", "", thing), " ", stethos.make("span", "import-outcome", outcome));
    list.append(...fields.map((row) => stethos.changed(this.words, row)));
    node.append(head, list);
    return node;
  };

  stethos.page("fleet_import", function (element) { element.fleetImport = new Import(element); });
})();
