// What this gate keeps for a time without network: keys, marks and codes from the portal, and what it has decided since.
//
// Sealed in the vault of the device under "gate:<id>"; where browsers offer no seal, in memory only. So long after it last
// heard from the portal the gate may decide alone; after that nobody may be told green by this device.
(function () {
  "use strict";

  var changyi = window.changyi;
  var vault = changyi.vault;
  var place = document.getElementById("gate");
  var checkpoint = Number(place.getAttribute("data-checkpoint"));
  var EVERY = 60000;
  var kept = { bundle: null, heardAt: 0, own: {} }; // own: pass → {out, in} by this gate since the bundle
  var asking = null;
  var isAskedAgain = false;

  changyi.gateStore = { ready: null, renew: renew, mark: mark, bundle: function () { return kept.bundle; }, isFresh: isFresh, aloneUntil: aloneUntil, judge: judge };

  function isFresh() {
    var since = Date.now() - kept.heardAt;
    return Boolean(kept.bundle) && since >= 0 && since < kept.bundle.alone_for * 1000;
  }

  function aloneUntil() {
    return kept.bundle ? kept.heardAt + kept.bundle.alone_for * 1000 : 0;
  }

  // --- judging ------------------------------------------------------------------------------------------------------

  // What the portal would say as far as this gate knows: transport/selectors/judging.py. The way home is never closed.
  function judge(claims, direction) {
    var mark = kept.bundle.marks[claims.id] || "";
    var own = kept.own[claims.id] || {};
    var now = (Date.now() + Date.parse(kept.bundle.at) - kept.heardAt) / 1000; // by the portal's clock
    if (own.in || mark === "in") return "already_in";
    if (direction === "in") return "ok";
    if (mark === "revoked") return "revoked";
    if (own.out || mark === "out") return "already_out";
    if (now < claims.from) return "not_yet";
    if (now >= claims.until) return "expired";
    if (claims.gate && claims.gate !== checkpoint) return "other_gate";
    return mark || "ok";
  }

  function mark(id, direction) {
    kept.own[id] = Object.assign({}, kept.own[id]);
    kept.own[id][direction] = true;
    return keep();
  }

  // --- keeping ------------------------------------------------------------------------------------------------------

  function renew() {
    if (asking) {
      isAskedAgain = true;
      return asking;
    }
    asking = fetch(place.getAttribute("data-bundle"), { credentials: "same-origin" }).then(function (response) {
      if (!response.ok || response.redirected) throw new Error("not to be had");
      return response.json();
    }).then(taken).catch(function () {}).then(over);
    return asking;
  }

  function taken(bundle) {
    kept.bundle = bundle;
    kept.heardAt = Date.now();
    // What was decided here is known there once nothing waits any more.
    if (changyi.queue.line.isRead && !changyi.queue.acts().length) kept.own = {};
    return keep();
  }

  function over() {
    asking = null;
    document.dispatchEvent(new CustomEvent("gate:renewed"));
    if (!isAskedAgain) return undefined;
    isAskedAgain = false;
    return renew();
  }

  function keep() {
    return vault.seal("gate:" + checkpoint, kept).then(function (sealed) {
      return vault.put("facts", { id: "gate:" + checkpoint, sealed: sealed });
    }).catch(function () {});
  }

  function load() {
    if (!vault.canSeal) return Promise.resolve();
    return vault.get("facts", "gate:" + checkpoint).then(function (row) {
      return row && vault.unseal("gate:" + checkpoint, row.sealed);
    }).then(function (found) {
      if (found && !kept.bundle) kept = found;
    }).catch(function () {});
  }

  document.body.addEventListener("live:pass", renew);
  document.body.addEventListener("live:gate", renew);
  document.addEventListener("queue:done", renew);
  document.addEventListener("connection", function (event) {
    if (event.detail === "live" && !isFresh()) renew();
  });
  setInterval(function () {
    if (!document.hidden) renew();
  }, EVERY);
  document.addEventListener("visibilitychange", function () {
    if (!document.hidden) renew();
  });

  changyi.gateStore.ready = Promise.all([load(), changyi.queue.ready]).then(renew);
})();
