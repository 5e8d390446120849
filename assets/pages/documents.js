/* The documents of a machine or place, from /live/documents: each a link that saves it. */
(function () {
  "use strict";
  const stethos = window.stethos;

  function Documents(element) {
    const words = stethos.words(element);
    let files = null;
    function act(name, label, run) {
      const button = stethos.make("button", "btn btn-sm btn-outline-secondary", label);
      button.type = "button";
      button.dataset.act = name;
      button.addEventListener("click", run);
      return button;
    }
    function create(row) {
      const node = stethos.make("li", "document-line"), link = stethos.make("a", "document-link"), acts = stethos.make("div", "document-acts");
      const name = stethos.make("span", "document-name");
      name.append(stethos.make("strong"), stethos.make("span", "soft"));
      link.append(stethos.make("span", "document-kind", row.kind), name, stethos.icon("download", words.download));
      link.href = row.href;
      link.setAttribute("download", "");
      node.append(link);
      if (words.may_add && (words.is_admin || row.by_id === words.me)) {
        acts.append(act("title", words.rename, () => files.word(node.row, "title", node.row.title, true)),
                    act("remove", words.remove, () => files.remove(node.row)));
        node.append(acts);
      }
      return node;
    }
    function update(node, row) {
      const name = node.firstChild.children[1];
      node.row = row;
      stethos.text(name.firstChild, row.title);
      stethos.text(name.lastChild, row.about);
      node.querySelectorAll("[data-act]").forEach((button) => button.setAttribute("aria-label", button.textContent + ": " + row.title));
    }
    files = stethos.files(element, { what: "documents", create: create, update: update, waiting: () => [], drawn: () => {} });
  }
  stethos.page("documents", function (element) { element.documents = new Documents(element); });
})();
