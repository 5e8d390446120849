/* Changes of many devices: the list, drawn from /live/rollouts, and the bar that all pages of them show. */
(function () {
  "use strict";
  const stethos = window.stethos;

  /* pieces: [outcome, share, words]; the words are the label of the bar, the colours only underline them. */
  stethos.rolloutBar = function (bar, pieces) {
    stethos.keyed(bar, pieces, {
      key: (piece) => piece[0], create: (piece) => stethos.make("span", "rollout-piece rollout-" + piece[0]),
      update: (node, piece) => {
        const width = (piece[1] * 100).toFixed(2) + "%";
        if (node.style.width !== width) { node.style.width = width; }
        node.title = piece[2];
      } });
    bar.setAttribute("aria-label", pieces.map((piece) => piece[2]).join(", "));
    bar.hidden = pieces.length === 0;
  };

  function Rollouts(element) {
    const part = (name) => element.querySelector('[data-part="' + name + '"]'), words = stethos.words(element);
    stethos.live("/live/rollouts", { element: element, interval_ms: 2000, onData: function (data) {
      part("list").querySelectorAll(".rollouts-loading").forEach((bone) => bone.remove());
      part("empty").hidden = data.rows.length > 0;
      stethos.keyed(part("list"), data.rows, {
        key: (row) => row.id,
        create: function () {
          const node = stethos.make("li", "rollouts-line"), what = stethos.make("div", "rollouts-what"), bar = stethos.make("div", "rollout-bar");
          bar.setAttribute("role", "img");
          what.append(stethos.make("a"), stethos.make("span", "soft"), stethos.make("span", "soft"));
          node.append(stethos.make("span"), what, stethos.make("span", "rollouts-devices"), bar);
          return node;
        },
        update: function (node, row) {
          const [status, what, devices, bar] = node.children;
          stethos.mark(status, row.status);
          stethos.link(what.children[0], row.href);
          stethos.text(what.children[0], row.title);
          stethos.text(what.children[1], row.reason);
          stethos.text(what.children[2], words.by.replace("{who}", row.who || "Stethos").replace("{when}", row.when));
          stethos.text(devices, row.devices);
          stethos.rolloutBar(bar, row.bar);
        } });
    } });
  }
  stethos.page("rollouts", function (element) { element.rollouts = new Rollouts(element); });
})();
