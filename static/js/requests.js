// What happens around htmx requests: failures in plain words, a lost session leads to log-in and back.
(function () {
  "use strict";

  var changyi = (window.changyi = window.changyi || {});
  var WORD_OF_STATUS = { 403: "forbidden", 404: "gone", 409: "conflict", 429: "busy", 502: "busy", 503: "busy", 504: "busy" };

  function loginPath() {
    return document.body.getAttribute("data-login") || "";
  }

  function isLogin(xhr) {
    if (xhr.status === 401) return true;
    // A redirect to log-in is followed silently; the page that came back betrays it.
    var path = loginPath();
    return Boolean(path && xhr.responseURL && xhr.responseURL.split("?")[0].slice(-path.length) === path);
  }

  function toLogin() {
    if (!loginPath()) return;
    changyi.toast(changyi.word("loggedout"), "near");
    var here = location.pathname + location.search;
    setTimeout(function () {
      location.href = loginPath() + "?next=" + encodeURIComponent(here);
    }, 800);
  }

  // A lost race that brings words of its own (a dialog that says who was quicker) is shown, not only toasted.
  document.addEventListener("htmx:beforeSwap", function (event) {
    if (event.detail.xhr.status !== 409 || !event.detail.xhr.responseText) return;
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  });

  document.addEventListener("htmx:beforeSwap", function (event) {
    if (!isLogin(event.detail.xhr)) return;
    event.detail.shouldSwap = false;
    event.detail.isError = false;
    toLogin();
  });

  document.addEventListener("htmx:responseError", function (event) {
    var xhr = event.detail.xhr;
    // What a screen reads by itself is no answer to anybody; js/live.js asks for it again.
    if (xhr.status === 503 && ((event.detail.requestConfig || {}).headers || {})["X-Live"]) return;
    // The server's own words came with HX-Trigger and stand on the screen already.
    if (/toast/.test(xhr.getResponseHeader("HX-Trigger") || "")) return;
    changyi.toast(changyi.word(WORD_OF_STATUS[xhr.status] || "failed"), "late");
  });

  function isReading(event) {
    return (event.detail.requestConfig || {}).verb === "get";
  }

  ["htmx:sendError", "htmx:timeout"].forEach(function (name) {
    document.addEventListener(name, function (event) {
      document.dispatchEvent(new CustomEvent("connection", { detail: "lost" }));
      // What the page does by itself is the business of the connection light; a toast answers whoever pressed something.
      if (isReading(event) || event.detail.elt.tagName !== "BUTTON" && document.getElementById("tray")) return;
      changyi.toast(changyi.word("offline"), "late");
    });
  });
})();
