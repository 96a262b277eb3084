// What a part of the page keeps of the reader when it is drawn over: a number they asked for, what they opened, what they typed.
//
// The server knows none of it. A part that the screen reads again by itself is therefore morphed, never replaced: a button
// stays the same button between the pressing and the letting go, and a control that somebody changed stays as they left it
// until its form is sent or reset. What a person asks for themselves comes as the server drew it.
(function () {
  "use strict";

  var changyi = (window.changyi = window.changyi || {});
  var changed = new WeakSet(); // controls, since the page came or their form was sent
  var isReread = false;

  // Whether this htmx event belongs to a reading that nobody pressed a key for; of a poll htmx names no cause.
  changyi.isReread = function (event) {
    var cause = (event.detail.requestConfig || {}).triggeringEvent;
    return !cause || /^(live|reread)/.test(cause.type);
  };

  function isControl(node) {
    return /^(INPUT|TEXTAREA|SELECT)$/.test(node.tagName);
  }

  ["input", "change"].forEach(function (name) {
    document.addEventListener(name, function (event) {
      if (isControl(event.target)) changed.add(event.target);
    }, true);
  });

  function forget(form) {
    Array.prototype.forEach.call(form.elements, function (control) { changed.delete(control); });
  }

  document.addEventListener("reset", function (event) {
    forget(event.target);
  });

  document.addEventListener("htmx:afterRequest", function (event) {
    var sender = event.detail.elt;
    var form = sender.closest("form") || sender.form;
    if (form && event.detail.successful && (event.detail.requestConfig || {}).verb !== "get") forget(form);
  });

  document.addEventListener("htmx:beforeSwap", function (event) {
    isReread = changyi.isReread(event);
  });

  if (!window.Idiomorph) return;

  function isSameControl(old, fresh) {
    return isControl(old) && fresh.tagName === old.tagName && fresh.name === old.name && fresh.disabled === old.disabled;
  }

  function isRevealed(node) {
    return node.hasAttribute("data-revealed") && node.querySelector("a[href^='tel:']");
  }

  Idiomorph.defaults.callbacks.beforeNodeMorphed = function (old, fresh) {
    if (old.nodeType !== 1) return true;
    return !(isRevealed(old) || (isReread && changed.has(old) && isSameControl(old, fresh)));
  };

  Idiomorph.defaults.callbacks.beforeAttributeUpdated = function (name, node) {
    return !(isReread && name === "open" && node.tagName === "DETAILS");
  };
})();
