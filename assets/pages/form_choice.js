/* A choice in a form: a list that is long can be searched in, and what would be too long for a list is searched for on
   the server (`Field.find` in components/form.py). What is typed changes which options there are, never what is chosen. */
(function () {
  "use strict";
  const stethos = window.stethos, make = stethos.make, MOST_PLAIN_CHOICES = 12, TYPED_MS = 250;

  async function ask(url) {
    try {
      const answer = await fetch(url, { credentials: "same-origin", headers: { Accept: "application/json" } });
      if (answer.status === 401) { stethos.signIn(); }
      return answer.ok ? (await answer.json()).rows.map(([, key, name, where]) => [key, where ? name + " · " + where : name]) : null;
    } catch (error) { return null; }
  }

  function Choice(field, value) {
    const spec = field.spec;
    this.field = field;
    this.words = field.form.words;
    this.node = make("select", "form-select");
    this.nothing = ["", spec.required ? "…" : this.words.none];
    this.fill(spec.choices);
    this.set(value);
    if (spec.find || spec.choices.length > MOST_PLAIN_CHOICES) { this.searching(); }
    if (spec.find) { this.find(""); }
  }
  Choice.prototype.fill = function (found) {
    const chosen = this.node.selectedOptions[0], rows = [this.nothing].concat(found);
    if (chosen && !rows.some(([key]) => key === chosen.value)) { rows.splice(1, 0, [chosen.value, chosen.text]); }
    this.node.replaceChildren(...rows.map(([key, text]) => new Option(text, key)));
    this.node.value = chosen ? chosen.value : "";
  };
  /* What is chosen but not among the options gets one; its name is asked for. */
  Choice.prototype.set = function (value) {
    const known = Array.from(this.node.options).some((option) => option.value === value);
    if (value && !known) {
      const option = new Option(value, value);
      this.node.append(option);
      if (this.field.spec.find) { this.name(option); }
    }
    this.node.value = value || "";
  };
  Choice.prototype.name = async function (option) {
    const found = await ask(this.field.spec.find + "?q=" + encodeURIComponent(option.value)), row = (found || []).find(([key]) => key === option.value);
    if (row) { option.text = row[1]; }
  };
  Choice.prototype.text = function (value) {
    const option = Array.from(this.node.options).find((one) => one.value === value);
    return value && option ? option.text : value;
  };
  Choice.prototype.searching = function () {
    const spec = this.field.spec, search = this.search = make("input", "form-control form-search");
    let typed = 0;
    search.type = "search";
    search.maxLength = 100;
    search.autocomplete = "off";
    search.placeholder = spec.find ? this.words.search_all : this.words.search;
    search.setAttribute("aria-label", search.placeholder + ": " + spec.label);
    this.told = make("p", "form-hint soft");
    this.told.setAttribute("role", "status");
    search.addEventListener("input", (event) => {
      event.stopPropagation();
      clearTimeout(typed);
      if (spec.find) { typed = setTimeout(() => this.find(search.value.trim()), TYPED_MS); } else { this.narrow(search.value.trim()); }
    });
    search.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); this.node.focus(); } });
  };
  Choice.prototype.narrow = function (typed) {
    const words = typed.toLowerCase().split(/\s+/);
    this.show(typed, this.field.spec.choices.filter(([, text]) => words.every((word) => text.toLowerCase().includes(word))));
  };
  Choice.prototype.find = async function (typed) {
    const turn = this.turn = (this.turn || 0) + 1, found = await ask(this.field.spec.find + "?q=" + encodeURIComponent(typed));
    if (found && turn === this.turn) { this.show(typed, found); }
  };
  Choice.prototype.show = function (typed, found) {
    this.fill(found);
    stethos.text(this.told, typed ? (found.length ? this.words.found.replace("{count}", stethos.number(found.length, null, 0)) : this.words.found_none) : "");
    if (typed && found.length === 1 && this.node.value !== found[0][0]) {
      this.node.value = found[0][0];
      this.node.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };

  stethos.choice = function (field, value) { return new Choice(field, value); };
})();
