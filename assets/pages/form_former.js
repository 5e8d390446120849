/* Entries of a list that were removed and saved so: each can be brought back with one button, and is saved with the rest.

   new stethos.formFields.Former(rows, words)     .box; .paint() hides those that stand in the list (again) */
(function () {
  "use strict";
  const stethos = window.stethos, make = stethos.make, button = stethos.formFields.button;

  function Former(rows, words) {
    this.rows = rows;
    this.who = rows.group.fields.slice(0, 2).map((spec) => spec.name);
    this.box = make("details", "form-former");
    this.head = make("summary");
    this.words = words;
    const list = make("ul");
    this.items = rows.group.former.map(([values, at, by]) => this.item(list, values, at, by));
    this.box.append(this.head, list);
    this.paint();
  }
  Former.prototype.item = function (list, values, at, by) {
    const node = make("li"), text = make("p"), when = make("time", "soft"), name = values[this.who[1]];
    const back = button(this.words.bring_back, "btn-outline-secondary");
    back.setAttribute("aria-label", this.words.bring_back + ": " + name);
    stethos.time(when, at, "ago");
    text.append(make("span", "", this.rows.words_of([values])), " ", make("span", "soft", this.words.removed + (by ? ", " + by : "") + ", "), when);
    back.addEventListener("click", () => {
      const entry = this.rows.add(values);
      this.rows.form.changed();
      entry.fields[0].input.focus();
    });
    node.append(text, back);
    list.append(node);
    return { node: node, values: values };
  };
  Former.prototype.paint = function () {
    const key = (values) => JSON.stringify(this.who.map((name) => (values[name] || "").trim().toLowerCase()));
    const there = new Set(this.rows.read().map(key));
    this.items.forEach((item) => { item.node.hidden = there.has(key(item.values)); });
    const count = this.items.filter((item) => !item.node.hidden).length;
    this.box.hidden = count === 0;
    stethos.text(this.head, this.words.former.replace("{count}", stethos.number(count, null, 0)));
  };

  stethos.formFields.Former = Former;
})();
