/* The report of a machine: its button opens the browser's own way to a printer. */
(function () {
  "use strict";
  const stethos = window.stethos;

  function Report(element) {
    document.title = stethos.words(element).title;
    element.querySelector("[data-act=print]").addEventListener("click", () => window.print());
  }
  stethos.page("report", function (element) { element.report = new Report(element); });
})();
