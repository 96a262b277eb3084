// One tap, one step, with the time at which it was tapped. Without network it is kept on the telephone and sent later.
//
// <button data-tap="/driver/…/step/arrive/">. Kept taps hold addresses and times, never a name.
(function () {
  "use strict";

  var RETRY = 10000;
  var key = "changyi.taps." + (document.body.getAttribute("data-user") || "");
  var banner = document.getElementById("taps");
  var sending = false;

  function kept() {
    try {
      return JSON.parse(localStorage.getItem(key)) || [];
    } catch (error) {
      return [];
    }
  }

  function keep(taps) {
    localStorage.setItem(key, JSON.stringify(taps));
    show(taps);
  }

  function show(taps) {
    banner.hidden = !taps.length;
    banner.textContent = banner.getAttribute("data-word-waiting") + " " + taps.length;
    // Busy until the page has been read again: a button whose step is done must not be tapped a second time.
    taps.forEach(function (tap) {
      var button = document.querySelector("[data-tap='" + tap.url + "']");
      if (button) button.setAttribute("aria-busy", "true");
    });
  }

  function headers() {
    var sent = JSON.parse(document.body.getAttribute("hx-headers") || "{}");
    sent["HX-Request"] = "true";
    sent["Content-Type"] = "application/x-www-form-urlencoded";
    return sent;
  }

  function reread() {
    document.body.dispatchEvent(new CustomEvent("reread", { bubbles: true }));
  }

  function told(response) {
    var said = {};
    try {
      said = JSON.parse(response.headers.get("HX-Trigger") || "{}");
    } catch (error) {
      said = {};
    }
    [].concat(said.toast || []).forEach(function (toast) {
      window.changyi.toast(toast.text, toast.tone);
    });
  }

  // The first tap first: a step that waits must not be overtaken by the one after it.
  function send() {
    var taps = kept();
    if (sending || !taps.length) return;
    sending = true;
    fetch(taps[0].url, {
      method: "POST",
      headers: headers(),
      body: "happened_at=" + encodeURIComponent(taps[0].at),
      credentials: "same-origin",
    }).then(function (response) {
      sending = false;
      if (response.status >= 500) return wait();
      if (response.status === 401) return (location.href = document.body.getAttribute("data-login") + "?next=" + encodeURIComponent(location.pathname));
      keep(kept().slice(1));
      told(response);
      reread();
      send();
    }).catch(wait);
  }

  function wait() {
    sending = false;
    show(kept());
    setTimeout(send, RETRY);
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-tap]");
    if (!button || button.getAttribute("aria-busy") === "true") return;
    var url = button.getAttribute("data-tap");
    button.setAttribute("aria-busy", "true");
    var taps = kept();
    taps.push({ url: url, at: new Date().toISOString() });
    localStorage.setItem(key, JSON.stringify(taps));
    send();
  });

  window.addEventListener("online", send);
  document.addEventListener("htmx:afterSettle", function () {
    if (kept().length && !sending) show(kept());
  });
  if (kept().length) {
    show(kept());
    send();
  }
})();
