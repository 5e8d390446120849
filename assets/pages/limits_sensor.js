/* Where the limits of a signal are judged: here, on the sensor, or in both places; and how they stand on the sensor.

   stethos.sensorLimits(page)   page: the form of assets/pages/limits.js.
     .choices(level)            the two choices of a limit, hidden while its device cannot judge it
     .fill(level, here)         sets them to what stands;   .read(level)   what is chosen
     .saved()                   all of it was saved
     .value(level)              the limit on the sensor, empty without one;   .revision()   of the device's settings */
(function () {
  "use strict";
  const stethos = window.stethos = window.stethos || {};

  function Sensor(page) {
    this.page = page;
    this.boxes = {};
    this.loop = stethos.live("/live/limits/sensor?id=" + page.signal, { element: page.element, interval_ms: 1000, onData: (data) => this.take(data) });
  }
  Sensor.prototype.known = function (level) { return this.data && this.data.levels[level.level]; };
  Sensor.prototype.revision = function () { return this.data ? this.data.revision : 0; };
  Sensor.prototype.value = function (level) {
    const known = this.known(level);
    return known && known.value !== null ? known.value : "";
  };
  Sensor.prototype.choice = function (level, name) {
    const label = stethos.make("label", "limits-place"), input = stethos.make("input", "form-check-input");
    input.type = "checkbox";
    input.id = "limits-" + level.level + "-" + name;
    label.append(input, stethos.make("span", "", this.page.words[name]));
    return label;
  };
  Sensor.prototype.choices = function (level) {
    const box = stethos.make("div", "limits-places"), state = stethos.make("p", "limits-sensor");
    state.append(stethos.make("span"), stethos.make("span", "soft"));
    box.append(this.choice(level, "here"), this.choice(level, "sensor"), state);
    box.hidden = true;
    this.boxes[level.level] = box;
    return box;
  };
  Sensor.prototype.fill = function (level, here) {
    const box = this.boxes[level.level], known = this.known(level), there = Boolean(known) && known.value !== null;
    if (!box) { return; }
    const [judged, sent] = box.querySelectorAll("input");
    judged.checked = here || !there;
    sent.checked = there;
  };
  Sensor.prototype.read = function (level) {
    if (!this.known(level)) { return {}; }
    const [judged, sent] = this.boxes[level.level].querySelectorAll("input");
    return { here: judged.checked, sensor: sent.checked };
  };
  /* What was saved counts until the next answer says how it stands. */
  Sensor.prototype.saved = function () {
    this.page.levels.filter((level) => this.known(level)).forEach((level) => {
      const value = parseFloat(this.page.input(level.level, "value").value);
      this.known(level).value = this.read(level).sensor && isFinite(value) ? value : null;
    });
    this.loop.restart();
  };
  Sensor.prototype.take = function (data) {
    const page = this.page, note = page.part("sensor");
    this.data = data;
    note.hidden = !Object.keys(data.levels).length;
    if (!note.hidden) { this.link(note, data); }
    page.levels.forEach((level) => {
      const box = this.boxes[level.level], known = this.known(level);
      if (!box) { return; }
      box.hidden = !known;
      if (known) { this.draw(box.lastChild, known); }
      if (page.state && !page.changed) { page.fill(level, page.state.limits[level.level]); }
    });
    if (page.state && !page.changed) { page.chart.drawLines(); }
  };
  Sensor.prototype.link = function (note, data) {
    if (note.firstElementChild) { return; }
    const [before, after] = this.page.words.on_sensor.split("{device}");
    note.append(before, stethos.link(stethos.make("a", "", data.device), data.href), after || "");
  };
  Sensor.prototype.draw = function (line, known) {
    const nothing = known.value === null && known.state === "unknown";
    line.hidden = nothing;
    stethos.mark(line.firstChild, known.mark);
    stethos.text(line.lastChild, [known.reported, known.why].filter(Boolean).join(" · "));
  };

  stethos.sensorLimits = function (page) { return new Sensor(page); };
})();
