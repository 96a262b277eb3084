// Clocks on a screen: tick every second by the server's time, and turn near and late at their instant, alive or not.
//
// <span class="clock clock--near" data-clock data-state="near" data-due="2026-11-21T10:05:00+08:00" [data-near="1800"] [data-coarse]>
//   … <span class="clock__word">left</span> <time class="clock__digits">00:18:40</time></span>
// <progress data-clock-bar data-started="…" data-due="…" max="100">
(function () {
  "use strict";

  var changyi = (window.changyi = window.changyi || {});
  var NEAR = 1800; // seconds before its due instant from which a clock is near, unless data-near says otherwise
  var offset = 0; // milliseconds by which the server's clock is ahead of this machine's

  // live.js learns the server's time with every pulse.
  changyi.setServerTime = function (milliseconds) {
    offset = milliseconds - Date.now();
    tick();
  };

  changyi.now = function () {
    return Date.now() + offset;
  };

  function two(number) {
    return (number < 10 ? "0" : "") + number;
  }

  // 12:08 when late under an hour, else 01:12:08; what is left always with hours, so that a column lines up.
  function digits(seconds) {
    var rest = Math.abs(seconds);
    var hours = Math.floor(rest / 3600);
    var minutes = two(Math.floor((rest % 3600) / 60)) + ":" + two(rest % 60);
    return seconds < 0 && !hours ? minutes : two(hours) + ":" + minutes;
  }

  // For people on their feet: minutes, then hours, then days.
  function roughly(seconds) {
    var minutes = Math.floor(Math.abs(seconds) / 60);
    if (minutes < 100) return counted("minutes", minutes);
    var hours = Math.floor(minutes / 60);
    return hours < 48 ? counted("hours", hours) : counted("days", Math.floor(hours / 24));
  }

  function counted(unit, number) {
    return changyi.word(unit).replace("{n}", number);
  }

  function write(node, text) {
    if (node && node.textContent !== text) node.textContent = text;
  }

  function secondsTo(due) {
    // As the server counts: a promise is late from its due instant on.
    return Math.floor((Date.parse(due) - changyi.now()) / 1000);
  }

  function stateAt(clock, seconds) {
    if (seconds < 0) return "late";
    return seconds <= Number(clock.getAttribute("data-near") || NEAR) ? "near" : "running";
  }

  function turn(clock, before, state) {
    clock.classList.remove("clock--" + before);
    clock.classList.add("clock--" + state, "clock--changed");
    clock.setAttribute("data-state", state);
    write(clock.querySelector(".clock__word"), changyi.word(state === "late" ? "late" : "left"));
    // A list may want to put it elsewhere: it is told where in the document this happened.
    clock.dispatchEvent(new CustomEvent("clock:turned", { bubbles: true, detail: { state: state } }));
  }

  function show(clock) {
    var seconds = secondsTo(clock.getAttribute("data-due"));
    if (isNaN(seconds)) return;
    var before = clock.getAttribute("data-state");
    var state = stateAt(clock, seconds);
    if (state !== before) turn(clock, before, state);
    write(clock.querySelector(".clock__digits"), clock.hasAttribute("data-coarse") ? roughly(seconds) : digits(seconds));
  }

  function fill(bar) {
    var started = Date.parse(bar.getAttribute("data-started"));
    var due = Date.parse(bar.getAttribute("data-due"));
    if (!(due > started)) return;
    var used = Math.max(0, Math.min(100, Math.round((100 * (changyi.now() - started)) / (due - started))));
    if (bar.value !== used) bar.value = used;
  }

  function tick() {
    Array.prototype.forEach.call(document.querySelectorAll("[data-clock]"), show);
    Array.prototype.forEach.call(document.querySelectorAll("[data-clock-bar]"), fill);
  }

  // On the second, so that all clocks of a screen change together.
  function keepTicking() {
    if (!document.hidden) tick();
    setTimeout(keepTicking, 1000 - (changyi.now() % 1000) + 5);
  }

  document.addEventListener("visibilitychange", function () {
    if (!document.hidden) tick();
  });
  document.addEventListener("htmx:afterSettle", tick);
  keepTicking();
})();
