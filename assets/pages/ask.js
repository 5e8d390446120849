/* Dialogs, for the pages that have some.

   stethos.ask({ title, words, send, fields, act })   asks in a dialog whose fields are checked before act() sends it;
                                   resolves to true once it was sent.
   stethos.field(name, control, help)   a labelled field of one. */
(function () {
  "use strict";
  const stethos = window.stethos = window.stethos || {};

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
})();
