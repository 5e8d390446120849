/* The log book of a machine, the newest entries first; older ones from /live/log when they are asked for. All texts come
   from people: text only. */
(function () {
  "use strict";
  const stethos = window.stethos, make = stethos.make;

  function line(words, row) {
    const node = make("li", "log-entry"), head = make("p", "log-said"), when = make("time", "num", row.when);
    when.setAttribute("datetime", row.at);
    node.id = "log-" + row.id;
    node.classList.toggle("log-retired", row.retired);
    head.append(make("strong", "", row.kind), " ", when, " ", make("span", "log-by", row.by));
    if (row.retired) { head.append(" ", make("span", "log-gone", words.retired)); }
    node.append(head, make("p", "log-text", row.text));
    if (row.parts.length) { node.append(parts(words, row.parts)); }
    if (row.about || row.case) { node.append(about(words, row)); }
    if (words.may_write) { node.append(edit(words, row)); }
    return node;
  }
  function parts(words, listed) {
    const list = make("ul", "log-parts");
    list.setAttribute("aria-label", words.parts);
    list.append(...listed.map((text) => make("li", "", text)));
    return list;
  }
  function about(words, row) {
    const node = make("p", "log-about soft", row.about);
    if (row.case) {
      if (row.about) { node.append(" · "); }
      node.append(stethos.link(make("a", "", words.case.replace("{number}", row.case)), "/cases/" + row.case));
    }
    return node;
  }
  function edit(words, row) {
    const text = row.retired ? words.restore : words.edit, node = make("a", "btn btn-sm btn-outline-secondary log-edit", text);
    node.setAttribute("aria-label", text + ": " + words.entry.replace("{what}", row.kind).replace("{when}", row.when));
    return stethos.link(node, "/log/" + row.id + "/edit");
  }
  async function read(address, failed) {
    try {
      const answer = await fetch(address, { credentials: "same-origin", cache: "no-store", headers: { Accept: "application/json" } });
      if (answer.status === 401) { stethos.signIn(); return null; }
      if (answer.ok) { return await answer.json(); }
    } catch (error) { /* told below */ }
    stethos.toast(failed, "error");
    return null;
  }

  function Log(element) {
    const words = stethos.words(element), first = JSON.parse(element.dataset.first);
    const list = element.querySelector('[data-part="list"]'), more = element.querySelector('[data-part="more"]');
    let after = "";
    function take(data) {
      const added = data.rows.map((row) => line(words, row));
      list.append(...added);
      after = data.after;
      more.hidden = !after;
      return added;
    }
    more.addEventListener("click", async () => {
      more.disabled = true;
      const data = await read("/live/log?machine=" + element.dataset.number + "&after=" + encodeURIComponent(after), words.failed);
      more.disabled = false;
      const added = data ? take(data) : [];
      if (added[0]) { added[0].tabIndex = -1; added[0].focus({ preventScroll: true }); }
    });
    take(first);
    element.dataset.ready = "yes";
  }
  stethos.page("log", function (element) { element.log = new Log(element); });
})();
