/* What people do to alarms, for every page that shows some; needs ask.js.

   stethos.acts(words, done)       the acts of a page: its words.acts; done is called after each change.
     .button(act, name)            a button that does it;  .run(act, ids, priorities)  does it, asking what it needs. */
(function () {
  "use strict";
  const stethos = window.stethos = window.stethos || {};
  const ICONS = { acknowledge: "good", reset: "lock", shelve: "shelf", unshelve: "bell", comment: "comment" };

  function Acts(words, done) {
    this.words = words;
    this.done = done;
  }
  Acts.prototype.button = function (act, name) {
    const button = stethos.make("button", "btn btn-sm " + (act === "acknowledge" ? "btn-primary" : "btn-outline-secondary"));
    button.type = "button";
    button.dataset.act = act;
    button.append(stethos.icon(ICONS[act]), stethos.make("span", "", this.words[act]));
    if (name) { button.setAttribute("aria-label", this.words[act] + ": " + name); }
    return button;
  };
  Acts.prototype.run = async function (act, ids, priorities) {
    let done = false;
    if (act === "shelve") { done = await this.shelve(ids, priorities); }
    else if (act === "comment") { done = await this.comment(ids); }
    else { done = await this.send(act, { ids: ids }); }
    if (done) { this.done(act, ids); }
  };
  Acts.prototype.send = function (act, body) { return stethos.post("/live/alarms/" + act, body, this.words.failed); };
  Acts.prototype.counted = function (ids) {
    return ids.length === 1 ? this.words.one : this.words.many.replace("{count}", stethos.number(ids.length, "", 0));
  };
  Acts.prototype.shelve = function (ids, priorities) {
    const words = this.words, long = stethos.make("select", "form-select"), why = stethos.make("textarea", "form-control");
    const once = stethos.make("input", "form-check-input"), box = stethos.make("label", "ask-check");
    words.shelve_choices.forEach(function ([seconds, text, allowed]) {
      if (priorities.every((name) => allowed.includes(name))) { long.append(new Option(text, seconds)); }
    });
    long.selectedIndex = Math.min(1, long.options.length - 1);
    why.required = true;
    why.maxLength = 2000;
    why.rows = 2;
    once.type = "checkbox";
    box.append(once, stethos.make("span", "", words.shelve_once));
    return stethos.ask({
      words: words, title: words.shelve_title + ": " + this.counted(ids), send: words.shelve,
      fields: [stethos.make("p", "soft", words.shelve_help), stethos.field(words.shelve_for, long),
               stethos.field(words.shelve_reason, why), box],
      act: () => this.send("shelve", { ids: ids, seconds: Number(long.value), reason: why.value, once: once.checked }) });
  };
  Acts.prototype.comment = function (ids) {
    const words = this.words, text = stethos.make("textarea", "form-control");
    text.required = true;
    text.maxLength = 2000;
    text.rows = 3;
    return stethos.ask({
      words: words, title: words.comment_title + ": " + this.counted(ids), send: words.send,
      fields: [stethos.field(words.comment_text, text)], act: () => this.send("comment", { ids: ids, text: text.value }) });
  };
  stethos.acts = function (words, done) { return new Acts(words, done); };
})();
