/* What people do to alarms, for every page that shows some.

   stethos.post(path, body, failed, expected)   sends a change (JSON, or a form) with the token of this session; tells its
                                   notes, and ``failed`` if the server cannot be reached.
                                   Resolves to the answer, or to null after the person was told why not; a refusal
                                   with one of the ``expected`` statuses is an answer too, with its ``status``.
   stethos.mark(node, [word, icon, tone])   makes node a mark of a state.
   stethos.acts(words)             the acts of a page: its words.acts; done is called after each change.
     .button(act, row)             a button that does it;  .run(act, ids, name, priorities)  does it, asking what it needs. */
(function () {
  "use strict";
  const stethos = window.stethos = window.stethos || {};
  const ICONS = { acknowledge: "good", reset: "lock", shelve: "shelf", unshelve: "bell", comment: "comment" };

  stethos.mark = function (node, shown) {
    const [word, icon, tone] = shown || ["", "", ""];
    const name = ("state-mark " + tone).trim();
    node.hidden = !shown;
    if (!shown) { return; }
    if (node.className !== name) { node.className = name; }
    if (node.dataset.icon !== icon) {
      node.dataset.icon = icon;
      node.replaceChildren(stethos.icon(icon), stethos.make("span"));
    }
    stethos.text(node.lastChild, word);
  };

  function token() {
    const found = document.cookie.split("; ").find((part) => part.startsWith("_csrf_token="));
    return found ? decodeURIComponent(found.slice("_csrf_token=".length)) : "";
  }
  stethos.post = async function (path, body, failed, expected) {
    const form = body instanceof FormData;
    try {
      const answer = await fetch(path, {
        method: "POST", credentials: "same-origin", body: form ? body : JSON.stringify(body),
        headers: Object.assign({ "X-CSRFToken": token(), Accept: "application/json" },
                               form ? {} : { "Content-Type": "application/json" }) });
      if (answer.status === 401) { stethos.signIn(); return null; }
      const data = await answer.json();
      if ((expected || []).includes(answer.status)) { return Object.assign(data, { status: answer.status }); }
      if (!answer.ok) { stethos.toast(data.message, "error"); return null; }
      (data.notes || []).forEach((note) => stethos.toast(note.message, note.kind));
      return data;
    } catch (error) {
      if (failed) { stethos.toast(failed, "error"); }
      return null;
    }
  };

  /* A dialog of ours: a form whose fields are checked before it is sent; resolves to true once it was. */
  stethos.ask = function (options) {
    const dialog = stethos.make("dialog", "ask"), form = stethos.make("form", "ask-form");
    const title = stethos.make("h2", "", options.title), buttons = stethos.make("div", "ask-buttons");
    const cancel = stethos.make("button", "btn btn-outline-secondary", options.words.cancel);
    const send = stethos.make("button", "btn btn-primary", options.send);
    title.id = "ask-title";
    dialog.setAttribute("aria-labelledby", title.id);
    cancel.type = "button";
    send.type = "submit";
    form.noValidate = true;
    buttons.append(cancel, send);
    form.append(title, ...options.fields, buttons);
    dialog.append(form);
    document.body.append(dialog);
    return new Promise(function (resolve) {
      let sent = false;
      function missing() {
        const field = Array.from(form.elements).find((one) => one.required && !one.value.trim());
        form.querySelectorAll(".ask-fault").forEach((one) => one.remove());
        Array.from(form.elements).forEach((one) => one.removeAttribute("aria-invalid"));
        if (!field) { return false; }
        field.setAttribute("aria-invalid", "true");
        const fault = stethos.make("span", "ask-fault", options.words.required);
        fault.setAttribute("role", "alert");
        field.after(fault);
        field.focus();
        return true;
      }
      form.addEventListener("submit", async function (event) {
        event.preventDefault();
        if (missing()) { return; }
        send.disabled = true;
        sent = Boolean(await options.act());
        send.disabled = false;
        if (sent) { dialog.close(); }
      });
      cancel.addEventListener("click", () => dialog.close());
      dialog.addEventListener("close", function () { dialog.remove(); resolve(sent); });
      dialog.showModal();
      (form.querySelector("textarea, select, input") || send).focus();
    });
  };
  stethos.field = function (name, control, help) {
    const label = stethos.make("label", "ask-field");
    label.append(stethos.make("span", "ask-name", name), control);
    if (help) { label.append(stethos.make("span", "soft", help)); }
    return label;
  };

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
