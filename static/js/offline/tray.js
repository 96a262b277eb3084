// The queue where one sees it: a line that says whether there is a connection and how much waits, the acts one by one, and
// what was refused beside what stands now. And on the cards: what was done here, though the server has yet to hear of it.
(function () {
  "use strict";

  var changyi = window.changyi;
  var queue = changyi.queue;
  var tray = document.getElementById("tray");
  if (!tray) return;

  function part(name, root) {
    return (root || tray).querySelector("[data-" + name + "]");
  }

  function word(name) {
    return tray.getAttribute("data-word-" + name) || "";
  }

  function clock(instant) {
    var at = new Date(instant);
    var two = function (number) { return ("0" + number).slice(-2); };
    var time = two(at.getHours()) + ":" + two(at.getMinutes());
    return at.toDateString() === new Date().toDateString() ? time : two(at.getMonth() + 1) + "-" + two(at.getDate()) + " " + time;
  }

  // --- the line -----------------------------------------------------------------------------------------------------

  function draw() {
    var acts = queue.acts();
    var waiting = acts.filter(function (act) { return !act.refusal; });
    var refused = acts.filter(function (act) { return act.refusal; });
    changyi.vault.lastHeard().then(function (at) { say(waiting.length, at); });
    list(part("list"), waiting, row);
    list(part("refused"), refused, refusal);
    part("fold").hidden = !lineName(waiting.length);
    document.body.classList.toggle("is-offline", queue.line.isLost);
    mark(acts);
  }

  function lineName(count) {
    if (queue.line.mustLogIn) return "login";
    if (queue.line.isLost) return count ? "offline" : "idle";
    if (!count) return "";
    return queue.line.isBusy ? "busy" : "sending";
  }

  function say(count, at) {
    var name = lineName(count);
    var text = word(name).replace("{n}", count).replace("{time}", at ? clock(at) : "–");
    if (name && part("line").textContent !== text) part("line").textContent = text;
    part("login").hidden = name !== "login";
  }

  // Rows are kept by their key, so that the focus stays where it was.
  function list(host, acts, make) {
    var old = {};
    Array.prototype.slice.call(host.children).forEach(function (child) { old[child.getAttribute("data-key")] = child; });
    acts.forEach(function (act) {
      if (old[act.key] && make === row) return delete old[act.key];
      var made = make(act);
      made.setAttribute("data-key", act.key);
      if (old[act.key]) host.replaceChild(made, old[act.key]);
      else host.appendChild(made);
      delete old[act.key];
    });
    Object.keys(old).forEach(function (key) { host.removeChild(old[key]); });
  }

  function copy(name) {
    return document.importNode(part(name).content, true).firstElementChild;
  }

  function row(act) {
    var made = copy("row");
    part("said", made).textContent = act.inner.said || word("act");
    part("at", made).textContent = clock(act.at);
    part("drop", made).addEventListener("click", function () { drop(act, word("takeback")); });
    return made;
  }

  // --- what was refused ---------------------------------------------------------------------------------------------

  function refusal(act) {
    var made = copy("refusal");
    var now = act.refusal.now || {};
    var mine = [clock(act.at) + " · " + (act.inner.said || word("act"))].concat(act.inner.words || []);
    var theirs = [[now.at && clock(now.at), now.by, now.what].filter(Boolean).join(" · ")].concat(changyi.linesOf(act.refusal));
    lines(part("mine", made), mine);
    lines(part("theirs", made), theirs);
    var look = part("look", made);
    look.hidden = !act.refusal.url;
    if (act.refusal.url) look.setAttribute("href", act.refusal.url);
    var canCorrect = act.refusal.fields && !act.refusal.fields.happened_at && Object.keys(act.refusal.fields).length;
    part("correct", made).hidden = !canCorrect || !(act.inner.form || act.inner.draft);
    part("again", made).hidden = !part("correct", made).hidden; // what is wrong in itself is put right first
    part("correct", made).addEventListener("click", function () { changyi.correct(act); });
    part("again", made).addEventListener("click", function () { queue.again(act.key); });
    part("drop", made).addEventListener("click", function () { drop(act, word("discard")); });
    return made;
  }

  function lines(host, texts) {
    texts.filter(Boolean).forEach(function (text) {
      host.appendChild(document.createElement("p")).textContent = text;
    });
  }

  function drop(act, question) {
    changyi.ask(question.replace("{what}", act.inner.said || word("act")), function () {
      queue.discard(act.key).then(function () {
        if (queue.line.isLost) location.reload(); // the page as it was kept, without this act
        else document.body.dispatchEvent(new CustomEvent("reread", { bubbles: true }));
      });
    });
  }

  // --- what was done here -------------------------------------------------------------------------------------------

  function mark(acts) {
    acts.forEach(function (act) {
      var card = act.thing && document.querySelector("[data-thing='" + act.thing + "']");
      if (card && !act.refusal) show(card, act);
    });
  }

  function show(card, act) {
    if (card.getAttribute("data-shown") === act.key) return;
    card.setAttribute("data-shown", act.key);
    var next = child(card, "[data-when='" + act.inner.target + "']");
    var state = part("state-word", card);
    if (!state) state = child(card, "[data-state-word]");
    if (state) {
      state.textContent = [next && next.getAttribute("data-word"), word("queued").replace("{time}", clock(act.at))].filter(Boolean).join(" · ");
      state.className = "chip chip--near";
    }
    Array.prototype.forEach.call(card.querySelectorAll("[data-act]"), function (button) {
      if (button.closest("[data-apart]") && !card.hasAttribute("data-apart")) return; // goes on whatever else was done
      var holder = button.parentNode.tagName === "FORM" ? button.parentNode : button;
      holder.parentNode.removeChild(holder);
    });
    Array.prototype.forEach.call(card.querySelectorAll(".card-field__more"), function (more) { more.parentNode.removeChild(more); });
    if (next && next.content.firstElementChild) part("acts", card).appendChild(document.importNode(next.content, true));
    else card.classList.add("card-field--done");
  }

  function child(card, selector) {
    return Array.prototype.filter.call(card.children, function (one) { return one.matches(selector); })[0];
  }

  document.addEventListener("queue:changed", draw);
  document.addEventListener("htmx:afterSettle", function () { mark(queue.acts()); });
  draw();
})();
