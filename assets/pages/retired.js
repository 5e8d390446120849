/* The banner of what is retired (components/retired.py), with the button that restores it. */
(function () {
  "use strict";
  const stethos = window.stethos;

  stethos.page("retired", function (element) {
    const go = element.querySelector("button");
    if (!go) { return; }
    go.addEventListener("click", async () => {
      go.disabled = true;
      const answer = await stethos.post(element.dataset.url, { id: Number(element.dataset.number) }, element.dataset.failed);
      go.disabled = false;
      if (answer) { location.reload(); }
    });
  });
})();
