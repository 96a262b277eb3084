// What lies on this device for somebody goes with them: at log-out, and when somebody else comes. On every page.
//
// localStorage holds one line, {owner, unsent}: whose sealed copies are here and how many acts wait. No copy, no name.
(function () {
  "use strict";

  var changyi = (window.changyi = window.changyi || {});
  var MARK = "changyi.device";
  var PATIENCE = 500; // milliseconds for whoever else holds on to something
  var LEFT = "changyi.left"; // logged out without a connection: the server has yet to hear of it
  var body = document.body;
  var person = body.getAttribute("data-user") || "";

  changyi.device = {
    owner: function () { return read().owner || ""; },
    unsent: function () { return read().unsent || 0; },
    mark: function (owner, unsent) { write(MARK, JSON.stringify({ owner: owner, unsent: unsent })); },
    wipe: wipe,
  };

  function read() {
    try {
      return JSON.parse(localStorage.getItem(MARK)) || {};
    } catch (error) {
      return {};
    }
  }

  function write(name, value) {
    try {
      if (value === null) localStorage.removeItem(name);
      else localStorage.setItem(name, value);
    } catch (refused) { /* nothing is kept where nothing may be kept */ }
  }

  // The key first: what is sealed is lost with it, even if the rest could not be deleted.
  function wipe() {
    write(MARK, null);
    document.dispatchEvent(new CustomEvent("device:wiped"));
    return Promise.all([dropped(), emptied(), unregistered()]).catch(function () {});
  }

  function dropped() {
    return new Promise(function (resolve) {
      if (!window.indexedDB) return resolve();
      var request = indexedDB.deleteDatabase("changyi");
      request.onsuccess = request.onerror = resolve;
      request.onblocked = function () { setTimeout(resolve, PATIENCE); };
    });
  }

  function emptied() {
    if (!window.caches) return null;
    return forgotten().then(function () {
      return caches.keys();
    }).then(function (names) {
      return Promise.all(names.map(function (name) { return caches.delete(name); }));
    });
  }

  // What the service worker was asked to keep a moment ago it would put where nothing lies any more.
  function forgotten() {
    var worker = navigator.serviceWorker && navigator.serviceWorker.controller;
    if (!worker) return Promise.resolve();
    return new Promise(function (resolve) {
      var answer = new MessageChannel();
      answer.port1.onmessage = resolve;
      worker.postMessage({ forget: true }, [answer.port2]);
      setTimeout(resolve, PATIENCE);
    });
  }

  function unregistered() {
    if (!navigator.serviceWorker) return null;
    return navigator.serviceWorker.getRegistrations().then(function (found) {
      return Promise.all(found.map(function (one) { return one.unregister(); }));
    });
  }

  // --- somebody else ------------------------------------------------------------------------------------------------

  var left = changyi.device.owner();
  if (person && left && left !== person) {
    var lost = changyi.device.unsent();
    wipe();
    if (lost) changyi.toast(changyi.word("wiped").replace("{n}", lost), "late");
  }

  // --- log-out ------------------------------------------------------------------------------------------------------

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.hasAttribute("data-forget-drafts") || form.hasAttribute("data-forgotten")) return;
    event.preventDefault();
    var unsent = changyi.device.unsent();
    if (unsent) changyi.ask(changyi.word("unsent").replace("{n}", unsent), function () { leave(form); });
    else leave(form);
  });

  function leave(form) {
    form.setAttribute("data-forgotten", "");
    changyi.device.mark = function () {}; // what this page still has under way leaves no mark behind
    wipe().then(function () {
      if (navigator.onLine !== false) return form.submit();
      write(LEFT, form.getAttribute("action"));
      while (body.firstChild) body.removeChild(body.firstChild);
    });
  }

  var address = null;
  try {
    address = localStorage.getItem(LEFT);
  } catch (refused) { /* as above */ }
  if (address && person && navigator.onLine !== false) {
    write(LEFT, null);
    fetch(address, { method: "POST", headers: JSON.parse(body.getAttribute("hx-headers") || "{}"), credentials: "same-origin" })
      .then(function () { location.reload(); });
  }
})();
