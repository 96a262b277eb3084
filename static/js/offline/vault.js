// The sealed store of this device: pages that were opened, and acts that wait to be sent.
//
// IndexedDB "changyi": keys (one AES-GCM key that scripts cannot read out), pages, acts, facts. Everything but ids, addresses
// and times is sealed with that key. The key dies at log-out, when somebody else logs in, and with the pages after HOURS
// without a word from the server. Without TLS browsers offer no cryptography: then nothing is kept that needs a seal.
(function () {
  "use strict";

  var changyi = (window.changyi = window.changyi || {});
  var HOURS = 12; // one shift, as long as a session
  var STORES = { keys: "id", pages: "path", acts: "key", facts: "id" };
  var subtle = window.crypto && window.crypto.subtle;
  var opening = null;
  var key = null;

  changyi.vault = {
    canSeal: Boolean(subtle && window.indexedDB) && document.body.getAttribute("data-keeps") !== "no",
    open: open,
    put: put,
    get: function (store, id) { return ask(store, "readonly", function (rows) { return rows.get(id); }); },
    all: function (store) { return ask(store, "readonly", function (rows) { return rows.getAll(); }); },
    remove: function (store, id) { return ask(store, "readwrite", function (rows) { return rows.delete(id); }); },
    clear: function (store) { return ask(store, "readwrite", function (rows) { return rows.clear(); }); },
    seal: seal,
    unseal: unseal,
    heard: heard,
    lastHeard: lastHeard,
    forgetOldPages: forgetOldPages,
  };

  function open() {
    opening = opening || new Promise(function (resolve, reject) {
      if (!window.indexedDB) return reject(new Error("no store"));
      var request = indexedDB.open("changyi", 1);
      request.onupgradeneeded = function () {
        Object.keys(STORES).forEach(function (name) { request.result.createObjectStore(name, { keyPath: STORES[name] }); });
      };
      request.onerror = function () { reject(request.error); };
      request.onsuccess = function () {
        // Wiped in another tab: this one lets go at once, and shows nothing more.
        request.result.onversionchange = function () { close(request.result); };
        resolve(request.result);
      };
    });
    return opening;
  }

  function close(database) {
    database.close();
    opening = Promise.reject(new Error("wiped"));
    opening.catch(function () {});
    key = null;
  }

  document.addEventListener("device:wiped", function () {
    if (opening) opening.then(close, function () {});
  });

  function ask(store, mode, act) {
    return open().then(function (database) {
      return new Promise(function (resolve, reject) {
        var transaction = database.transaction(store, mode);
        var request = act(transaction.objectStore(store));
        transaction.oncomplete = function () { resolve(request.result); };
        transaction.onabort = transaction.onerror = function () { reject(transaction.error); };
      });
    });
  }

  function put(store, value) {
    return ask(store, "readwrite", function (rows) { return rows.put(value); });
  }

  // --- seals --------------------------------------------------------------------------------------------------------

  function theKey() {
    key = key || changyi.vault.get("keys", "seal").then(function (row) {
      if (row) return row.key;
      return subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]).then(function (made) {
        return put("keys", { id: "seal", key: made }).then(function () { return made; });
      });
    });
    return key;
  }

  // `about` is bound into the seal: a box moved to another row does not open.
  function seal(about, value) {
    if (!changyi.vault.canSeal) return Promise.reject(new Error("no seal"));
    var iv = crypto.getRandomValues(new Uint8Array(12));
    return theKey().then(function (aes) {
      return subtle.encrypt(how(iv, about), aes, new TextEncoder().encode(JSON.stringify(value)));
    }).then(function (box) { return { iv: iv, box: box }; });
  }

  function unseal(about, sealed) {
    return theKey().then(function (aes) {
      return subtle.decrypt(how(sealed.iv, about), aes, sealed.box);
    }).then(function (plain) { return JSON.parse(new TextDecoder().decode(plain)); });
  }

  function how(iv, about) {
    return { name: "AES-GCM", iv: iv, additionalData: new TextEncoder().encode(about) };
  }

  // --- how long -----------------------------------------------------------------------------------------------------

  function heard() {
    return put("facts", { id: "heard", at: Date.now() }).catch(function () {});
  }

  function lastHeard() {
    return changyi.vault.get("facts", "heard").then(function (row) { return row ? row.at : 0; }, function () { return 0; });
  }

  function forgetOldPages() {
    return lastHeard().then(function (at) {
      if (Date.now() - at > HOURS * 3600 * 1000) return changyi.vault.clear("pages");
    }).catch(function () {});
  }
})();
