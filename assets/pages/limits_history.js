/* What others have changed at the limits of a signal: the history, and who was faster.

   stethos.limitsHistory(page)   page: the form of assets/pages/limits.js.
     .show(entries)              the changes so far
     .conflict(data)             an answer that says that somebody else has saved meanwhile */
(function () {
  "use strict";
  const stethos = window.stethos;

  function History(page) { this.page = page; }
  function changes(rows) {
    const list = stethos.make("ul", "limits-changes");
    rows.forEach(([name, before, after]) => list.append(stethos.make("li", "", name + ": " + before + " → " + after)));
    return list;
  }
  History.prototype.show = function (entries) {
    const items = entries.map((entry) => {
      const item = stethos.make("li"), who = stethos.make("h3", "", this.page.words.by.replace("{who}", entry.who).replace("{when}", entry.when));
      item.append(who, stethos.make("p", "", entry.why), changes(entry.rows));
      return item;
    });
    if (!items.length) { items.push(stethos.make("li", "soft", this.page.words.no_history)); }
    this.page.part("history").replaceChildren(...items);
  };

  /* Somebody else was faster: both are shown, and the person takes theirs or goes on with their own. */
  History.prototype.conflict = function (data) {
    const panel = this.page.part("conflict"), table = stethos.make("table"), head = stethos.make("tr");
    [this.page.words.field, this.page.words.theirs, this.page.words.mine].forEach((name) => {
      head.append(stethos.make("th", "", name));
      head.lastChild.scope = "col";
    });
    table.append(head);
    data.rows.forEach((cells) => {
      const row = stethos.make("tr");
      cells.forEach((cell, index) => row.append(stethos.make(index ? "td" : "th", "", cell)));
      row.firstChild.scope = "row";
      table.append(row);
    });
    const take = stethos.make("button", "btn btn-primary", this.page.words.take), keep = stethos.make("button", "btn btn-outline-secondary", this.page.words.keep);
    const hands = stethos.make("p", "limits-choice"), told = this.page.words.by.replace("{who}", data.who).replace("{when}", data.when);
    take.type = keep.type = "button";
    take.addEventListener("click", () => this.page.take(data.state));
    keep.addEventListener("click", () => { this.page.version = data.state.version; panel.hidden = true; this.page.buttons[0].focus(); });
    hands.append(take, keep);
    panel.replaceChildren(stethos.make("h2", "", data.message), stethos.make("p", "", told + (data.why ? ": " + data.why : "")), table, hands);
    this.page.know(data.state);
    panel.hidden = false;
    panel.focus();
    panel.scrollIntoView({ block: "center" });
  };

  stethos.limitsHistory = function (page) { return new History(page); };
})();
