/* What tests/e2e/keys.py asks a page: window.keys.stop() about what has the focus, window.keys.small() about all a finger hits.
   Given to the browser as one function of the two least values. */
(LEAST_CONTRAST, LEAST_HEIGHT) => {
  const colour = (text) => {
    const found = /rgba?\(([\d.]+),? ([\d.]+),? ([\d.]+)(?:[,/ ]+([\d.]+))?\)/.exec(text);
    return found ? { rgb: found.slice(1, 4).map(Number), alpha: found[4] === undefined ? 1 : Number(found[4]) } : null;
  };
  const light = (rgb) => rgb.map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, at) => sum + v * [0.2126, 0.7152, 0.0722][at], 0);
  const around = (node) => { const all = []; for (let at = node; at; at = at.parentElement) { all.push(at); } return all; };
  const ground = (node) => {
    const found = around(node).map((at) => colour(getComputedStyle(at).backgroundColor)).find((one) => one && one.alpha > 0.9);
    return found ? found.rgb : [255, 255, 255];
  };
  const name = (node) => node.outerHTML.slice(0, node.outerHTML.indexOf(">") + 1).slice(0, 160) + " " + (node.innerText || "").trim().slice(0, 40);

  /* The contrast of the outline of a focused element, or of the box right around it; 0 without one. */
  const mark = (node) => Math.max(...around(node).slice(0, 3).map((at) => {
    const style = getComputedStyle(at), found = colour(style.outlineColor), inside = parseFloat(style.outlineOffset) < 0;
    if (["none", "auto"].includes(style.outlineStyle) || parseFloat(style.outlineWidth) < 2 || !found || found.alpha < 0.9) { return 0; }
    const [dark, bright] = [light(found.rgb), light(ground(inside ? at : at.parentElement || at))].sort((one, other) => one - other);
    return (bright + 0.05) / (dark + 0.05);
  }));

  /* What stays in its place when the page is scrolled and stands over this point, unless the element is a part of it. */
  const bar = (node, x, y) => {
    const over = document.elementFromPoint(x, y);
    return over && !node.contains(over) && !over.contains(node) &&
      around(over).find((one) => ["fixed", "sticky"].includes(getComputedStyle(one).position) && !one.contains(node));
  };
  const hidden = (node, box) => [box.top + 3, box.top + box.height / 2, box.bottom - 3].some((y) =>
    y < 0 || y > innerHeight || bar(node, box.left + box.width / 2, y));

  const hits = (node, x, y) => {
    const found = document.elementFromPoint(x, y);
    return Boolean(found) && [node, ...(node.labels || [])].some((one) => one.contains(found));
  };
  const inText = (node) => node.tagName === "A" && getComputedStyle(node).display === "inline" &&
    Array.from(node.parentElement.childNodes).some((one) => one.nodeType === Node.TEXT_NODE && one.data.trim());

  let stops = 0;
  window.keys = {
    stop: () => {
      const node = document.activeElement;
      if (!node || node === document.body || node === document.documentElement || node.dataset.keysStop) { return null; }
      node.dataset.keysStop = stops += 1;
      const box = node.getBoundingClientRect(), wrong = [], contrast = mark(node);
      if (contrast < LEAST_CONTRAST) { wrong.push("its mark has a contrast of " + contrast.toFixed(1)); }
      if (node.tabIndex > 0) { wrong.push("its tabindex breaks the order"); }
      if (box.height < innerHeight / 2 && hidden(node, box)) { wrong.push("it is hidden while it has the focus"); }
      return wrong.map((text) => name(node) + ": " + text);
    },
    small: () => {
      const found = [];
      document.querySelectorAll("a[href], button, summary, input:not([type=hidden]), select, textarea").forEach((node) => {
        const shown = node.checkVisibility({ visibilityProperty: true, opacityProperty: true });
        if (!shown || node.disabled || inText(node) || node.closest(".js-plotly-plot, .skip")) { return; }
        node.scrollIntoView({ block: "center", inline: "center" });
        const box = node.getBoundingClientRect(), x = box.left + box.width / 2, y = box.top + box.height / 2;
        const far = (way) => { let px = 0; while (px < LEAST_HEIGHT && hits(node, x, y + way * (px + 1))) { px += 1; } return px; };
        const height = hits(node, x, y) ? far(-1) + far(1) + 1 : Math.round(box.height);
        if (box.height && height < LEAST_HEIGHT - 1) { found.push(name(node) + ": " + height + " px"); }     /* whole pixels are asked for */
      });
      return found;
    } };
}
