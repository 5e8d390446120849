/* The live part of every page: loops that ask the server what changed, and lists drawn from the differences.

   A page draws its frame in Python, with an element that names its script, and the script fills it:

     html.Div(id=ids("list"), **{"data-live": "ward"})                                      (pages/ward.py)

     stethos.page("ward", function (element) {                                              (assets/ward.js)
       stethos.live("/live/ward", { element: element, interval_ms: 1000, onData: function (data) { ... } });
     });

   stethos.page(name, start)       start(element) runs whenever an element with data-live=name comes into the document.
   stethos.live(url, options)      asks url again and again, one request at a time. url: text, or function (since) -> text;
                                   a text gets ?since=SEQ once an answer held "seq". 204 and 304 mean: nothing new.
     options.element               the loop ends when this element leaves the document; it carries data-state:
                                   waiting, live, stale.
     options.onData(data, info)    a new answer; info.first is true for the first one after a (re)start.
     options.onState(state)        waiting, live, stale.
     options.interval_ms           the pause between the begin of two requests (1000).
     returns { stop(), restart() } restart() forgets seq and asks at once: after a filter has changed.
   stethos.keyed(container, rows, { key, create, update })
                                   makes the children of container follow rows: key(row) -> text, create(row) -> element,
                                   update(element, row). Focus, selection, scroll and open menus stay.
   stethos.time(node, at, style)   keeps a relative time: style "ago" (3 min ago) or "for" (3 min). at: ISO text.
   stethos.number(v, unit, digits), stethos.duration(s), stethos.percent(share), stethos.clock(ms)
                                   the same words and roundings as language.py.
   stethos.text(node, text)        sets the text only if it changed.
   stethos.make(tag, class, text)  a new element.   stethos.icon(name, label)   an icon of icons.svg.
   stethos.words(element)          the texts the frame carries in data-words (JSON).
   stethos.toast(message, kind)    a message for some seconds; kind: error, done, calm.

   Texts come from people and devices: they are only ever set as text, never as HTML. */
