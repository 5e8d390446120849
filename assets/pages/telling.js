/* Telling people: rules, channels, people and the last messages, drawn from /live/telling. The forms are those of
   telling_forms.js. */
(function () {
  "use strict";
  const stethos = window.stethos;
  const PARTS = ["rules", "channels", "people", "messages"];
  const TEST_WAIT_MS = 40000, TEST_STEP_MS = 700;

  function Telling(element) {
    this.element = element;
    this.words = stethos.words(element);
    this.lists = {};
    PARTS.forEach((name) => { this.lists[name] = element.querySelector("[data-part=" + name + "]"); });
    this.forms = stethos.tellingForms(this.words, () => this.loop.restart());
    element.querySelectorAll("[data-add]").forEach((button) => button.addEventListener("click", () => {
      if (this.data) { this.forms[button.dataset.add](null, this.data); }
    }));
    this.loop = stethos.live("/live/telling", { element: element, interval_ms: 2000, onData: (data) => this.take(data) });
  }

  Telling.prototype.take = function (data) {
    if (!this.data) { PARTS.forEach((name) => this.lists[name].replaceChildren()); }
    this.data = data;
    PARTS.forEach((name) => {
      const note = this.element.querySelector("[data-note=" + name + "]");
      stethos.text(note, this.words.none[name]);
      note.hidden = data[name].length > 0 || !this.words.none[name];
      this.lists[name].hidden = data[name].length === 0;
    });
    this.list("rules", (node, row) => this.rule(node, row), ["edit", "remove"]);
    this.list("channels", (node, row) => this.channel(node, row), ["test", "edit", "remove"]);
    this.list("people", (node, row) => this.person(node, row), ["edit"]);
    this.list("messages", (node, row) => this.message(node, row), []);
  };

  /* ---- every line: what it is, more about it, and buttons ---- */
  Telling.prototype.list = function (name, update, acts) {
    const page = this;
    stethos.keyed(this.lists[name], this.data[name], {
      key: (row) => row.id,
      create: function () {
        const node = stethos.make("li", "telling-line telling-" + name), text = stethos.make("div", "telling-text");
        text.append(stethos.make("div", "telling-name"), stethos.make("div", "telling-about"), stethos.make("div", "telling-note soft"));
        node.append(text, stethos.make("div", "telling-acts"));
        acts.forEach((act) => node.lastChild.append(page.button(name, act, node)));
        return node;
      },
      update: function (node, row) { node.row = row; update(node, row); } });
  };
  Telling.prototype.button = function (name, act, node) {
    const button = stethos.make("button", "btn btn-outline-secondary btn-sm", this.words[act]);
    button.type = "button";
    button.dataset.act = act;
    button.addEventListener("click", () => this.act(name, act, node.row, button));
    return button;
  };
  Telling.prototype.act = function (name, act, row, button) {
    if (act === "edit") { this.forms[name](row, this.data); }
    else if (act === "test") { this.test(row, button); }
    else { this.forms.remove(name, row); }
  };
  Telling.prototype.texts = function (node, name, about, note, visible) {
    const [named, told, more] = ["name", "about", "note"].map((part) => node.querySelector(".telling-" + part));
    stethos.text(named, name);
    stethos.text(told, about);
    stethos.text(more, note);
    told.hidden = !about;
    more.hidden = !note;
    node.lastChild.hidden = !visible;
    Array.from(node.lastChild.children).forEach((button) => button.setAttribute("aria-label", button.textContent + ": " + name));
  };

  Telling.prototype.rule = function (node, row) {
    const off = row.active ? "" : " · " + this.words.off;
    this.texts(node, row.name + off, row.about, row.note, this.words.may_change);
    node.classList.toggle("telling-off", !row.active);
    let steps = node.querySelector(".telling-steps");
    if (!steps) { steps = stethos.make("ol", "telling-steps"); node.querySelector(".telling-about").after(steps); }
    stethos.keyed(steps, row.steps.map((text, index) => [index, text]), {
      key: (one) => one[0], create: () => stethos.make("li"), update: (item, one) => stethos.text(item, one[1]) });
  };
  Telling.prototype.channel = function (node, row) {
    const kind = this.words.channel.kinds.find((one) => one[0] === row.kind)[1].split(":")[0];
    this.texts(node, row.name + (row.active ? "" : " · " + this.words.off), kind + " · " + row.shown, "", this.words.may_change);
    node.classList.toggle("telling-off", !row.active);
    let last = node.querySelector(".telling-last");
    if (!last) {
      last = stethos.make("span", "telling-last soft");
      last.append(stethos.make("span", "", this.words.last), stethos.make("span"));
      node.querySelector(".telling-about").after(last);
    }
    last.hidden = !row.last;
    stethos.mark(last.lastChild, row.last);
    node.querySelector("[data-act=remove]").hidden = row.used;
  };
  Telling.prototype.person = function (node, row) { this.texts(node, row.name, row.reached, row.note, row.may_change); };

  Telling.prototype.message = function (node, row) {
    this.texts(node, "", "", row.note, false);
    const head = node.querySelector(".telling-name");
    if (!head.made) {
      head.made = { mark: stethos.make("span"), kind: stethos.make("span"), link: stethos.make("a"), whom: stethos.make("span", "soft"), at: stethos.make("time", "soft") };
      head.append(...Object.values(head.made));
    }
    stethos.mark(head.made.mark, row.state);
    stethos.text(head.made.kind, row.kind);
    stethos.text(head.made.link, row.about);
    head.made.link.hidden = !row.about;
    if (row.href) { stethos.link(head.made.link, row.href); }
    stethos.text(head.made.whom, row.whom);
    stethos.time(head.made.at, row.at, "ago");
  };

  /* ---- a test: sent to the person who asks, and its result shown ---- */
  Telling.prototype.test = async function (row, button) {
    const words = this.words, until = Date.now() + TEST_WAIT_MS;
    button.disabled = true;
    const asked = await stethos.post("/live/telling/test", { id: row.id }, words.failed);
    if (asked) { stethos.toast(words.testing, "calm"); }
    while (asked && Date.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, TEST_STEP_MS));
      const answer = await fetch("/live/telling/message?id=" + asked.message_id, { credentials: "same-origin" }).catch(() => null);
      const data = answer && answer.ok ? await answer.json() : { state: "waiting" };
      if (data.state === "sent") { stethos.toast(row.name + ": " + words.tested, "done"); break; }
      if (data.state === "failed") { stethos.toast(row.name + ": " + words.test_failed.replace("{error}", data.error), "error"); break; }
      if (Date.now() + TEST_STEP_MS >= until) { stethos.toast(words.test_slow, "error"); }
    }
    button.disabled = false;
  };

  stethos.page("telling", (element) => new Telling(element));
})();
