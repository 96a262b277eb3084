// The keyboard: "/" searches, F2 takes a call, arrows walk the rows, letters press what carries them, "?" shows them all.
//
// j and k walk the rows as well, unless the page gives them to an action (J judges).
// data-key="a"          pressed by that letter while nobody is typing; the topmost visible one wins (a dialog hides the page)
// data-key-global="F2"  works while typing too: function keys only
(function () {
  "use strict";

  var changyi = (window.changyi = window.changyi || {});

  function isTyping(target) {
    return Boolean(target && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)));
  }

  function isVisible(element) {
    return Boolean(element.offsetWidth || element.offsetHeight) && !element.disabled;
  }

  // Only what stands in front: an open dialog, else the page.
  function scope() {
    return document.querySelector(".modal.show") || document;
  }

  function find(attribute, key) {
    var found = scope().querySelectorAll("[" + attribute + "]");
    for (var i = 0; i < found.length; i++) {
      if (found[i].getAttribute(attribute).toLowerCase() === key && isVisible(found[i])) return found[i];
    }
    return null;
  }

  function search() {
    var field = document.querySelector("[data-search]");
    if (field && isVisible(field)) {
      field.focus();
      field.select();
    }
    return Boolean(field);
  }

  function help() {
    var path = document.body.getAttribute("data-help");
    if (path && window.htmx && !document.querySelector(".modal.show")) htmx.ajax("GET", path, { target: "#dialog-body" });
    return Boolean(path);
  }

  function next() {
    return changyi.rows.step(1);
  }

  function before() {
    return changyi.rows.step(-1);
  }

  var FIXED = {
    "/": search,
    "?": help,
    arrowdown: next,
    arrowup: before,
    j: next,
    k: before,
    o: function () { return changyi.rows.open(); },
  };

  function press(element) {
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName)) element.focus();
    else element.click();
  }

  document.addEventListener("keydown", function (event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    var key = (event.key || "").toLowerCase();
    if (event.key === "Escape" && isTyping(event.target) && event.target.hasAttribute("data-search")) return event.target.blur();
    var element = /^f\d+$/.test(key) ? find("data-key-global", key) : null;
    if (!element && !isTyping(event.target)) element = find("data-key", key);
    if (element) {
      event.preventDefault();
      return press(element);
    }
    if (isTyping(event.target) || scope() !== document) return;
    if (FIXED[key] && FIXED[key]()) event.preventDefault();
  });

  // The help dialog lists what the page behind it can do.
  document.addEventListener("htmx:afterSwap", function () {
    var table = document.querySelector("#page-keys:empty");
    if (!table) return;
    var listed = {};
    Array.prototype.forEach.call(document.querySelectorAll("main [data-key], .panel [data-key]"), function (element) {
      if (!isVisible(element) || listed[element.getAttribute("data-key")]) return;
      listed[element.getAttribute("data-key")] = true;
      var row = table.insertRow();
      var hint = row.appendChild(document.createElement("th")).appendChild(document.createElement("kbd"));
      hint.className = "key";
      hint.textContent = element.getAttribute("data-key").toUpperCase();
      row.insertCell().textContent = element.getAttribute("aria-label") || element.textContent.replace(/\s+\S$/, "").trim();
    });
  });
})();
