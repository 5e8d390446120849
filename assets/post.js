/* What is told to the server, and how a state looks, for every page.

   stethos.post(path, body, failed, expected)   sends a change (JSON, or a form) with the token of this session; tells its
                                   notes, and ``failed`` if the server cannot be reached.
                                   Resolves to the answer, or to null after the person was told why not; a refusal
                                   with one of the ``expected`` statuses is an answer too, with its ``status``.
   stethos.mark(node, [word, icon, tone])   makes node a mark of a state. */
(function () {
  "use strict";
  const stethos = window.stethos = window.stethos || {};

  function token() {
    const found = document.cookie.split("; ").find((part) => part.startsWith("_csrf_token="));
    return found ? decodeURIComponent(found.slice("_csrf_token=".length)) : "";
  }
  stethos.post = async function (path, body, failed, expected) {
    const form = body instanceof FormData;
    try {
      const answer = await fetch(path, {
        method: "POST", credentials: "same-origin", body: form ? body : JSON.stringify(body),
        headers: Object.assign({ "X-CSRFToken": token(), Accept: "application/json" },
                               form ? {} : { "Content-Type": "application/json" }) });
      if (answer.status === 401) { stethos.signIn(); return null; }
      const data = await answer.json();
      if ((expected || []).includes(answer.status)) { return Object.assign(data, { status: answer.status }); }
      if (!answer.ok) { stethos.toast(data.message, "error"); return null; }
      (data.notes || []).forEach((note) => stethos.toast(note.message, note.kind));
      return data;
    } catch (error) {
      if (failed) { stethos.toast(failed, "error"); }
      return null;
    }
  };

  stethos.mark = function (node, shown) {
    const [word, icon, tone] = shown || ["", "", ""];
    const name = ("state-mark " + tone).trim();
    node.hidden = !shown;
    if (!shown) { return; }
    if (node.className !== name) { node.className = name; }
    if (node.dataset.icon !== icon) {
      node.dataset.icon = icon;
      node.replaceChildren(stethos.icon(icon), stethos.make("span"));
    }
    stethos.text(node.lastChild, word);
  };
})();
