/* What a list is asked for stands in the address of its page: it can be sent to a colleague, and "back" works.

   stethos.remember(query, keep)           writes query (URLSearchParams) behind the path; keep: as a step "back" returns from.
   stethos.arrivals(element, path, arrive) arrive() runs when the person goes back or forward to this path, or clicks on
                                           its place in the navigation, as long as the element is in the document.
   stethos.fill(field, text)               sets a field that Dash draws too. */
(function () {
  "use strict";
  const stethos = window.stethos = window.stethos || {};
  const EVENTS = ["popstate", "_dashprivate_pushstate"];

  stethos.remember = function (query, keep) {
    const text = query.toString().replace(/%2C/g, ","), address = location.pathname + (text ? "?" + text : "");
    history[keep ? "pushState" : "replaceState"](history.state, "", address);
  };

  stethos.arrivals = function (element, path, arrive) {
    const hear = function () {
      if (!element.isConnected) { EVENTS.forEach((name) => window.removeEventListener(name, hear)); }
      else if (location.pathname === path) { arrive(); }
    };
    EVENTS.forEach((name) => window.addEventListener(name, hear));
  };

  stethos.fill = function (field, text) {
    if (field.value === text) { return; }
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(field, text);
    field.dispatchEvent(new Event("input", { bubbles: true }));      /* React has to hear of it too */
  };
})();