(function () {
  "use strict";
  var stethos = window.stethos = window.stethos || {};
  var words = JSON.parse((document.getElementById("stethos-words") || { textContent: "{}" }).textContent);
  var language = document.documentElement.lang || "en";

  /* ---- words and numbers, as in language.py ---- */
  var formats = {}, plurals = new Intl.PluralRules(language), NBSP = "\u00a0";
  function decimals(value) {
    var size = Math.abs(value);
    if (size >= 99.95 || size === 0) { return 0; }
    return size >= 0.995 ? 1 : Math.min(1 - Math.floor(Math.log10(size)), 6);
  }
  function plain(value, digits) {
    formats[digits] = formats[digits] || new Intl.NumberFormat(language, {
      minimumFractionDigits: digits, maximumFractionDigits: digits, roundingMode: "halfEven" });
    return formats[digits].format(value);
  }
  stethos.number = function (value, unit, digits) {
    if (typeof value !== "number" || !isFinite(value)) { return "–"; }
    var text = plain(value, digits === undefined ? decimals(value) : digits);
    var symbol = unit ? (words.units && unit in words.units ? words.units[unit] : unit) : "";
    if (!symbol) { return text; }
    return symbol === "%" ? text + (words.percent || "%") : text + NBSP + symbol;
  };
  stethos.percent = function (share) {
    if (typeof share !== "number" || !isFinite(share)) { return "–"; }
    if (share === 0 || share === 1) { return stethos.number(share * 100, "%", 0); }
    var shown = share * 100;
    if (share > 0 && share < 1) { shown = Math.min(Math.max(Math.round(share * 1000) / 10, 0.1), 99.9); }
    return stethos.number(shown, "%", 1);
  };
  function counted(name, count) {
    var forms = words[name] || { other: "{count} " + name };
    return (forms[plurals.select(count)] || forms.other).replace("{count}", plain(count, 0)).replace(/ /g, NBSP);
  }
  stethos.duration = function (seconds) {
    if (typeof seconds !== "number" || !isFinite(seconds)) { return "–"; }
    var size = Math.abs(seconds);
    if (size < 119.5) { return counted("second", Math.round(size)); }
    if (size < 119.5 * 60) { return counted("minute", Math.round(size / 60)); }
    if (size < 36 * 3600) { return counted("hour", Math.round(size / 3600)); }
    if (size < 730 * 86400) { return counted("day", Math.round(size / 86400)); }
    return counted("year", Math.round(size / 31557600));
  };
  stethos.ago = function (ms) {
    var passed = (Date.now() - ms) / 1000;
    if (Math.abs(passed) < 5) { return words.now || "now"; }
    return (passed > 0 ? words.ago || "{duration} ago" : words.ahead || "in {duration}")
      .replace("{duration}", stethos.duration(passed));
  };
  stethos.clock = function (ms) {
    return new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(ms);
  };

  /* ---- small pieces of the document ---- */
  stethos.text = function (node, text) {
    text = text === null || text === undefined ? "" : String(text);
    if (node.textContent !== text) { node.textContent = text; }
  };
  stethos.make = function (tag, className, text) {
    var node = document.createElement(tag);
    if (className) { node.className = className; }
    if (text !== undefined) { node.textContent = text; }
    return node;
  };
  stethos.icon = function (name, label) {
    var node = stethos.make("span", "icon i-" + name);
    if (label) { node.setAttribute("role", "img"); node.setAttribute("aria-label", label); }
    else { node.setAttribute("aria-hidden", "true"); }
    return node;
  };
  stethos.say = function (name) { return words[name] || name; };
  stethos.words = function (element) { return JSON.parse(element.dataset.words || "{}"); };

  function tell(node) {
    var at = Date.parse(node.getAttribute("datetime"));
    if (isNaN(at)) { return; }
    stethos.text(node, node.dataset.relative === "for" ? stethos.duration((Date.now() - at) / 1000) : stethos.ago(at));
  }
  stethos.time = function (node, at, style) {
    node.setAttribute("datetime", at || "");
    node.dataset.relative = style || "ago";
    if (at) { tell(node); } else { stethos.text(node, "–"); }
  };
  setInterval(function () {
    if (!document.hidden) { document.querySelectorAll("time[data-relative]").forEach(tell); }
  }, 15000);

  /* ---- lists from differences ---- */
  var pressed = null;
  document.addEventListener("pointerdown", function (event) { pressed = event.target; }, true);
  ["pointerup", "pointercancel", "blur"].forEach(function (name) {
    window.addEventListener(name, function () { pressed = null; }, true);
  });

  function longestRising(places) {
    var tails = [], before = new Array(places.length);
    places.forEach(function (place, index) {
      if (place < 0) { return; }
      var low = 0, high = tails.length;
      while (low < high) { var middle = (low + high) >> 1; if (places[tails[middle]] < place) { low = middle + 1; } else { high = middle; } }
      before[index] = low ? tails[low - 1] : -1;
      tails[low] = index;
    });
    var stay = new Set(), at = tails.length ? tails[tails.length - 1] : -1;
    while (at >= 0) { stay.add(at); at = before[at]; }
    return stay;
  }
  function move(container, node, next) {
    if (container.moveBefore && node.isConnected && node.parentNode === container) { container.moveBefore(node, next); }
    else { container.insertBefore(node, next); }
  }
  stethos.keyed = function (container, rows, how) {
    var known = container.stethosKeyed || (container.stethosKeyed = new Map());
    var focused = container.contains(document.activeElement) ? document.activeElement : null;
    var held = pressed && container.contains(pressed);
    var seen = new Set(), places = new Map();
    Array.prototype.forEach.call(container.children, function (node, index) { places.set(node, index); });
    var nodes = rows.map(function (row) {
      var key = String(how.key(row)), node = known.get(key);
      if (!node) { node = how.create(row); known.set(key, node); }
      how.update(node, row);
      seen.add(key);
      return node;
    });
    if (held) { return; }           /* a finger is on it: the order follows with the next answer */
    known.forEach(function (node, key) { if (!seen.has(key)) { node.remove(); known.delete(key); } });
    var stay = longestRising(nodes.map(function (node) { return places.has(node) ? places.get(node) : -1; }));
    for (var index = nodes.length - 1, next = null; index >= 0; index -= 1) {
      if (!stay.has(index)) { move(container, nodes[index], next); }
      next = nodes[index];
    }
    if (focused && focused.isConnected && document.activeElement !== focused) { focused.focus({ preventScroll: true }); }
  };

  /* ---- the loop ---- */
  var loops = new Set();
  function withSince(url, since) {
    return since === null ? url : url + (url.indexOf("?") < 0 ? "?" : "&") + "since=" + encodeURIComponent(since);
  }
  function signIn() { location.assign("/login?next=" + encodeURIComponent(location.pathname + location.search)); }
  stethos.signIn = signIn;

  function Loop(url, options) {
    this.url = url;
    this.options = options;
    this.interval = options.interval_ms || 1000;
    this.element = options.element || null;
    this.lastGood = Date.now();
    this.failures = 0;
    this.over = false;
    this.restart();
  }
  Loop.prototype.restart = function () {
    if (this.over) { return; }
    this.since = null; this.etag = null; this.first = true;
    this.step();
  };
  Loop.prototype.stop = function () {
    this.over = true;
    clearTimeout(this.timer);
    if (this.request) { this.request.abort(); }
    loops.delete(this);
    announce();
  };
  Loop.prototype.say = function (state) {
    if (this.state === state) { return; }
    this.state = state;
    if (this.element) { this.element.dataset.state = state; }
    if (this.options.onState) { this.options.onState(state); }
    announce();
  };
  Loop.prototype.later = function (pause) {
    var loop = this;
    clearTimeout(this.timer);
    this.timer = setTimeout(function () { loop.step(); }, pause);
  };
  Loop.prototype.step = async function () {
    clearTimeout(this.timer);
    if (this.request) { this.request.abort(); this.request = null; }
    if (this.over) { return; }
    if (this.element && !this.element.isConnected) { this.stop(); return; }
    if (document.hidden && this.state) { this.asleep = true; return; }
    if (!this.state) { this.say("waiting"); }
    var request = this.request = new AbortController(), began = performance.now();
    var patience = setTimeout(function () { request.abort(); }, 20000);
    try {
      var answer = await fetch(typeof this.url === "function" ? this.url(this.since) : withSince(this.url, this.since), {
        signal: request.signal, credentials: "same-origin", cache: "no-store",
        headers: Object.assign({ Accept: "application/json" }, this.etag ? { "If-None-Match": this.etag } : {}) });
      if (answer.status === 401) { this.stop(); signIn(); return; }
      var data = answer.status === 200 ? await answer.json() : null;
      if (this.request !== request) { return; }
      if (data === null && answer.status !== 204 && answer.status !== 304) { throw new Error("HTTP " + answer.status); }
      this.good(answer, data);
      this.later(Math.max(this.interval - (performance.now() - began), this.interval / 4) * (0.95 + Math.random() / 10));
    } catch (error) {
      if (this.request === request) { this.bad(); }
    } finally {
      clearTimeout(patience);
      if (this.request === request) { this.request = null; }
    }
  };
  Loop.prototype.good = function (answer, data) {
    this.failures = 0;
    this.lastGood = Date.now();
    if (data !== null) {
      this.etag = answer.headers.get("ETag");
      if (data.seq !== undefined) { this.since = data.seq; }
      try { this.options.onData(data, { first: this.first }); } catch (error) { window.reportError(error); }
      this.first = false;
    }
    this.say("live");
  };
  Loop.prototype.bad = function () {
    this.failures += 1;
    if (this.failures > 1 || Date.now() - this.lastGood > 5000) { this.say("stale"); }
    this.later(Math.min(30000, this.interval * Math.pow(2, this.failures)) * (0.5 + Math.random()));
  };

  function announce() {
    var banner = document.getElementById("connection"), oldest = Infinity;
    if (!banner) { return; }
    loops.forEach(function (loop) { if (loop.state === "stale") { oldest = Math.min(oldest, loop.lastGood); } });
    banner.hidden = oldest === Infinity;
    if (!banner.hidden) { stethos.text(banner, (words.offline || "").replace("{time}", stethos.clock(oldest))); }
    document.documentElement.dataset.connection = banner.hidden ? "live" : "stale";
  }
  function wake(always) {
    loops.forEach(function (loop) {
      if (!document.hidden && (loop.asleep || (always && loop.state === "stale"))) { loop.asleep = false; loop.step(); }
    });
  }
  document.addEventListener("visibilitychange", function () { wake(false); });
  window.addEventListener("online", function () { wake(true); });

  stethos.live = function (url, options) {
    var loop = new Loop(url, options);
    if (!loop.over) { loops.add(loop); }
    return { stop: function () { loop.stop(); }, restart: function () { loop.restart(); } };
  };

  /* ---- pages come and go without a reload; the scripts of some are loaded with the first of them ---- */
  var pages = {}, asked = {};
  var scripts = JSON.parse((document.getElementById("stethos-scripts") || { textContent: "{}" }).textContent);
  function load(address) {
    var known = asked[address] || (asked[address] = document.createElement("script"));
    if (known.parentNode) { return; }
    Object.assign(known, { async: false, src: address });        /* in their order */
    known.addEventListener("error", function () { known.remove(); delete asked[address]; stethos.toast(stethos.say("unloaded")); });
    document.head.appendChild(known);
  }
  function start(element) {
    var name = element.dataset.live;
    if (!pages[name]) { (scripts[name] || []).forEach(load); }
    if (pages[name] && !element.stethosStarted) { element.stethosStarted = true; pages[name](element); }
  }
  function look(root) {
    if (root.nodeType !== 1) { return; }
    if (root.dataset.live) { start(root); }
    root.querySelectorAll("[data-live]").forEach(start);
  }
  stethos.page = function (name, begin) { pages[name] = begin; look(document.documentElement); };
  new MutationObserver(function (changes) {
    changes.forEach(function (change) { change.addedNodes.forEach(look); });
    loops.forEach(function (loop) { if (loop.element && !loop.element.isConnected) { loop.stop(); } });
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
