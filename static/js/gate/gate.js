// The gate's page: a pass is shown, and within a second the light says green or red.
//
// 1. Ask the portal, with a key, so that however often it is told it counts once.
// 2. No answer in PATIENCE: decide by the signature and what this gate keeps, and queue the decision with its real time. It
//    goes to the same address under the same key: what the portal has done already is not done again.
// 3. Not heard from the portal for too long: no green any more but on the word of the command centre, by telephone.
(function () {
  "use strict";

  var changyi = window.changyi;
  var store = changyi.gateStore;
  var place = document.getElementById("gate");
  var form = place.querySelector("[data-gate-form]");
  var code = form.querySelector("[name=token]");
  var strip = document.getElementById("gate-line");
  var PATIENCE = 700; // milliseconds; with an answer of our own the light is there within a second
  var NO_CHOICE = 10000; // where we may not decide, the portal is waited for
  var shown = { token: "", direction: "out" };
  var turn = 0;
  var latest = ""; // the key of what the light speaks of

  // --- showing ------------------------------------------------------------------------------------------------------

  function show(token, direction, decided) {
    var mine = ++turn;
    var act = { key: changyi.queue.newKey(), at: new Date().toISOString(), started: performance.now(), token: token, direction: direction };
    shown = { token: token, direction: direction };
    latest = act.key;
    changyi.verdict.wait();
    return ask(act, decided).then(function (told) {
      changyi.queue.reached();
      if (mine === turn) changyi.verdict.answered(told, performance.now() - act.started);
      if (told.green) remember(token, direction);
      document.body.dispatchEvent(new CustomEvent("scanned", { bubbles: true }));
    }, function (failure) {
      if (failure.isRefusal) return light(mine, "refused", act);
      return decided ? send(act, decided, mine) : decide(act, mine);
    });
  }

  function ask(act, decided) {
    var control = new AbortController();
    var timer = setTimeout(function () { control.abort(); }, store.isFresh() ? PATIENCE : NO_CHOICE);
    return fetch(form.action, changyi.queue.request(act, fieldsOf(act, decided), control.signal)).then(function (response) {
      if (!response.ok) throw Object.assign(new Error("no answer"), { isRefusal: response.status < 500 && response.status !== 429 });
      return response.json();
    }).then(function (told) {
      clearTimeout(timer);
      return told;
    });
  }

  function fieldsOf(act, decided) {
    return [["checkpoint", place.getAttribute("data-checkpoint")], ["token", act.token], ["direction", act.direction], ["decided", decided || ""]];
  }

  // --- alone --------------------------------------------------------------------------------------------------------

  function decide(act, mine) {
    if (!store.isFresh()) return light(mine, store.bundle() ? "over" : "offline", act);
    return claimsOf(act.token).then(function (found) {
      var result = found.fault || store.judge(found, act.direction);
      act.thing = found.id || "";
      if (result === "mistyped") return light(mine, result, act);
      return send(act, result, mine);
    });
  }

  function claimsOf(token) {
    var bundle = store.bundle();
    if (changyi.passes.isToken(token)) {
      return changyi.passes.read(token, bundle.keys).then(function (claims) { return claims || { fault: "forged" }; }, function () {
        return { fault: "unchecked" };
      });
    }
    var typed = changyi.passes.codeOf(token);
    var known = typed && bundle.codes[typed];
    if (!known) return Promise.resolve({ fault: typed ? "unchecked" : "mistyped" });
    return Promise.resolve({ id: known[0], from: known[1], until: known[2], gate: known[3] });
  }

  function remember(token, direction) {
    if (!store.bundle()) return;
    claimsOf(token).then(function (found) { if (found.id) store.mark(found.id, direction); });
  }

  // What was decided here is kept, sealed, until the portal has logged it.
  function send(act, result, mine) {
    var isGreen = /^(ok|told|emergency)$/.test(result);
    light(mine, result, act, "alone");
    if (isGreen && act.thing) store.mark(act.thing, act.direction);
    var said = wayOf(act.direction) + " · " + changyi.verdict.word(result);
    return changyi.queue.add({
      key: act.key, at: act.at, url: form.getAttribute("action"), thing: "pass-" + (act.thing || act.key), said: said,
      fields: fieldsOf(act, result), words: [],
    });
  }

  function light(mine, result, act, note) {
    if (mine === turn) changyi.verdict.alone(result, wayOf(act.direction), performance.now() - act.started, note);
  }

  function wayOf(direction) {
    return form.querySelector("[value=" + direction + "]").getAttribute("data-word");
  }

  // --- hands --------------------------------------------------------------------------------------------------------

  var pressed = null; // older browsers do not say by which button a form was sent

  form.addEventListener("click", function (event) { pressed = event.target.closest("button") || pressed; });

  form.addEventListener("submit", function (event) {
    var direction = (event.submitter || pressed || {}).value || "out";
    event.preventDefault();
    changyi.signals.wake();
    if (!code.value.trim()) return scan(direction);
    show(code.value.trim(), direction);
    code.value = "";
    code.focus();
  });

  function scan(direction) {
    document.querySelector("[data-camera-way]").textContent = wayOf(direction);
    changyi.camera.open(function (text) { show(text.trim(), direction); }).catch(function () {
      changyi.camera.close();
      changyi.toast(changyi.verdict.word("camera"), "late");
      code.focus();
    });
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-by-hand]");
    if (!button) return;
    var about = button.closest(".verdict") ? shown : { token: "", direction: "out" };
    changyi.ask(button.getAttribute("data-ask"), function () { show(about.token, about.direction, button.getAttribute("data-by-hand")); });
  });

  // --- the line -----------------------------------------------------------------------------------------------------

  function say() {
    var isOver = !store.isFresh() && Boolean(store.bundle());
    strip.hidden = !changyi.queue.line.isLost && !isOver;
    var until = new Date(store.aloneUntil());
    var time = ("0" + until.getHours()).slice(-2) + ":" + ("0" + until.getMinutes()).slice(-2);
    var text = strip.getAttribute(isOver ? "data-word-over" : "data-word-alone").replace("{time}", time);
    if (strip.textContent !== text) strip.textContent = text;
    strip.classList.toggle("gate__line--over", isOver);
  }

  // The portal has heard of a decision: its own light, with whom it is about, takes the place of ours. Where it thinks
  // otherwise, that is heard as red, and listed below until the shift ends.
  document.addEventListener("queue:done", function (event) {
    var told = event.detail.told;
    if (told.conflict) changyi.signals.red();
    if (told.html && event.detail.act.key === latest) changyi.verdict.answered(told);
  });
  ["queue:changed", "gate:renewed", "connection"].forEach(function (name) { document.addEventListener(name, say); });
  setInterval(say, 1000);
  store.ready.then(say);
})();
