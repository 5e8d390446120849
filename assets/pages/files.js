/* What the pictures and the documents of a machine or place share: sending files one after the other, each with its
   progress and its error in place, from a button, by drop or by paste; and what was removed.

   stethos.files(element, options)   element: a section with data-owner, data-words and the parts acts, list, none, removed.
     options.what                    pictures or documents: the part of the address.
     options.create(row), .update(node, row, index)   one line of the list.
     options.waiting(job)            a line for a file on its way; it shows job.progress (an element).
     options.drawn(rows)             after each answer.
     options.images                  only images are taken by paste. */
(function () {
  "use strict";
  const stethos = window.stethos = window.stethos || {};
  const TOUCH = window.matchMedia("(pointer: coarse)");
  const INTERVAL_MS = 10000;

  function Files(element, options) {
    this.element = element;
    this.options = options;
    this.owner = element.dataset.owner;
    this.words = stethos.words(element);
    this.path = "/live/" + options.what + "/" + this.owner;
    this.jobs = [];
    this.number = 0;
    this.take(JSON.parse(element.dataset.first));
    if (this.words.may_add) { this.offer(); }
    this.loop = stethos.live(this.path, { element: element, interval_ms: INTERVAL_MS, onData: (data) => this.take(data) });
  }
  Files.prototype.part = function (name) { return this.element.querySelector('[data-part="' + name + '"]'); };

  /* ---- what is there ---- */
  Files.prototype.take = function (data) {
    this.rows = data.rows;
    this.gone = data.removed;
    const here = new Set(data.rows.map((row) => row.id));
    this.jobs = this.jobs.filter((job) => !here.has(job.id));
    this.draw();
    this.drawRemoved();
    this.options.drawn(this.rows);
  };
  Files.prototype.draw = function () {
    const list = this.part("list"), all = this.rows.concat(this.jobs);
    list.querySelectorAll(":scope > .skeleton").forEach((bone) => bone.remove());
    list.hidden = all.length === 0;
    this.part("none").hidden = all.length > 0;
    stethos.keyed(list, all, {
      key: (one) => one.job ? "job" + one.job : one.id, create: (one) => one.job ? this.line(one) : this.options.create(one),
      update: (node, one) => { if (!one.job) { this.options.update(node, one, this.rows.indexOf(one)); } } });
  };
  Files.prototype.drawRemoved = function () {
    const box = this.part("removed"), words = this.words;
    if (!box) { return; }
    box.hidden = this.gone.length === 0;
    stethos.text(this.part("removed-title"), words.removed.replace("{count}", stethos.number(this.gone.length, "", 0)));
    stethos.keyed(this.part("removed-list"), this.gone, { key: (row) => row.id, create: (row) => this.goneLine(row), update: () => {} });
  };
  Files.prototype.goneLine = function (row) {
    const node = stethos.make("li"), button = stethos.make("button", "btn btn-sm btn-outline-secondary", this.words.restore);
    const name = row.title || row.caption || "";
    button.type = "button";
    button.setAttribute("aria-label", this.words.restore + ": " + (name || row.about));
    button.hidden = !this.mine(row);
    button.addEventListener("click", () => this.post(row, "restore", {}));
    if (this.options.small) { node.append(this.options.small(row)); }
    node.append(stethos.make("span", "files-gone-name", name), stethos.make("span", "soft", row.about), button);
    return node;
  };
  Files.prototype.mine = function (row) { return this.words.may_add && (this.words.is_admin || row.by_id === this.words.me); };
  Files.prototype.post = async function (row, act, body) {
    const done = await stethos.post("/live/" + this.options.what.slice(0, -1) + "/" + row.id + "/" + act, body, this.words.lost);
    this.loop.restart();
    return done;
  };
  Files.prototype.remove = function (row) {
    const words = this.words;
    return stethos.ask({ words: words.acts, title: words.remove_title, send: words.remove,
                         fields: [stethos.make("p", "soft", words.remove_help)], act: () => this.post(row, "remove", {}) });
  };
  /* Caption or title. */
  Files.prototype.word = function (row, act, text, required) {
    const words = this.words, input = stethos.make("input", "form-control");
    input.maxLength = words.longest_text;
    input.required = required;
    input.value = text;
    return stethos.ask({ words: words.acts, title: words[act + "_title"] || words.rename_title, send: words.send,
      fields: [stethos.field(words[act] || words.rename, input)], act: () => this.post(row, act, { text: input.value }) });
  };

  /* ---- choosing, dropping, pasting ---- */
  Files.prototype.offer = function () {
    const box = this.part("acts"), words = this.words, element = this.element;
    if (words.take && TOUCH.matches) { box.append(this.chooser("camera", words.take, true)); }
    box.append(this.chooser("plus", words.add, false));
    box.after(stethos.make("p", "files-help soft", TOUCH.matches ? words.help : words.help + " " + words.help_drop));
    let depth = 0;
    const over = (on) => { depth = on; element.classList.toggle("files-over", on > 0); };
    element.dataset.drop = words.drop;
    element.addEventListener("dragenter", (event) => { if (holds(event)) { event.preventDefault(); over(depth + 1); } });
    element.addEventListener("dragover", (event) => { if (holds(event)) { event.preventDefault(); } });
    element.addEventListener("dragleave", () => over(Math.max(0, depth - 1)));
    element.addEventListener("drop", (event) => {
      if (!holds(event)) { return; }
      event.preventDefault();
      over(0);
      this.send(event.dataTransfer.files);
    });
    if (this.options.images) { this.listen(); }
  };
  function holds(event) { return event.dataTransfer && Array.from(event.dataTransfer.types).includes("Files"); }
  Files.prototype.listen = function () {
    const paste = (event) => {
      if (!this.element.isConnected) { document.removeEventListener("paste", paste); return; }
      const files = Array.from(event.clipboardData ? event.clipboardData.files : []).filter((file) => file.type.startsWith("image/"));
      const writes = event.target.closest && event.target.closest("input, textarea, select, [contenteditable]");
      if (!files.length || writes || document.querySelector("dialog[open]")) { return; }
      event.preventDefault();
      this.element.scrollIntoView({ block: "nearest" });
      this.send(files);
    };
    document.addEventListener("paste", paste);
  };
  Files.prototype.chooser = function (icon, name, capture) {
    const button = stethos.make("button", "btn btn-outline-secondary"), input = stethos.make("input"), piece = document.createDocumentFragment();
    button.type = "button";
    button.append(stethos.icon(icon), stethos.make("span", "", name));
    input.type = "file";
    input.hidden = true;
    input.accept = this.words.accept;
    input.dataset.file = capture ? "camera" : "chosen";
    if (capture) { input.setAttribute("capture", "environment"); } else { input.multiple = true; }
    button.addEventListener("click", () => input.click());
    input.addEventListener("change", () => { this.send(input.files); input.value = ""; });
    piece.append(button, input);
    return piece;
  };

  /* ---- on their way, one after the other ---- */
  Files.prototype.send = function (files) {
    for (const file of files) {
      this.number += 1;
      const job = { job: this.number, file: file, state: "waiting" };
      if (!file.size) { this.refuse(job, this.words.empty); }
      if (file.size > this.words.largest_bytes) { this.refuse(job, this.words.large); }
      this.jobs.push(job);
    }
    this.draw();
    this.part("list").scrollTo({ left: this.part("list").scrollWidth, behavior: "smooth" });
    this.next();
  };
  Files.prototype.line = function (job) {
    const node = stethos.make("li", "files-job");
    job.progress = stethos.make("progress");
    job.progress.max = 1;
    job.progress.value = 0;
    job.progress.setAttribute("aria-label", job.file.name);
    job.say = stethos.make("p", "files-say");
    job.node = node;
    node.append(...this.options.waiting(job), stethos.make("p", "files-name", job.file.name), job.progress, job.say);
    this.tell(job);
    return node;
  };
  Files.prototype.tell = function (job) {
    if (!job.node) { return; }
    const words = this.words, failed = job.state === "failed";
    job.node.classList.toggle("files-failed", failed);
    job.progress.hidden = failed;
    job.say.setAttribute("role", failed ? "alert" : "status");
    stethos.text(job.say, failed ? job.reason : words[job.state]);
    if (failed && !job.buttons) {
      job.buttons = stethos.make("div", "files-buttons");
      if (job.again) { job.buttons.append(this.button(words.again, () => this.again(job))); }
      job.buttons.append(this.button(words.dismiss, () => this.dismiss(job)));
      job.node.append(job.buttons);
    }
    if (!failed && job.buttons) { job.buttons.remove(); job.buttons = null; }
  };
  Files.prototype.button = function (name, act) {
    const button = stethos.make("button", "btn btn-sm btn-outline-secondary", name);
    button.type = "button";
    button.addEventListener("click", act);
    return button;
  };
  Files.prototype.refuse = function (job, reason, again) {
    job.state = "failed";
    job.reason = reason;
    job.again = Boolean(again);
    this.tell(job);
  };
  Files.prototype.again = function (job) { job.state = "waiting"; this.tell(job); this.next(); };
  Files.prototype.dismiss = function (job) {
    this.jobs = this.jobs.filter((one) => one !== job);
    this.draw();
    this.element.querySelector("h2").focus({ preventScroll: true });
  };
  Files.prototype.next = async function () {
    const job = this.jobs.find((one) => one.state === "waiting");
    if (this.busy || !job) { return; }
    this.busy = true;
    job.state = "sending";
    this.tell(job);
    const form = new FormData();
    form.append("file", job.file, job.file.name);
    const answer = await upload(this.path, form, (share) => {
      job.progress.value = share;
      if (share >= 1 && job.state === "sending") { job.state = "reading"; job.progress.removeAttribute("value"); this.tell(job); }
    });
    this.busy = false;
    if (answer.status === 401) { stethos.signIn(); return; }
    if (answer.status === 200) { job.state = "done"; job.id = answer.data.id; this.loop.restart(); }
    else { this.refuse(job, answer.data.message || (answer.status ? this.words.unreadable : this.words.lost), !answer.status || answer.status >= 500); }
    this.next();
  };
  function upload(path, form, tell) {
    return new Promise(function (resolve) {
      const request = new XMLHttpRequest();
      const over = () => {
        let data = {};
        try { data = JSON.parse(request.responseText); } catch (error) { /* a proxy's own page */ }
        resolve({ status: request.status, data: data });
      };
      request.open("POST", path);
      Object.entries(stethos.token()).forEach(([name, value]) => request.setRequestHeader(name, value));
      request.setRequestHeader("Accept", "application/json");
      request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) { tell(event.loaded / event.total); } });
      request.addEventListener("load", over);
      ["error", "abort", "timeout"].forEach((name) => request.addEventListener(name, () => resolve({ status: 0, data: {} })));
      request.send(form);
    });
  }

  stethos.files = function (element, options) { return new Files(element, options); };
})();
