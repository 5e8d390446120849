/* Who is no longer signed in goes to the door, and comes back to the same page. */
(function () {
  "use strict";
  var ask = window.fetch;
  window.fetch = function (resource) {
    return ask.apply(this, arguments).then(function (answer) {
      var path = new URL(typeof resource === "string" ? resource : resource.url || String(resource), location.href).pathname;
      if (answer.status === 401 && path.indexOf("/_dash-") === 0) {
        location.assign("/login?next=" + encodeURIComponent(location.pathname + location.search));
        return new Promise(function () {});   /* the page is being left: nothing more to answer */
      }
      return answer;
    });
  };
})();
