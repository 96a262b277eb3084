// The frame: the rail's width, toasts, small conveniences that any element may ask for by a data attribute.
(function () {
  "use strict";

  var changyi = (window.changyi = window.changyi || {});
  var TOAST_MS = 6000;

  // The words of scripts, in the reader's language: templates/components/words.html.
  changyi.word = function (name) {
    var words = document.getElementById("words");
    return (words && words.getAttribute("data-" + name)) || name;
  };

  // Chromium before 84 knows no gap between flexible boxes: static/css/legacy.css puts margins there.
  function hasGap() {
    var probe = document.createElement("div");
    probe.className = "gap-probe";
    probe.appendChild(document.createElement("i"));
    probe.appendChild(document.createElement("i"));
    document.body.appendChild(probe);
    var isThere = probe.scrollHeight === 1;
    remove(probe);
    return isThere;
  }

  if (!hasGap()) document.documentElement.className += " no-gap";

  // --- toasts -------------------------------------------------------------------------------------------------------

  // changyi.toast("Saved", "kept"), optionally with {label, act} for one button instead of the cross.
  changyi.toast = function (text, tone, button) {
    var host = document.getElementById("toasts");
    if (!host || !text) return;
    var line = document.createElement("div");
    line.className = "toast-line" + (tone ? " toast-line--" + toneOf(tone) : "");
    line.appendChild(document.createTextNode(text));
    var close = document.createElement("button");
    close.type = "button";
    close.textContent = button ? button.label : host.getAttribute("data-close");
    close.addEventListener("click", function () {
      remove(line);
      if (button) button.act();
    });
    line.appendChild(close);
    host.appendChild(line);
    // What went wrong stays until it is read; everything else goes by itself.
    if (toneOf(tone) !== "late") setTimeout(remove, TOAST_MS, line);
  };

  function toneOf(tone) {
    return { error: "late", warning: "near", success: "kept" }[tone] || tone || "info";
  }

  function remove(node) {
    if (node && node.parentNode) node.parentNode.removeChild(node);
  }

  // A server says it with HX-Trigger: {"toast": {"text", "tone"}}, or a list of such.
  document.addEventListener("toast", function (event) {
    var told = event.detail || {};
    var list = Array.isArray(told) ? told : Array.isArray(told.value) ? told.value : [told];
    list.forEach(function (one) {
      changyi.toast(one.text, one.tone);
    });
  });

  // --- the rail -----------------------------------------------------------------------------------------------------

  var tight = window.matchMedia("(max-width: 1100px)");

  function setRail() {
    var chosen = /(?:^|; )rail=narrow/.test(document.cookie);
    var isNarrow = chosen || tight.matches;
    document.body.classList.toggle("rail-narrow", isNarrow);
    var button = document.querySelector("[data-rail-toggle]");
    if (button) button.setAttribute("aria-expanded", String(!isNarrow));
  }

  function toggleRail() {
    var next = document.body.classList.contains("rail-narrow") ? "wide" : "narrow";
    document.cookie = "rail=" + next + "; path=/; max-age=31536000; samesite=lax";
    setRail();
  }

  if (tight.addListener) tight.addListener(setRail);
  setRail();

  // --- small conveniences -------------------------------------------------------------------------------------------

  document.addEventListener("click", function (event) {
    var target = event.target;
    if (!target.closest) return;
    if (target.closest("[data-rail-toggle]")) return toggleRail();
    if (target.closest("[data-print]")) return window.print();
    if (target.closest("[data-back]")) return history.back();
    var dismiss = target.closest("[data-dismiss]");
    if (dismiss) return remove(dismiss.parentNode);
    var filling = target.closest("[data-fill]");
    if (filling) return fill(filling.getAttribute("data-fill"));
    var copy = target.closest("[data-copy]");
    if (copy) copyText(copy.getAttribute("data-copy"));
  });

  // data-fill="username=operator&password=…" types that into the fields of these names: the log-ins of a demo.
  function fill(pairs) {
    pairs.split("&").forEach(function (pair) {
      var field = document.querySelector("[name='" + pair.split("=")[0] + "']");
      if (field) field.value = pair.split("=")[1];
    });
  }

  // Browsers refuse the clipboard without TLS; the old way works everywhere.
  function copyText(text) {
    var area = document.createElement("textarea");
    area.value = text;
    area.className = "visually-hidden";
    document.body.appendChild(area);
    area.select();
    var isCopied = document.execCommand("copy");
    remove(area);
    if (isCopied) changyi.toast(changyi.word("copied"), "kept");
  }

  document.addEventListener("change", function (event) {
    var form = event.target.form;
    if (form && form.hasAttribute("data-submit-on-change")) form.submit();
  });

  // A form with errors shows them first, also to a screen reader.
  changyi.focusErrors = function (root) {
    var summary = root.querySelector("[data-focus]");
    if (summary) summary.focus();
    return Boolean(summary);
  };

  changyi.focusErrors(document);
})();
