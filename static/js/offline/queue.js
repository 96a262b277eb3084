// Acts that wait to be sent: kept with their real time, sent one after the other, refused ones set beside what stands now.
//
// An act: {key, owner, at, url, thing, tries, refusal} and, sealed, {said, fields, target}. Acts on one thing keep their order:
// while one of them is refused the later ones wait. Nothing leaves the queue but by being done or being discarded by hand.
(function () {
  "use strict";

  var changyi = (window.changyi = window.changyi || {});
  var vault = changyi.vault;
  var FIRST_RETRY = 2000;
  var LAST_RETRY = 60000;
  var HEARD_EVERY = 30000; // milliseconds between two notes that the server is there; it says so every three seconds
  var owner = document.body.getAttribute("data-user") || "";
  var acts = [];
  var line = { isLost: navigator.onLine === false, mustLogIn: false, isBusy: false, isRead: false };
  var isSending = false;
  var retryIn = FIRST_RETRY;
  var timer = null;
  var lastHeard = 0;

  changyi.queue = {
    add: add,
    send: send,
    again: again,
    discard: discard,
    acts: function () { return acts.slice(); },
    line: line,
    newKey: newKey,
    request: request,
    reached: function () { if (line.isLost) back(); },
    read: null, // a promise: what lies on the device is known
    ready: null, // a promise: and it was sent once
  };

  function changed() {
    if (acts.length || changyi.device.owner() === owner) changyi.device.mark(owner, acts.length);
    document.dispatchEvent(new CustomEvent("queue:changed"));
  }

  // --- keeping ------------------------------------------------------------------------------------------------------

  function newKey() {
    var bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.prototype.map.call(bytes, function (one) { return ("0" + one.toString(16)).slice(-2); }).join("");
  }

  // `what` is {url, thing, said, fields, target, isTyped, page}, with key and at when it was tried before it came here.
  // Fails when there is no line and no safe place for it.
  function add(what) {
    var act = { key: what.key || newKey(), owner: owner, at: what.at || new Date().toISOString(), url: what.url, thing: what.thing, tries: 0, order: Date.now() };
    act.inner = {
      said: what.said, fields: what.fields || [], words: what.words || [], target: what.target || "", form: what.form || "",
      draft: what.draft || "", page: location.pathname,
    };
    // Not before what lies here is known: reading would put what it found in the place of an act that came meanwhile.
    return changyi.queue.read.then(function () {
      return keep(act);
    }).catch(function () {
      // No seal here. A tap says nothing about anybody and may wait; what was typed stays in its form instead.
      if (what.isTyped && line.isLost) throw new Error("nowhere to keep it");
      return bare(act);
    }).then(function () {
      acts.push(act);
      changed();
      return send().then(function () { return act; });
    });
  }

  function keep(act) {
    return vault.seal("act:" + act.key, act.inner).then(function (sealed) {
      return vault.put("acts", row(act, sealed));
    });
  }

  function bare(act) {
    var plain = { said: "", words: [], target: act.inner.target, fields: act.inner.fields, form: "", page: act.inner.page };
    if (document.body.getAttribute("data-keeps") === "no") return null;
    return vault.put("acts", row(act, null, plain)).catch(function () {});
  }

  function row(act, sealed, plain) {
    return {
      key: act.key, owner: act.owner, at: act.at, url: act.url, thing: act.thing, tries: act.tries, order: act.order,
      refusal: act.refusal || null, sealed: sealed, plain: plain || null,
    };
  }

  function load() {
    return vault.all("acts").then(function (rows) {
      var mine = rows.filter(function (one) { return one.owner === owner; });
      return Promise.all(mine.map(function (one) {
        var inner = one.sealed ? vault.unseal("act:" + one.key, one.sealed) : Promise.resolve(one.plain);
        return inner.then(function (value) {
          one.inner = value;
          return one;
        });
      }));
    }).then(function (found) {
      acts = found.sort(function (a, b) { return a.order - b.order; });
    }).catch(function () {});
  }

  function drop(act) {
    acts = acts.filter(function (one) { return one !== act; });
    return vault.remove("acts", act.key).catch(function () {});
  }

  // --- sending ------------------------------------------------------------------------------------------------------

  function nextAct() {
    var stuck = {};
    return acts.filter(function (act) {
      if (act.refusal) stuck[act.thing] = true;
      return !act.refusal && !stuck[act.thing];
    })[0];
  }

  function cookie(name) {
    var found = new RegExp("(?:^|; )" + name + "=([^;]*)").exec(document.cookie);
    return found ? found[1] : "";
  }

  function headers(act) {
    var sent = JSON.parse(document.body.getAttribute("hx-headers") || "{}");
    var token = cookie(document.body.getAttribute("data-csrf") || "csrftoken");
    if (token) sent["X-CSRFToken"] = token; // a page from before the log-in holds an older one
    sent["HX-Request"] = "true";
    sent["Idempotency-Key"] = act.key;
    sent["X-Acting-User"] = act.owner || owner;
    sent["Content-Type"] = "application/x-www-form-urlencoded";
    return sent;
  }

  function bodyOf(act, fields) {
    var pairs = fields.concat([["happened_at", act.at], ["sent_at", new Date().toISOString()]]);
    return pairs.map(function (pair) { return encodeURIComponent(pair[0]) + "=" + encodeURIComponent(pair[1]); }).join("&");
  }

  // What goes over the line for an act, here and where a page asks before it queues.
  function request(act, fields, signal) {
    return { method: "POST", headers: headers(act), body: bodyOf(act, fields), credentials: "same-origin", signal: signal };
  }

  function send() {
    var act = nextAct();
    if (isSending || !act || !owner) return Promise.resolve();
    isSending = true;
    clearTimeout(timer);
    return fetch(act.url, request(act, act.inner.fields))
      .then(function (response) { return answered(act, response); }, function () { return wait(true); });
  }

  function answered(act, response) {
    line.isLost = false;
    line.mustLogIn = response.status === 401;
    isSending = false;
    if (line.mustLogIn) {
      changed();
      return vault.clear("pages").catch(function () {}); // whoever is out sees nothing of the day
    }
    if (response.status >= 500 || response.status === 429) return wait(false);
    line.isBusy = false;
    retryIn = FIRST_RETRY;
    vault.heard();
    return response.json().catch(function () { return toastOf(response); }).then(function (told) {
      return response.ok ? done(act, told) : refused(act, told);
    }).then(send);
  }

  // Refused before the view could speak: a role that was taken away, a page from before the log-in.
  function toastOf(response) {
    try {
      return { message: JSON.parse(response.headers.get("HX-Trigger")).toast.text };
    } catch (error) {
      return { message: changyi.word("failed") };
    }
  }

  function done(act, told) {
    act.told = told;
    return drop(act).then(function () {
      changyi.toast(told.message, told.conflict ? "late" : "kept");
      changed();
      document.dispatchEvent(new CustomEvent("queue:done", { detail: { act: act, told: told } }));
      document.body.dispatchEvent(new CustomEvent("reread", { bubbles: true }));
    });
  }

  function refused(act, told) {
    act.refusal = told;
    changed();
    document.body.dispatchEvent(new CustomEvent("reread", { bubbles: true }));
    return store(act);
  }

  function store(act) {
    return keep(act).catch(function () { return bare(act); });
  }

  function wait(isLost) {
    isSending = false;
    line.isLost = isLost;
    line.isBusy = !isLost;
    timer = setTimeout(send, retryIn);
    retryIn = Math.min(retryIn * 2, LAST_RETRY);
    changed();
  }

  // --- choices ------------------------------------------------------------------------------------------------------

  function find(key) {
    return acts.filter(function (act) { return act.key === key; })[0];
  }

  // After looking at what stands now: the same act once more, from where things stand.
  function again(key, fields, words) {
    var act = find(key);
    if (!act) return;
    var isClock = act.refusal && (act.refusal.fields || {}).happened_at;
    if (isClock) act.at = new Date().toISOString();
    act.inner.fields = (fields || act.inner.fields).filter(function (pair) { return pair[0] !== "seen_state" && pair[0] !== "seen"; });
    act.inner.words = words || act.inner.words;
    act.refusal = null;
    return store(act).then(function () {
      changed();
      return send();
    });
  }

  function discard(key) {
    var act = find(key);
    if (!act) return;
    return drop(act).then(function () {
      changed();
      return send();
    });
  }

  function heard() {
    if (line.isLost) back();
    if (Date.now() - lastHeard < HEARD_EVERY) return;
    lastHeard = Date.now();
    vault.heard();
  }

  // --- the line -----------------------------------------------------------------------------------------------------

  function back() {
    line.isLost = false;
    retryIn = FIRST_RETRY;
    changed();
    send();
  }

  window.addEventListener("online", back);
  window.addEventListener("offline", function () {
    line.isLost = true;
    changed();
  });
  document.addEventListener("connection", function (event) {
    if (event.detail === "live") heard();
    if (event.detail === "lost") {
      line.isLost = true;
      changed();
    }
  });
  document.addEventListener("visibilitychange", function () {
    if (!document.hidden) send();
  });

  changyi.queue.read = load().then(function () {
    line.isRead = true; // until now nobody knows whether something waits
  });
  changyi.queue.ready = changyi.queue.read.then(function () {
    changed();
    return send();
  });
})();
