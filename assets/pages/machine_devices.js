/* The devices of a machine on its page: how they are reached, how often they measure, and a dialog that changes it. */
(function () {
  "use strict";
  const stethos = window.stethos, CONFLICT = 409, UNUSABLE = 422;

  function Devices(element) {
    this.element = element;
    this.words = stethos.words(element);
    this.list = element.querySelector('[data-part="devices"]');
    this.loop = stethos.live("/live/machine_devices?id=" + element.dataset.machine, { element: element, interval_ms: 1000, onData: (data) => this.take(data) });
  }
  Devices.prototype.take = function (data) {
    this.list.querySelectorAll(":scope > [aria-hidden]").forEach((bone) => bone.remove());
    this.element.hidden = data.devices.length === 0;
    stethos.keyed(this.list, data.devices, { key: (one) => one.id, create: () => this.line(), update: (node, one) => this.update(node, one) });
  };
  Devices.prototype.line = function () {
    const node = stethos.make("li", "machine-device"), text = stethos.make("div", "machine-device-interval"), button = stethos.make("button", "btn btn-sm btn-outline-secondary");
    button.type = "button";
    button.append(stethos.icon("wrench"), stethos.make("span", "", this.words.change));
    button.addEventListener("click", () => this.change(node.row));
    text.append(stethos.make("span"), stethos.make("span"), stethos.make("span", "soft"));
    node.append(stethos.make("a"), stethos.make("span"), text, button);
    return node;
  };
  Devices.prototype.update = function (node, one) {
    const [link, reach, text, button] = node.children, [every, mark, why] = text.children, interval = one.interval;
    node.row = one;
    stethos.link(link, one.href);
    stethos.text(link, one.name);
    stethos.mark(reach, one.reach);
    stethos.text(every, interval && interval.reported ? this.words.every.replace("{value}", interval.reported) : this.words.silent);
    const differs = interval && interval.wanted && interval.state !== "in_effect";
    stethos.mark(mark, differs ? interval.mark : null);
    stethos.text(why, differs ? this.words.wanted.replace("{value}", interval.wanted) + (interval.why ? " · " + interval.why : "") : "");
    button.hidden = !this.words.may_edit || !interval || !interval.may_set;
    button.setAttribute("aria-label", this.words.change + ": " + this.words.title.replace("{device}", one.name));
  };

  Devices.prototype.change = function (one) {
    const words = this.words, input = stethos.make("input", "form-control"), why = stethos.make("input", "form-control");
    const told = stethos.make("ul", "machine-device-told"), label = stethos.make("label", "ask-check"), consent = stethos.make("input", "form-check-input");
    input.type = "number";
    input.step = "any";
    input.inputMode = "decimal";
    input.required = true;
    input.value = one.interval.value === null ? "" : String(one.interval.value);
    input.id = "machine-device-interval";
    why.maxLength = 500;
    consent.type = "checkbox";
    label.append(consent, stethos.make("span", "", words.consent));
    label.hidden = true;
    told.setAttribute("role", "alert");
    input.addEventListener("input", () => { consent.checked = false; });
    const name = words.interval + (one.interval.unit ? " (" + one.interval.unit + ")" : "");
    return stethos.ask({ words: words, title: words.title.replace("{device}", one.name), send: words.save,
      fields: [stethos.field(name, input, one.interval.bounds), told, label, stethos.field(words.why, why)],
      act: () => this.save(one, { input: input, why: why, told: told, consent: consent, label: label }) });
  };
  Devices.prototype.save = async function (one, parts) {
    const body = { revision: one.revision, reason: parts.why.value, consent: parts.consent.checked, changes: {} };
    body.changes[one.interval.path] = parts.input.value;
    const answer = await stethos.post("/live/device/" + one.id + "/save", body, this.words.failed, [CONFLICT, UNUSABLE]);
    this.loop.restart();
    if (answer && answer.status === UNUSABLE) { this.tell(parts, answer); return false; }
    if (answer && answer.status === CONFLICT) { this.meet(one, parts, answer); return false; }
    return Boolean(answer);
  };
  Devices.prototype.tell = function (parts, answer) {
    const lines = Object.values(answer.findings).flat();
    parts.told.replaceChildren(...lines.map(([warning, text]) => {
      const line = stethos.make("li", warning ? "state-warning" : "state-critical");
      line.append(stethos.icon(warning ? "warning" : "critical"), stethos.make("span", "", text));
      return line;
    }));
    parts.label.hidden = Boolean(answer.errors) || !answer.warnings;
    (answer.errors ? parts.input : parts.consent).focus();
  };
  /* Somebody else was faster: the person sees what they set, and may save over it. */
  Devices.prototype.meet = function (one, parts, answer) {
    const lines = [answer.message, ...answer.conflict.rows.map(([name, theirs]) => name + ": " + theirs)];
    parts.told.replaceChildren(...lines.map((text) => stethos.make("li", "", text)));
    one.revision = answer.conflict.revision;
  };

  stethos.page("machine_devices", function (element) { element.devices = new Devices(element); });
})();
