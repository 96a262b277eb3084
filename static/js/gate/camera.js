// The camera as a reader of QR codes: the browser's own detector where there is one, else the decoder of the package `qr`.
(function () {
  "use strict";

  var changyi = (window.changyi = window.changyi || {});
  var EVERY = 120; // milliseconds between two looks
  var SIDE = 640; // pixels of the longer side that the decoder looks at
  var FORGET = 3000; // the same code held before the camera is the same showing, until it was gone so long
  var place = document.getElementById("gate");
  var box = document.getElementById("camera");
  var video = box.querySelector("video");
  var canvas = document.createElement("canvas");
  var stream = null;
  var onRead = null;
  var last = { text: "", at: 0 };
  var making = null;

  changyi.camera = { open: open, close: close, isOpen: function () { return Boolean(stream); } };

  function detector() {
    making = making || own().catch(function () {
      return import(place.getAttribute("data-decoder")).then(function (library) { return library.BarcodeDetector; });
    }).then(function (Detector) { return new Detector({ formats: ["qr_code"] }); });
    return making;
  }

  function own() {
    if (!window.BarcodeDetector) return Promise.reject(new Error("none"));
    return window.BarcodeDetector.getSupportedFormats().then(function (formats) {
      if (formats.indexOf("qr_code") < 0) throw new Error("none");
      return window.BarcodeDetector;
    });
  }

  // `read` is called with what a code says. Fails where there is no camera, or it is not allowed.
  function open(read) {
    onRead = read;
    last = { text: "", at: 0 };
    if (stream) return Promise.resolve();
    if (!navigator.mediaDevices) return Promise.reject(new Error("no camera"));
    var wanted = { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } };
    return Promise.all([navigator.mediaDevices.getUserMedia({ video: wanted, audio: false }), detector()]).then(function (both) {
      stream = both[0];
      video.srcObject = stream;
      box.hidden = false;
      return video.play();
    }).then(look);
  }

  function close() {
    box.hidden = true;
    if (stream) stream.getTracks().forEach(function (track) { track.stop(); });
    stream = null;
    video.srcObject = null;
  }

  function look() {
    if (!stream) return;
    detector().then(function (found) { return found.detect(frame()); }).then(function (codes) {
      if (codes.length) saw(codes[0].rawValue);
    }, function () {}).then(function () { setTimeout(look, EVERY); });
  }

  function frame() {
    var scale = Math.min(1, SIDE / Math.max(video.videoWidth, video.videoHeight, 1));
    canvas.width = Math.max(1, Math.round(video.videoWidth * scale));
    canvas.height = Math.max(1, Math.round(video.videoHeight * scale));
    canvas.getContext("2d", { willReadFrequently: true }).drawImage(video, 0, 0, canvas.width, canvas.height);
    return canvas;
  }

  function saw(text) {
    var isSame = text === last.text && Date.now() - last.at < FORGET;
    last = { text: text, at: Date.now() };
    if (!isSame && stream && !document.querySelector(".modal.show")) onRead(text);
  }

  document.addEventListener("visibilitychange", function () {
    if (document.hidden) close(); // a telephone in a pocket needs no camera
  });
  window.addEventListener("pagehide", close);
  box.querySelector("[data-camera-close]").addEventListener("click", close);

  // Ready before the first pass, and kept for a time without network.
  detector().catch(function () {});
  if (navigator.serviceWorker) {
    navigator.serviceWorker.ready.then(function (registration) {
      var files = ["data-decoder", "data-decoder-part", "data-signatures"].map(function (name) { return place.getAttribute(name); });
      registration.active.postMessage({ keep: files });
    });
  }
})();
