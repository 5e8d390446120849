/* The search of every page: "/" or Ctrl+K or the button in the bar opens it, what is typed is asked of /live/search.

   A combobox with a list of options: the focus stays in the field, the arrows choose, Enter goes there, Escape closes and
   gives the focus back. Empty, it offers what was opened last in this window. */
(function () {
  "use strict";
  const stethos = window.stethos;
  const TYPED_MS = 120, MOST_RECENT = 6, RECENT = "stethos-recent";
  let box = null;

  function recent() {
    try { return JSON.parse(sessionStorage.getItem(RECENT) || "[]"); } catch (error) { return []; }
  }
  function remember(item) {
    const kept = { href: item.href, name: item.name, kind: item.kind, icon: item.icon, where: item.where, why: "", retired: "", mark: null };
    try {
      sessionStorage.setItem(RECENT, JSON.stringify([kept].concat(recent().filter((one) => one.href !== item.href)).slice(0, MOST_RECENT)));
    } catch (error) { /* a full or forbidden store keeps nothing */ }
  }

  /* The words that were typed stand out in what was found; as text nodes only. */
  function shown(tag, className, text, words) {
    const node = stethos.make(tag, className), small = text.toLowerCase();
    let at = 0;
    while (at < text.length) {
      const hits = words.map((word) => [small.indexOf(word, at), word.length]).filter(([place]) => place >= 0).sort((a, b) => a[0] - b[0]);
      if (!hits.length || small.length !== text.length) { break; }
      node.append(text.slice(at, hits[0][0]), stethos.make("mark", "", text.slice(hits[0][0], hits[0][0] + hits[0][1])));
      at = hits[0][0] + hits[0][1];
    }
    node.append(text.slice(at));
    return node;
  }

  function Search(words) {
    this.words = words;
    this.dialog = stethos.make("dialog", "search-box");
    this.field = stethos.make("input", "search-field form-control");
    this.list = stethos.make("ul", "search-list");
    this.told = stethos.make("p", "search-told soft");
    const title = stethos.make("h2", "visually-hidden", words.title), close = stethos.make("button", "search-close", "×");
    const head = stethos.make("div", "search-head");
    title.id = "search-title";
    this.dialog.setAttribute("aria-labelledby", title.id);
    Object.assign(this.field, { type: "search", placeholder: words.hint, autocomplete: "off", spellcheck: false, maxLength: 80, id: "search-field" });
    Object.entries({ role: "combobox", "aria-label": words.hint, "aria-autocomplete": "list", "aria-controls": "search-list", "aria-expanded": "false",
                     enterkeyhint: "go" }).forEach(([name, value]) => this.field.setAttribute(name, value));
    this.list.id = "search-list";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", words.results);
    this.told.setAttribute("role", "status");
    close.type = "button";
    close.setAttribute("aria-label", words.close);
    close.addEventListener("click", () => this.dialog.close());
    head.append(stethos.icon("search"), this.field, close);
    this.dialog.append(title, head, this.told, this.list);
    document.body.append(this.dialog);
    this.listen();
  }
  Search.prototype.listen = function () {
    this.field.addEventListener("input", () => { clearTimeout(this.timer); this.timer = setTimeout(() => this.ask(), TYPED_MS); });
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.dialog.addEventListener("click", (event) => { if (event.target === this.dialog) { this.dialog.close(); } });
    this.dialog.addEventListener("close", () => { if (this.asking) { this.asking.abort(); } });
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) { this.go(this.items[Number(option.dataset.at)], event.ctrlKey || event.metaKey); }
    });
  };
  Search.prototype.open = function () {
    if (this.dialog.open || document.querySelector("dialog[open]")) { return; }
    this.dialog.showModal();
    this.field.value = "";
    this.draw(recent(), recent().length ? this.words.recent : this.words.about, []);
    this.field.focus();
  };
  Search.prototype.ask = async function () {
    const typed = this.field.value.trim();
    if (this.asking) { this.asking.abort(); }
    if (!typed) { this.draw(recent(), recent().length ? this.words.recent : this.words.about, []); return; }
    const asking = this.asking = new AbortController();
    try {
      const answer = await fetch("/live/search?q=" + encodeURIComponent(typed), { signal: asking.signal, credentials: "same-origin",
        cache: "no-store", headers: { Accept: "application/json" } });
      if (answer.status === 401) { stethos.signIn(); return; }
      if (!answer.ok) { throw new Error("HTTP " + answer.status); }
      const data = await answer.json();
      if (this.asking === asking) { this.draw(data.items, data.text, typed.toLowerCase().split(/\s+/)); }
    } catch (error) {
      if (error.name !== "AbortError") { this.draw([], this.words.failed, []); }
    }
  };
  Search.prototype.draw = function (items, text, words) {
    this.items = items;
    this.list.replaceChildren(...items.map((item, at) => this.option(item, at, words)));
    this.field.setAttribute("aria-expanded", String(items.length > 0));
    stethos.text(this.told, text);
    this.choose(items.length && words.length ? 0 : -1);
  };
  Search.prototype.option = function (item, at, words) {
    const node = stethos.make("li", "search-option"), text = stethos.make("span", "search-text");
    node.id = "search-option-" + at;
    node.dataset.at = at;
    node.setAttribute("role", "option");
    text.append(shown("span", "search-name", item.name, words), stethos.make("span", "search-where soft", [item.kind, item.where].filter(Boolean).join(" · ")));
    if (item.why) { text.append(shown("span", "search-why", item.why, words)); }
    node.append(stethos.icon(item.icon), text);
    if (item.mark) {
      const mark = stethos.make("span", "state-mark " + item.mark[2]);
      mark.append(stethos.icon(item.mark[1]), stethos.make("span", "", item.mark[0]));
      node.append(mark);
    } else if (item.retired) { node.append(stethos.make("span", "search-retired soft", item.retired)); }
    return node;
  };
  Search.prototype.choose = function (at) {
    this.at = at;
    Array.prototype.forEach.call(this.list.children, (node, place) => node.setAttribute("aria-selected", String(place === at)));
    const chosen = this.list.children[at];
    if (chosen) { this.field.setAttribute("aria-activedescendant", chosen.id); chosen.scrollIntoView({ block: "nearest" }); }
    else { this.field.removeAttribute("aria-activedescendant"); }
  };
  Search.prototype.key = function (event) {
    const count = this.items.length, step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && count) { event.preventDefault(); this.choose(this.at < 0 && step < 0 ? count - 1 : (this.at + step + count) % count); }
    if (event.key === "Enter" && this.items[this.at]) { event.preventDefault(); this.go(this.items[this.at], event.ctrlKey || event.metaKey); }
    if (event.key === "Escape" && this.field.value) { event.preventDefault(); this.dialog.close(); }
  };
  Search.prototype.go = function (item, apart) {
    remember(item);
    if (apart) { window.open(item.href, "_blank", "noopener"); return; }
    this.dialog.close();
    stethos.go(item.href);
  };

  function open() {
    const button = document.getElementById("search-open");
    if (!button) { return; }
    box = box || new Search(stethos.words(button));
    box.open();
  }
  function types(target) {
    return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
  }
  document.addEventListener("keydown", function (event) {
    const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !types(event.target);
    const k = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
    if ((slash || k) && document.getElementById("search-open")) { event.preventDefault(); open(); }
  });
  document.addEventListener("click", function (event) {
    if (event.target.closest && event.target.closest("#search-open")) { open(); }
  });
})();
