/* How the screens look: set before the first paint. "auto" follows the device. */
(function () {
  "use strict";
  var root = document.documentElement;
  var dark = window.matchMedia("(prefers-color-scheme: dark)");
  function apply() {
    var choice = root.dataset.theme || root.getAttribute("data-bs-theme") || "auto";
    root.dataset.theme = choice;
    root.setAttribute("data-bs-theme", choice === "auto" ? (dark.matches ? "dark" : "light") : choice);
    document.dispatchEvent(new CustomEvent("stethos:theme"));
  }
  dark.addEventListener("change", apply);
  window.stethosTheme = { set: function (choice) { root.dataset.theme = choice; apply(); } };
  apply();
})();
