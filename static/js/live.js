// The live screen: one stream while the tab is visible; what changed is re-read, and what cannot be known is said.
//
// An element re-reads itself when one of its topics changes, for one number only if it names one:
//   <div data-live="case,escalation" [data-live-number="20261121-0137"] hx-get="…" hx-trigger="live, every 30s" hx-swap="morph:outerHTML">
// The body hears the same as events: hx-trigger="live:case from:body". `live:rail` follows every change.
(function () {
  "use strict";

  var changyi = (window.changyi = window.changyi || {});
  var SILENCE_MS = 10000; // without a pulse for this long the connection is lost; the server sends one every 3 s
  var HIDDEN_MS = 3000; // a tab hidden for this long gives its stream back: browsers allow only a few
  var APART_MS = 1000; // re-readings of a busy screen are at least this far apart; the server may ask for more
  var TIMES_AS_LONG = 8; // a screen reads an eighth of the time at most: the slower the answers, the rarer it asks
  var RAIL_TURNS = 4; // numbers beside places are no hurry: at every fourth turn
  var POLL_MS = 60000; // what the stream speaks of is read again after this long, though the stream said nothing
  var REFUSED_MS = 3000; // what a busy server refused is asked again after this long, or up to twice that
  var SWEEP_IS_LATE_S = 10;

  var source = null;
  var lastHeard = 0;
  var retryMs = 1000;
  var isStale = false; // something may have been missed
  var sweptAt = null; // in this machine's time
  var waiting = {}; // topic -> {number: true}, to be re-read
  var flushTimer = null;
  var flushAt = 0;
  var lastFlush = 0;
  var apartMs = APART_MS; // what the server asks for, by how many screens it has
  var tookMs = 0; // its last reading, answered or refused
  var railTimer = null;
  var loadedAt = Date.now();
  var lastRail = 0;

  function byId(id) {
    return document.getElementById(id);
  }

  // --- the stream ---------------------------------------------------------------------------------------------------

  function open() {
    if (source || document.hidden || !window.EventSource) return;
    source = new EventSource(document.body.getAttribute("data-live-url") || "/live/");
    lastHeard = Date.now();
    source.addEventListener("pulse", heard(pulse));
    source.addEventListener("change", heard(changed));
    source.addEventListener("bye", function () {
      close();
      again();
    });
    source.onerror = function () {
      // The browser tries again by itself unless the answer was no stream at all.
      isStale = true;
      if (source && source.readyState === 2) {
        close();
        again();
      }
    };
  }

  function close() {
    if (source) source.close();
    source = null;
    isStale = true;
  }

  function again() {
    setTimeout(open, retryMs + Math.random() * 500);
    retryMs = Math.min(retryMs * 2, 15000);
  }

  function heard(act) {
    return function (event) {
      lastHeard = Date.now();
      retryMs = 1000;
      show("live");
      if (isStale) {
        isStale = false;
        changed([{ topic: "*" }]);
      }
      act(JSON.parse(event.data));
    };
  }

  function show(state) {
    var connection = byId("connection");
    if (connection && connection.getAttribute("data-state") !== state) {
      connection.setAttribute("data-state", state);
      var word = connection.querySelector(".pulse__word");
      if (word) word.textContent = connection.getAttribute("data-word-" + state);
    }
    var banner = byId("connection-banner");
    if (banner) banner.hidden = state !== "lost";
    document.dispatchEvent(new CustomEvent("connection", { detail: state }));
  }

  // --- the pulse ----------------------------------------------------------------------------------------------------

  function pulse(told) {
    if (told.now !== null && changyi.setServerTime) changyi.setServerTime(told.now * 1000);
    if (told.apart) apartMs = Math.max(APART_MS, told.apart * 1000);
    if (told.sweep_age !== null) sweptAt = Date.now() - told.sweep_age * 1000;
    showSweep();
  }

  function showSweep() {
    var sweep = byId("sweep");
    if (!sweep || sweptAt === null) return;
    var age = Math.max(0, Math.round((Date.now() - sweptAt) / 1000));
    var text = sweep.getAttribute("data-word-ago").replace("{seconds}", age);
    if (sweep.textContent !== text) sweep.textContent = text;
    if (age > SWEEP_IS_LATE_S) sweep.setAttribute("data-late", "");
    else sweep.removeAttribute("data-late");
    var banner = byId("sweep-banner");
    if (banner) banner.hidden = age <= SWEEP_IS_LATE_S;
  }

  // Until the first pulse the age is what the page came with.
  function ageOfPage() {
    var shown = byId("sweep") && byId("sweep").hasAttribute("data-sweep-at") && /\d+/.exec(byId("sweep").textContent);
    if (shown) sweptAt = Date.now() - Number(shown[0]) * 1000;
  }

  // --- what changed -------------------------------------------------------------------------------------------------

  function changed(list) {
    list.forEach(function (one) {
      waiting[one.topic] = waiting[one.topic] || {};
      waiting[one.topic][one.number || ""] = true;
    });
    // At once on a quiet screen, a little spread over the screens of a house; on a busy one together. What is overdue
    // waits for no other screen's turn, unless it stands here already (its clock turned red by itself) or would not.
    var isNew = !endsLate() && Object.keys(waiting.escalation || {}).some(isNotShown);
    var apart = isNew || waiting["*"] ? APART_MS : turnMs();
    var wait = Math.max(Math.random() * 200, lastFlush + apart - Date.now());
    if (flushTimer && flushAt <= Date.now() + wait) return;
    clearTimeout(flushTimer);
    flushAt = Date.now() + wait;
    flushTimer = setTimeout(flush, wait);
  }

  function turnMs() {
    return Math.max(apartMs, TIMES_AS_LONG * tookMs);
  }

  function isNotShown(number) {
    var row = number && byId("case-" + number);
    return !(row && row.querySelector("[data-clock]"));
  }

  // A list that goes on, and whose last row here has been late for longer, would not show what has run out only now.
  function endsLate() {
    var clocks = document.querySelectorAll("[data-row] [data-clock]");
    var last = clocks[clocks.length - 1];
    return Boolean(last && document.querySelector("#queue-more button") && last.getAttribute("data-state") === "late");
  }

  function flush() {
    var topics = waiting;
    waiting = {};
    flushTimer = null;
    lastFlush = Date.now();
    Array.prototype.forEach.call(document.querySelectorAll("[data-live]"), function (element) {
      if (concerns(element, topics)) reread(element);
    });
    var names = topics["*"] ? everyTopic() : Object.keys(topics);
    names.forEach(tell);
    if (!railTimer) railTimer = setTimeout(countAgain, Math.max(0, lastRail + RAIL_TURNS * turnMs() - Date.now()));
  }

  function tell(topic) {
    document.body.dispatchEvent(new CustomEvent("live:" + topic, { bubbles: true }));
  }

  function countAgain() {
    railTimer = null;
    lastRail = Date.now();
    tell("rail");
  }

  // What a screen reads by itself, because the stream told many to or because it is time again, the server may read for
  // all of them at once, and after what people ask. What a person did, never.
  document.addEventListener("htmx:configRequest", function (event) {
    var element = event.detail.elt;
    var cause = event.detail.triggeringEvent;
    var isPoll = !cause && isPolled(element);
    if (isPoll && isNeedless(element)) {
      event.preventDefault();
      return;
    }
    element.changyiReadAt = Date.now();
    if (isPoll || (cause && /^live/.test(cause.type))) event.detail.headers["X-Live"] = "1";
  });

  // htmx names no event for a poll, nor for the reading of `load`, which comes first.
  function isPolled(element) {
    var trigger = element.getAttribute("hx-trigger") || "";
    return /\bevery\b/.test(trigger) && (element.changyiReadAt || !/\bload\b/.test(trigger));
  }

  // A slow poll stands behind the stream for the time when there is none, and once in a while even so. A tab that nobody
  // sees has none: it reads everything when it is looked at again.
  function isNeedless(element) {
    if (!/\blive\b/.test(element.getAttribute("hx-trigger"))) return false;
    var isHeard = source && !isStale && Date.now() - lastHeard < SILENCE_MS;
    return document.hidden || (isHeard && Date.now() - (element.changyiReadAt || loadedAt) < POLL_MS);
  }

  // A busy server refuses a screen before a person. Nobody is told: the clocks go on, and the screen asks again.
  document.addEventListener("htmx:responseError", function (event) {
    var config = event.detail.requestConfig || {};
    if (event.detail.xhr.status !== 503 || !(config.headers || {})["X-Live"]) return;
    setTimeout(function () {
      if (document.contains(event.detail.elt)) reread(event.detail.elt);
    }, REFUSED_MS * (1 + Math.random()));
  });

  function concerns(element, topics) {
    if (topics["*"]) return true;
    var number = element.getAttribute("data-live-number");
    return element
      .getAttribute("data-live")
      .split(/[\s,]+/)
      .some(function (topic) {
        var numbers = topics[topic];
        return numbers && (!number || numbers[number] || numbers[""]);
      });
  }

  // The topics that anything on this page listens for.
  function everyTopic() {
    var found = {};
    Array.prototype.forEach.call(document.querySelectorAll("[hx-trigger*='live:']"), function (element) {
      (element.getAttribute("hx-trigger").match(/live:[\w.-]+/g) || []).forEach(function (name) {
        if (name !== "live:rail") found[name.slice(5)] = true;
      });
    });
    return Object.keys(found);
  }

  function reread(element) {
    if (!window.htmx) return;
    // One at a time: what changes while an answer is under way is asked for after it.
    if (element.classList.contains("htmx-request")) element.changyiAgain = true;
    else window.htmx.trigger(element, "live");
  }

  document.addEventListener("htmx:afterRequest", function (event) {
    var element = event.detail.elt;
    if (element && ((event.detail.requestConfig || {}).headers || {})["X-Live"]) tookMs = Date.now() - element.changyiReadAt;
    if (!element || !element.changyiAgain) return;
    element.changyiAgain = false;
    if (document.contains(element)) window.htmx.trigger(element, "live");
  });

  // --- keeping the reader's place -----------------------------------------------------------------------------------

  // What is being typed is not overwritten by what the server knew. Of other focused elements (a selected row) the
  // morph would leave the whole content old, so it is told only while somebody is in an input.
  document.addEventListener("htmx:beforeSwap", function () {
    var active = document.activeElement;
    var isTyping = Boolean(active && /^(INPUT|TEXTAREA|SELECT)$/.test(active.tagName));
    if (window.Idiomorph) window.Idiomorph.defaults.ignoreActiveValue = isTyping;
  });

  var place = null;

  document.addEventListener("htmx:beforeSwap", function (event) {
    // Only what the screen does by itself; what a person asked for goes where they sent it.
    if (!changyi.isReread(event)) return;
    var active = document.activeElement;
    place = { active: active, id: active && active.id, scrolled: [] };
    try {
      place.selection = active && [active.selectionStart, active.selectionEnd];
    } catch (notText) {
      place.selection = null;
    }
    Array.prototype.forEach.call(document.querySelectorAll("[data-keep-scroll], .list__body, .panel"), function (box) {
      if (box.scrollTop) place.scrolled.push([box.id, box, box.scrollTop]);
    });
  });

  document.addEventListener("htmx:afterSettle", function () {
    if (!place) return;
    place.scrolled.forEach(function (kept) {
      var box = document.contains(kept[1]) ? kept[1] : kept[0] && byId(kept[0]);
      if (box && box.scrollTop !== kept[2]) box.scrollTop = kept[2];
    });
    var back = place.id && byId(place.id);
    if (back && document.activeElement === document.body && back !== place.active) {
      back.focus({ preventScroll: true });
      if (place.selection && place.selection[0] !== null && back.setSelectionRange) {
        back.setSelectionRange(place.selection[0], place.selection[1]);
      }
    }
    place = null;
  });

  // --- keeping watch ------------------------------------------------------------------------------------------------

  var hiddenTimer = null;

  document.addEventListener("visibilitychange", function () {
    clearTimeout(hiddenTimer);
    if (document.hidden) hiddenTimer = setTimeout(close, HIDDEN_MS);
    else open();
  });

  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", open);
  window.addEventListener("online", open);

  setInterval(function () {
    showSweep();
    if (document.hidden || Date.now() - lastHeard < SILENCE_MS) return;
    show("lost");
    // A stream may hang without an error: a new one finds out, and has five seconds to say something.
    lastHeard += 5000;
    if (!source) return;
    close();
    again();
  }, 1000);

  ageOfPage();
  open();
})();
