/* The frame: the current place in the navigation, the theme switch, messages. */
(function () {
  "use strict";
  var stethos = window.stethos = window.stethos || {};
  var KEEP_MS = 8000, SIGNS = { error: "critical", done: "good", calm: "info" };

  function cookie(name) {
    var found = document.cookie.split("; ").find(function (part) { return part.indexOf(name + "=") === 0; });
    return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
  }

  /* A machine and its signals belong to the ward round, a case to the alarms, a place to the fleet, all else to the place its
     address begins with. */
  function belongs(path, place) {
    if (place === "/") { return path === "/" || path.indexOf("/machines/") === 0 || path.indexOf("/signals/") === 0; }
    if (place === "/fleet" && path.indexOf("/places/") === 0) { return true; }
    if (place === "/alarms" && path.indexOf("/cases/") === 0) { return true; }
    return path === place || path.indexOf(place + "/") === 0;
  }

  /* The token that every change carries. */
  stethos.token = function () { return { "X-CSRFToken": cookie("_csrf_token") }; };

  var shown = null;
  function arrive(path) {
    if (shown !== null && shown !== path) { document.getElementById("content").focus({ preventScroll: true }); }
    shown = path;
    document.querySelectorAll("a.nav-place").forEach(function (link) {
      if (belongs(path || "/", link.getAttribute("href"))) { link.setAttribute("aria-current", "page"); }
      else { link.removeAttribute("aria-current"); }
    });
    var menu = document.getElementById("user-menu");
    if (menu) { menu.open = false; }
  }

  stethos.toast = function (message, kind) {
    var region = document.getElementById("toasts");
    if (!region || !message) { return; }
    var same = Array.prototype.find.call(region.children, function (node) { return node.dataset.message === message; });
    if (same) { same.remove(); }
    var node = stethos.make("div", "toast-note toast-" + (kind || "error"));
    node.dataset.message = message;
    node.appendChild(stethos.icon(SIGNS[kind] || SIGNS.error));
    node.appendChild(stethos.make("span", "toast-text", message));
    var close = stethos.make("button", "toast-close", "×");
    close.type = "button";
    close.setAttribute("aria-label", stethos.say("close"));
    close.addEventListener("click", function () { node.remove(); });
    node.appendChild(close);
    region.appendChild(node);
    setTimeout(function () { node.remove(); }, KEEP_MS);
  };

  function choose(button) {
    var choice = button.dataset.themeChoice;
    window.stethosTheme.set(choice);
    document.querySelectorAll("[data-theme-choice]").forEach(function (other) {
      other.setAttribute("aria-pressed", String(other === button));
    });
    fetch("/theme", { method: "POST", credentials: "same-origin", body: new URLSearchParams({ theme: choice }),
                      headers: stethos.token() });
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest ? event.target.closest("[data-theme-choice]") : null;
    var menu = document.getElementById("user-menu");
    if (button) { choose(button); }
    if (menu && menu.open && !menu.contains(event.target)) { menu.open = false; }
  });
  document.addEventListener("keydown", function (event) {
    var menu = document.getElementById("user-menu");
    if (event.key === "Escape" && menu && menu.open) { menu.open = false; menu.querySelector("summary").focus(); }
  });

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.stethos_shell = {
    arrive: arrive,
    toast: function (data) { if (data) { stethos.toast(data.message, data.kind); } }
  };
})();
