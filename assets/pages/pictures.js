/* The pictures of a machine or place: a strip of small ones, and all of them large in a dialog; from /live/pictures. */
(function () {
  "use strict";
  const stethos = window.stethos;
  const STRIP_PX = 176, SMALLEST_SHARE = 0.6, LARGEST_SHARE = 1.8;

  function address(row, size) { return "/pictures/" + row.id + "?size=" + size + "&v=" + row.digest; }

  function Pictures(element) {
    this.element = element;
    this.files = null;
    this.files = stethos.files(element, {
      what: "pictures", images: true, create: (row) => this.tile(row), update: (node, row, index) => this.update(node, row, index),
      waiting: (job) => [this.preview(job)], small: (row) => image(row, "thumbnail", "", 64, 48), drawn: (rows) => this.drawn(rows) });
    document.querySelectorAll('[data-face="' + element.dataset.owner + '"]').forEach((box) => box.addEventListener("click", (event) => {
      if (event.target.closest("a")) { event.preventDefault(); this.open(0); }
    }));
  }
  function image(row, size, alt, width, height) {
    const node = stethos.make("img");
    node.width = width;
    node.height = height;
    node.alt = alt;
    node.loading = "lazy";
    node.decoding = "async";
    node.src = address(row, size);
    return node;
  }
  function words(element) { return element.theWords || (element.theWords = stethos.words(element)); }
  Pictures.prototype.alt = function (row, index) {
    return row.caption || words(this.element).alt.replace("{number}", stethos.number(index + 1, "", 0));
  };

  /* ---- the strip ---- */
  Pictures.prototype.tile = function (row) {
    const node = stethos.make("li", "picture-tile"), button = stethos.make("button", "picture-open");
    const share = Math.min(LARGEST_SHARE, Math.max(SMALLEST_SHARE, row.width / row.height));
    button.type = "button";
    button.append(image(row, "thumbnail", "", Math.round(STRIP_PX * share), STRIP_PX));
    button.addEventListener("click", () => this.open(this.rows.findIndex((one) => one.id === row.id)));
    node.append(button, stethos.make("p", "picture-caption"), stethos.make("span", "picture-face state-chip"));
    return node;
  };
  Pictures.prototype.update = function (node, row, index) {
    const [button, caption, face] = node.children, said = words(this.element);
    button.firstChild.alt = this.alt(row, index);
    button.setAttribute("aria-label", said.open.replace("{name}", this.alt(row, index)));
    stethos.text(caption, row.caption);
    stethos.text(face, said.face);
    face.hidden = index !== 0;
  };
  Pictures.prototype.preview = function (job) {
    const node = stethos.make("img", "picture-preview");
    node.alt = "";
    node.height = STRIP_PX;
    if (job.state !== "failed" && job.file.type.startsWith("image/")) {
      node.src = URL.createObjectURL(job.file);
      ["load", "error"].forEach((name) => node.addEventListener(name, () => URL.revokeObjectURL(node.src), { once: true }));
      node.addEventListener("error", () => { node.hidden = true; });
    } else { node.hidden = true; }
    return node;
  };
  Pictures.prototype.drawn = function (rows) {
    this.rows = rows;
    this.drawFace(rows[0]);
    if (this.view) { this.view.draw(rows); }
  };
  Pictures.prototype.drawFace = function (row) {
    document.querySelectorAll('[data-face="' + this.element.dataset.owner + '"]').forEach((box) => {
      const shown = box.querySelector("img"), known = row ? address(row, "thumbnail") : "";
      if (!row || (shown && shown.getAttribute("src") === known)) { return; }
      const link = stethos.make("a"), face = image(row, "thumbnail", "", 96, 96);
      link.href = "#machine-pictures";
      link.setAttribute("aria-label", words(this.element).large_title);
      link.append(face);
      box.replaceChildren(link);
    });
  };

  /* ---- large ---- */
  Pictures.prototype.open = function (index) {
    if (!this.rows.length) { return; }
    this.view = new View(this, Math.max(0, index));
    this.view.dialog.addEventListener("close", () => { this.view = null; });
  };
  Pictures.prototype.arrange = async function (row, move) {
    const order = this.rows.map((one) => one.id), from = order.indexOf(row.id), to = move === 0 ? 0 : from + move;
    if (to < 0 || to >= order.length) { return; }
    order.splice(to, 0, order.splice(from, 1)[0]);
    await stethos.post(this.files.path + "/order", { order: order }, words(this.element).lost);
    this.files.loop.restart();
  };

  function View(pictures, index) {
    const said = this.words = words(pictures.element), dialog = this.dialog = stethos.make("dialog", "picture-view");
    dialog.dataset.bsTheme = "dark";        /* pictures are looked at in the dark, whatever the page is in */
    this.pictures = pictures;
    this.count = stethos.make("p", "picture-count");
    this.list = stethos.make("ul", "picture-large");
    this.foot = stethos.make("div", "picture-foot");
    this.text = stethos.make("p", "picture-text");
    this.about = stethos.make("p", "picture-about");
    this.acts = stethos.make("div", "picture-acts");
    const close = round("close", said.close, () => dialog.close()), head = stethos.make("div", "picture-head");
    this.before = round("left", said.before, () => this.show(this.index - 1));
    this.after = round("right", said.after, () => this.show(this.index + 1));
    this.before.classList.add("picture-before");
    this.after.classList.add("picture-after");
    dialog.setAttribute("aria-label", said.large_title);
    this.list.tabIndex = 0;
    this.list.setAttribute("aria-label", said.large_title);
    head.append(this.count, close);
    this.foot.append(this.text, this.about, this.acts);
    dialog.append(head, this.list, this.before, this.after, this.foot);
    dialog.addEventListener("close", () => dialog.remove());
    dialog.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("scroll", () => this.scrolled());
    document.body.append(dialog);
    dialog.showModal();
    this.index = index;
    this.draw(pictures.rows);
    this.show(index, "instant");
    this.list.focus();
  }
  function round(icon, name, act) {
    const button = stethos.make("button", "picture-round");
    button.type = "button";
    button.append(stethos.icon(icon));
    button.setAttribute("aria-label", name);
    button.addEventListener("click", act);
    return button;
  }
  View.prototype.draw = function (rows) {
    if (!rows.length) { this.dialog.close(); return; }
    const shown = this.rows && this.rows[this.index];
    this.rows = rows;
    stethos.keyed(this.list, rows, { key: (row) => row.id, create: (row) => {
      const node = stethos.make("li");
      node.append(image(row, "image", "", row.width, row.height));
      return node;
    }, update: (node, row) => { node.firstChild.alt = this.pictures.alt(row, rows.indexOf(row)); } });
    const found = shown ? rows.findIndex((row) => row.id === shown.id) : this.index;
    if (found >= 0 && found !== this.index) { this.show(found, "instant"); }
    if (found < 0) { this.show(Math.min(this.index, rows.length - 1), "instant"); }
    this.say();
  };
  View.prototype.show = function (index, behaviour) {
    if (index < 0 || index >= this.rows.length) { return; }
    this.index = index;
    this.moving = true;
    this.list.scrollTo({ left: index * this.list.clientWidth, behavior: behaviour || "smooth" });
    clearTimeout(this.settling);
    this.settling = setTimeout(() => { this.moving = false; }, 600);
    this.say();
  };
  View.prototype.scrolled = function () {
    const index = Math.round(this.list.scrollLeft / Math.max(1, this.list.clientWidth));
    if (this.moving || index === this.index || index >= this.rows.length) { return; }
    this.index = index;
    this.say();
  };
  View.prototype.key = function (event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step) { event.preventDefault(); this.show(this.index + step); }
    if (event.key === "Home" || event.key === "End") { event.preventDefault(); this.show(event.key === "Home" ? 0 : this.rows.length - 1); }
  };
  View.prototype.say = function () {
    const row = this.rows[this.index], said = this.words, files = this.pictures.files;
    stethos.text(this.count, said.count.replace("{number}", stethos.number(this.index + 1, "", 0)).replace("{all}", stethos.number(this.rows.length, "", 0)));
    stethos.text(this.text, row.caption);
    this.text.hidden = !row.caption;
    stethos.text(this.about, row.about);
    this.before.hidden = this.index === 0;
    this.after.hidden = this.index === this.rows.length - 1;
    const known = [row.id, row.caption, this.index, this.rows.length].join();
    if (this.acts.dataset.known === known || !said.may_add) { return; }
    this.acts.dataset.known = known;
    const mine = files && files.mine(row), acts = [
      ...(mine ? [[said.caption, () => files.word(row, "caption", row.caption, false)]] : []),
      ...(this.index > 0 ? [[said.make_face, () => this.pictures.arrange(row, 0)]] : []),
      ...(this.index > 1 ? [[said.earlier, () => this.pictures.arrange(row, -1)]] : []),
      ...(this.index < this.rows.length - 1 ? [[said.later, () => this.pictures.arrange(row, 1)]] : []),
      ...(mine ? [[said.remove, () => files.remove(row)]] : [])];
    this.acts.replaceChildren(...acts.map(([name, act]) => {
      const button = stethos.make("button", "btn btn-sm picture-act", name);
      button.type = "button";
      button.addEventListener("click", act);
      return button;
    }));
  };

  stethos.page("pictures", function (element) { element.pictures = new Pictures(element); });
})();
