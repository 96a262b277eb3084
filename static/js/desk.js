// The desk's sound: one short tone when another person is asked for. Off until somebody turns it on, on this computer.
(function () {
  "use strict";

  var KEY = "changyi.desk.sound";
  var known = asked();
  var context = null;

  function asked() {
    var cards = document.querySelectorAll("#column-asked .desk-card");
    return Array.prototype.map.call(cards, function (card) {
      return card.id;
    });
  }

  function isOn() {
    try {
      return window.localStorage.getItem(KEY) === "on";
    } catch (error) {
      return false;
    }
  }

  function show() {
    var button = document.querySelector("[data-desk-sound]");
    if (!button) return;
    button.setAttribute("aria-pressed", isOn() ? "true" : "false");
    button.textContent = button.getAttribute(isOn() ? "data-on" : "data-off");
  }

  function sound() {
    var Context = window.AudioContext || window.webkitAudioContext;
    if (!Context) return;
    context = context || new Context();
    var tone = context.createOscillator();
    var volume = context.createGain();
    volume.gain.value = 0.15;
    tone.frequency.value = 880;
    tone.connect(volume);
    volume.connect(context.destination);
    tone.start();
    tone.stop(context.currentTime + 0.25);
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("[data-desk-sound]");
    if (!button) return;
    try {
      window.localStorage.setItem(KEY, isOn() ? "off" : "on");
    } catch (error) {
      return; // a browser that keeps nothing stays silent
    }
    show();
    if (isOn()) sound(); // what it will sound like; and a browser plays only after a tap
  });

  document.addEventListener("htmx:afterSettle", function () {
    var now = asked();
    var isNew = now.some(function (id) {
      return known.indexOf(id) < 0;
    });
    known = now;
    show();
    if (isNew && isOn()) sound();
  });

  show();
})();
