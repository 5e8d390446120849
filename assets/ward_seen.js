/* Who looks at the ward round for some seconds has seen it: the next visit marks what began after that. */
(function () {
  "use strict";
  const stethos = window.stethos, SEEN_AFTER_MS = 10000;
  stethos.page("ward-seen", function (element) {
    const began = Date.now();
    setTimeout(function () {
      if (element.isConnected && !document.hidden) { stethos.post("/live/alarms/seen", { until_ms: began }); }
    }, SEEN_AFTER_MS);
  });
})();
