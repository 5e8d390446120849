/* Links drawn by our scripts change the page as Dash's own links do: without loading everything anew.

   stethos.link(node, href)   makes an <a> such a link.
   stethos.go(href)           goes there. */
(function () {
  "use strict";
  const stethos = window.stethos = window.stethos || {};

  stethos.go = function (href) {
    history.pushState({}, "", href);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    window.scrollTo(0, 0);
  };

  stethos.link = function (node, href) {
    if (node.getAttribute("href") !== href) { node.setAttribute("href", href); }
    if (!node.stethosLink) {
      node.stethosLink = true;
      node.addEventListener("click", function (event) {
        if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) { return; }
        event.preventDefault();
        stethos.go(node.getAttribute("href"));
      });
    }
    return node;
  };
})();
