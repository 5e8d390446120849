/* The healthy machines of the ward round: a grey line a site, which unfolds. */
(function () {
  "use strict";
  const stethos = window.stethos = window.stethos || {};

  /* onToggle(site, isOpen) is told when a person opens or closes a site. */
  function Healthy(container, words, onToggle) {
    this.container = container;
    this.words = words;
    this.onToggle = onToggle;
    this.closed = new Set();
  }
  Healthy.prototype.draw = function (groups) {
    stethos.keyed(this.container, groups, { key: (group) => group.site, create: () => this.create(),
                                            update: (node, group) => this.update(node, group) });
  };
  Healthy.prototype.create = function () {
    const node = stethos.make("section", "ward-group"), button = stethos.make("button", "ward-group-line");
    const panel = stethos.make("div", "ward-group-panel");
    button.type = "button";
    button.append(stethos.icon("healthy"), stethos.make("span"), stethos.icon("down"));
    panel.append(stethos.make("ul"), stethos.make("p", "soft"));
    node.append(button, panel);
    button.addEventListener("click", () => this.toggle(node));
    return node;
  };
  Healthy.prototype.toggle = function (node) {
    const site = node.dataset.site, isOpen = node.firstChild.getAttribute("aria-expanded") !== "true";
    if (isOpen) { this.closed.delete(site); } else { this.closed.add(site); }
    node.firstChild.setAttribute("aria-expanded", String(isOpen));
    node.lastChild.hidden = !isOpen;
    this.onToggle(site, isOpen);
  };
  Healthy.prototype.update = function (node, group) {
    const button = node.firstChild, panel = node.lastChild, isOpen = group.rows !== null && !this.closed.has(group.site);
    node.dataset.site = group.site;
    panel.id = "ward-healthy-" + group.site;
    button.setAttribute("aria-controls", panel.id);
    button.setAttribute("aria-expanded", String(isOpen));
    stethos.text(button.children[1], group.text);
    panel.hidden = !isOpen;
    stethos.keyed(panel.firstChild, group.rows || [], {
      key: (row) => row.id, create: (row) => stethos.wardLine.createHealthy(row, this.words),
      update: (line, row) => stethos.wardLine.updateHealthy(line, row, this.words) });
    stethos.text(panel.lastChild, group.more);
  };

  stethos.wardHealthy = function (container, words, onToggle) { return new Healthy(container, words, onToggle); };
})();
