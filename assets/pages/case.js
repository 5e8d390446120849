/* The page of a case, drawn from /live/case. What people add goes through dialogs; the chart is drawn by Dash. */
(function () {
  "use strict";
  const stethos = window.stethos;
  const NARROW = window.matchMedia("(max-width: 47.99rem)"), TOUCH = window.matchMedia("(pointer: coarse)");
  const LARGEST_BYTES = 15 * 1024 * 1024, SHRINK_FROM_BYTES = 1.5 * 1024 * 1024, SHRINK_PX = 2400, DRAW_AGAIN_MS = 30000;

  function Case(element) {
    this.element = element;
    this.id = element.dataset.case;
    this.words = stethos.words(element);
    this.turn = 0;
    const page = { words: this.words, may_act: this.words.may_act, chosen: null, seenMs: 0, inCase: true };
    page.acts = stethos.acts(this.words.acts, () => this.loop.restart());
    this.lines = stethos.alarmLine(page);
    this.part("alarm").addEventListener("change", () => this.draw());
    this.loop = stethos.live("/live/case?id=" + this.id, { element: element, interval_ms: 1000, onData: (data) => this.take(data) });
    const narrowed = () => this.draw();
    NARROW.addEventListener("change", narrowed);
    const wake = setInterval(() => {
      if (!element.isConnected) { clearInterval(wake); NARROW.removeEventListener("change", narrowed); return; }
      const row = this.chosen();
      if (row && row.active && this.head.open && !document.hidden) { this.draw(true); }
    }, DRAW_AGAIN_MS);
  }
  Case.prototype.part = function (name) { return this.element.querySelector('[data-part="' + name + '"]'); };

  /* ---- an answer ---- */
  Case.prototype.take = function (data) {
    document.title = this.words.title;
    this.head = data.head;
    this.rows = data.alarms;
    this.drawHead(data.head);
    this.part("alarms").querySelectorAll(".alarms-loading").forEach((bone) => bone.remove());
    stethos.keyed(this.part("alarms"), data.alarms, { key: (row) => row.id, create: (row) => this.lines.create(row),
                                                      update: (node, row) => this.lines.update(node, row) });
    this.drawChoice(data.charts);
    stethos.keyed(this.part("timeline"), data.timeline, { key: (item) => item.key, create: (item) => this.item(item),
                                                          update: (node, item) => this.updateItem(node, item) });
    this.drawOthers(data.others);
  };
  Case.prototype.drawHead = function (head) {
    const owner = this.part("owner"), since = this.part("since");
    this.part("state").classList.remove("skeleton");
    stethos.mark(this.part("state"), head.state);
    stethos.text(this.part("place"), head.place);
    stethos.text(owner, head.owner ? this.words.owner.replace("{name}", head.owner) : this.words.nobody);
    stethos.text(since, this.words.since.replace("{moment}", head.began_text));
    const title = this.element.querySelector("h1");
    if (!title.firstElementChild) { title.replaceChildren(stethos.link(stethos.make("a", "", head.machine), head.href)); }
    this.part("closed").hidden = head.open;
    if (!head.open) { stethos.text(this.part("closed"), head.closed + ". " + head.conclusion); }
    this.drawActs(head);
  };
  Case.prototype.drawActs = function (head) {
    const box = this.part("acts"), mine = head.owner_id === this.words.me, known = [head.open, mine].join();
    if (box.dataset.known === known) { return; }
    box.dataset.known = known;
    const acts = !this.words.may_act || !head.open ? [] : [
      ["comment", "comment", () => this.comment()], ["picture", "camera", () => this.picture()],
      ...(mine ? [] : [["take", "person", () => this.take_it()]]), ["hand_over", "right", () => this.handOver()],
      ["close", "case", () => this.close()]];
    box.hidden = acts.length === 0;
    box.replaceChildren(...acts.map(([name, icon, act]) => {
      const button = stethos.make("button", "btn " + (name === "comment" ? "btn-primary" : "btn-outline-secondary"));
      button.type = "button";
      button.dataset.act = name;
      button.append(stethos.icon(icon), stethos.make("span", "", this.words[name]));
      button.addEventListener("click", act);
      return button;
    }));
  };
  Case.prototype.drawOthers = function (others) {
    this.part("first").hidden = others.length > 0;
    stethos.keyed(this.part("others"), others, { key: (one) => one.id, create: () => stethos.otherCase(), update: stethos.updateOtherCase });
  };

  /* ---- the timeline ---- */
  Case.prototype.item = function (item) {
    const node = stethos.make("li", "case-item"), body = stethos.make("div", "case-item-body");
    body.append(stethos.make("p", "case-item-title"), stethos.make("p", "case-item-text"), stethos.make("p", "case-item-when soft"));
    node.append(stethos.make("span", "case-item-mark"), body);
    if (item.picture) { body.append(this.image(item)); }
    return node;
  };
  Case.prototype.image = function (item) {
    const [src, width, height] = item.picture, link = stethos.make("a", "case-picture"), image = stethos.make("img");
    link.href = src;
    link.target = "_blank";
    image.src = src + "?small";
    image.alt = item.text || this.words.picture_open;
    image.loading = "lazy";
    image.width = Math.round(Math.min(320, 320 * width / Math.max(width, height)));
    image.height = Math.round(Math.min(320, 320 * height / Math.max(width, height)));
    link.setAttribute("aria-label", this.words.picture_open + (item.text ? ": " + item.text : ""));
    link.append(image);
    return link;
  };
  Case.prototype.updateItem = function (node, item) {
    const [title, text, when] = node.lastChild.children, mark = node.firstChild;
    if (mark.dataset.icon !== item.icon) { mark.dataset.icon = item.icon; mark.replaceChildren(stethos.icon(item.icon)); }
    mark.className = "case-item-mark " + item.tone;
    stethos.text(title, item.title);
    stethos.text(text, item.text);
    text.hidden = !item.text;
    const by = item.by ? " · " + this.words.by.replace("{name}", item.by) : "";
    stethos.text(when, item.when + by + (item.late ? " · " + item.late : ""));
    when.classList.toggle("case-item-late", Boolean(item.late));
  };

  /* ---- the chart ---- */
  Case.prototype.chosen = function () {
    return (this.rows || []).find((row) => String(row.id) === this.part("alarm").value);
  };
  Case.prototype.drawChoice = function (charts) {
    const select = this.part("alarm"), known = JSON.stringify(charts), before = select.value;
    this.part("chart").hidden = charts.length === 0;
    if (select.dataset.known === known || !charts.length) { return; }
    select.dataset.known = known;
    select.replaceChildren(...charts.map(([id, name]) => new Option(name, id)));
    if (charts.some(([id]) => String(id) === before)) { select.value = before; }
    stethos.text(this.part("chart-words"), this.words.chart_words);
    if (select.value !== before) { this.draw(); }
  };
  Case.prototype.draw = function (keep) {
    const alarm = Number(this.part("alarm").value);
    if (!alarm) { return; }
    if (!keep) { this.turn += 1; }
    window.dash_clientside.set_props("case-view", { data: { case: this.id, alarm: alarm, turn: this.turn, narrow: NARROW.matches,
                                                            touch: TOUCH.matches || NARROW.matches, at: Date.now() } });
  };

  /* ---- what people do ---- */
  Case.prototype.send = async function (what, body) {
    const answer = await stethos.post("/live/cases/" + this.id + "/" + what, body, this.words.acts.failed);
    this.loop.restart();
    return answer;
  };
  Case.prototype.text = function (rows, required) {
    const text = stethos.make("textarea", "form-control");
    text.maxLength = 2000;
    text.rows = rows;
    text.required = required;
    return text;
  };
  Case.prototype.comment = function () {
    const text = this.text(4, true);
    return stethos.ask({ words: this.words.acts, title: this.words.comment, send: this.words.acts.send,
                         fields: [stethos.field(this.words.acts.comment_text, text)], act: () => this.send("comment", { text: text.value }) });
  };
  Case.prototype.take_it = function () { return this.send("owner", { owner: this.words.me, version: this.head.version }); };
  Case.prototype.handOver = function () {
    const owner = stethos.make("select", "form-select"), version = this.head.version;
    owner.append(...this.words.owners.map(([id, name]) => new Option(name, id)), new Option(this.words.nobody, ""));
    owner.value = this.head.owner_id || "";
    return stethos.ask({ words: this.words.acts, title: this.words.hand_title, send: this.words.hand_over,
      fields: [stethos.field(this.words.hand_to, owner)],
      act: () => this.send("owner", { owner: owner.value ? Number(owner.value) : null, version: version }) });
  };
  Case.prototype.file = function (capture) {
    const file = stethos.make("input", "form-control");
    file.type = "file";
    file.accept = "image/*";
    if (capture) { file.setAttribute("capture", "environment"); }
    return file;
  };
  Case.prototype.picture = function () {
    const taken = this.file(true), found = this.file(false), text = this.text(2, false), words = this.words;
    const fields = [stethos.make("p", "soft", words.picture_help)];
    if (TOUCH.matches) { fields.push(stethos.field(words.picture_take, taken)); }
    fields.push(stethos.field(TOUCH.matches ? words.picture_choose : words.picture, found), stethos.field(words.picture_text, text));
    return stethos.ask({ words: words.acts, title: words.picture, send: words.acts.send, fields: fields, act: async () => {
      const file = taken.files[0] || found.files[0];
      if (!file) { stethos.toast(words.acts.required, "error"); return null; }
      const small = await shrunk(file), form = new FormData();
      if (small.size > LARGEST_BYTES) { stethos.toast(words.picture_large, "error"); return null; }
      form.append("picture", small, file.name);
      form.append("text", text.value);
      return this.send("picture", form);
    } });
  };
  /* A large photo is made smaller before it goes over the air; what the browser cannot read goes as it is. */
  async function shrunk(file) {
    if (file.size < SHRINK_FROM_BYTES || !window.createImageBitmap) { return file; }
    try {
      const bitmap = await createImageBitmap(file), share = Math.min(1, SHRINK_PX / Math.max(bitmap.width, bitmap.height));
      const canvas = stethos.make("canvas");
      canvas.width = Math.round(bitmap.width * share);
      canvas.height = Math.round(bitmap.height * share);
      canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
      return blob && blob.size < file.size ? blob : file;
    } catch (error) {
      return file;
    }
  }
  Case.prototype.close = function () {
    const outcome = stethos.make("select", "form-select"), conclusion = this.text(4, true), words = this.words;
    const count = this.head.unacknowledged, version = this.head.version;
    outcome.required = true;
    outcome.append(new Option(words.choose, ""), ...words.outcomes.map(([name, text]) => new Option(text, name)));
    const fields = [stethos.make("p", "soft", words.close_help)];
    if (count) {
      const standing = stethos.make("p", "case-standing");
      standing.append(stethos.icon("bell"), stethos.make("span", "", count === 1 ? words.standing_one : words.standing.replace("{count}", stethos.number(count, "", 0))));
      fields.push(standing);
    }
    fields.push(stethos.field(words.outcome, outcome), stethos.field(words.conclusion, conclusion));
    return stethos.ask({ words: words.acts, title: words.close, send: count ? words.acknowledge_all : words.close, fields: fields,
      act: () => this.send("close", { outcome: outcome.value, conclusion: conclusion.value, version: version, acknowledge: count > 0 }) });
  };

  stethos.page("case", function (element) { element.theCase = new Case(element); });
})();
