// Dialogs: what htmx loads into #dialog-body opens; "dialog:close" closes; questions are asked in the page's own look.
(function () {
  "use strict";

  var changyi = (window.changyi = window.changyi || {});
  var host = document.getElementById("dialog");
  var body = document.getElementById("dialog-body");
  if (!host || !body || !window.bootstrap) return;
  var opener = null;

  function modal() {
    return bootstrap.Modal.getOrCreateInstance(host);
  }

  function focusFirst() {
    if (window.changyi.focusErrors(body)) return;
    var wrong = body.querySelector("[aria-invalid=true]");
    var first = wrong || body.querySelector("[autofocus], .modal-body input:not([type=hidden]):not(:disabled), .modal-body select, .modal-body textarea, .btn-primary");
    if (first) first.focus();
  }

  document.addEventListener("htmx:beforeRequest", function (event) {
    if (event.detail.target === body && !host.classList.contains("show")) opener = document.activeElement;
  });

  // Whatever hx-swap the button inherits from the list around it, a dialog fills its host.
  document.addEventListener("htmx:beforeSwap", function (event) {
    if (event.detail.target === body) event.detail.swapOverride = "innerHTML";
  });

  document.addEventListener("htmx:afterSwap", function (event) {
    if (event.detail.target !== body) return;
    if (!body.firstElementChild) return modal().hide();
    modal().show();
    // Bootstrap moves the focus when its fade ends; a second form in an open dialog has no such moment.
    if (host.classList.contains("show")) focusFirst();
  });

  host.addEventListener("shown.bs.modal", focusFirst);

  host.addEventListener("hidden.bs.modal", function () {
    body.textContent = "";
    if (opener && document.contains(opener)) opener.focus();
    opener = null;
  });

  // A moment later: an answer names several events, and the others must still find the form they come from.
  document.addEventListener("dialog:close", function () {
    setTimeout(function () {
      modal().hide();
    }, 0);
  });

  // changyi.dialog.open(fragment): what a script has at hand instead of fetching it.
  changyi.dialog = {
    open: function (fragment) {
      if (!host.classList.contains("show")) opener = document.activeElement;
      body.textContent = "";
      body.appendChild(fragment);
      modal().show();
      if (host.classList.contains("show")) focusFirst();
    },
    close: function () { modal().hide(); },
  };

  // changyi.ask("Really?", act): a question in the page's own look; nothing happens on "no".
  changyi.ask = function (question, yes) {
    var asked = document.importNode(document.getElementById("confirm-template").content, true);
    asked.querySelector("[data-question]").textContent = question;
    asked.querySelector("[data-yes]").addEventListener("click", function () {
      modal().hide();
      yes();
    });
    changyi.dialog.open(asked);
  };

  // Ctrl+Enter sends the form one is typing in, in a dialog or on a page.
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    var form = event.target.form;
    if (!form) return;
    event.preventDefault();
    if (form.requestSubmit) return form.requestSubmit();
    var button = form.querySelector("[type=submit]");
    if (button) button.click();
  });

  // hx-confirm="…" asks here instead of in the browser's grey box.
  document.addEventListener("htmx:confirm", function (event) {
    if (!event.detail.question) return;
    event.preventDefault();
    changyi.ask(event.detail.question, function () { event.detail.issueRequest(true); });
  });
})();
