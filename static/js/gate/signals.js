// Green and red for the ear and the hand: a guard in the dark or with gloves need not look.
(function () {
  "use strict";

  var changyi = (window.changyi = window.changyi || {});
  var Context = window.AudioContext || window.webkitAudioContext;
  var context = null;

  changyi.signals = {
    green: function () { say([[880, 0.12], [1320, 0.18]], [80]); },
    red: function () { say([[220, 0.5]], [200, 100, 200]); },
    // Browsers let a page be heard only after it was touched.
    wake: function () {
      try {
        context = context || (Context ? new Context() : null);
        if (context && context.state === "suspended") context.resume();
      } catch (refused) { /* silent then */ }
    },
  };

  function say(tones, shakes) {
    if (navigator.vibrate) navigator.vibrate(shakes);
    if (!context) return;
    var at = context.currentTime;
    tones.forEach(function (tone) {
      var source = context.createOscillator();
      var volume = context.createGain();
      source.frequency.value = tone[0];
      volume.gain.value = 0.2;
      source.connect(volume);
      volume.connect(context.destination);
      source.start(at);
      source.stop(at + tone[1]);
      at += tone[1];
    });
  }
})();
