// What was typed survives an error, a reload and a lost session.
//
// <form data-draft="case-new"> is kept as one typed it in sessionStorage: this tab only, gone with it, under the person's own id,
// for two hours at most. Never in localStorage, which would outlive the shift on a shared computer. A form that was sent well
// (the server answers with another page, or an htmx answer below 300), a log-out, or another person in this tab wipes it.
// Passwords, files and fields marked data-no-draft are never kept.
//
// A form may keep a draft on the server too: what posts it is marked data-keeps-draft. After a lost session the server's copy
// misses the last words; then, and only then, what this tab kept goes before what the server filled in.
(function () {
  "use strict";

  var changyi = (window.changyi = window.changyi || {});
  var PREFIX = "draft:";
  var SENT = "draft-sent";
  var HOURS_2 = 2 * 3600 * 1000;
  var store = storage();
  var person = document.body.getAttribute("data-user") || "";
  var isLeaving = false; // the next page may have been read before what is still under way arrives
  if (!store) return;

  function storage() {
    try {
      return window.sessionStorage;
    } catch (refused) {
      return null;
    }
  }

  function name(form) {
    return PREFIX + person + ":" + form.getAttribute("data-draft");
  }

  function fields(form) {
    return Array.prototype.filter.call(form.elements, function (field) {
      return field.name && !/^(password|file|hidden|submit|button)$/.test(field.type) && !field.hasAttribute("data-no-draft");
    });
  }

  function read(form) {
    return fields(form).reduce(function (kept, field) {
      if (/^(checkbox|radio)$/.test(field.type)) {
        if (field.checked) kept.push([field.name, field.value]);
      } else if (field.multiple) {
        Array.prototype.forEach.call(field.selectedOptions, function (option) { kept.push([field.name, option.value]); });
      } else if (field.value) kept.push([field.name, field.value]);
      return kept;
    }, []);
  }

  function keep(form) {
    if (!person) return;
    isLeaving = false;
    var kept = read(form);
    if (!kept.length) return store.removeItem(name(form));
    store.setItem(name(form), JSON.stringify({ at: Date.now(), kept: kept, isAhead: hasServer(form) }));
  }

  function hasServer(form) {
    return Boolean(form.querySelector("[data-keeps-draft]"));
  }

  function saved(form) {
    return JSON.parse(store.getItem(name(form)) || "null");
  }

  function put(form, kept) {
    fields(form).forEach(function (field) {
      var values = kept.filter(function (pair) { return pair[0] === field.name; }).map(function (pair) { return pair[1]; });
      if (/^(checkbox|radio)$/.test(field.type)) field.checked = values.indexOf(field.value) >= 0;
      else if (field.multiple) Array.prototype.forEach.call(field.options, function (option) { option.selected = values.indexOf(option.value) >= 0; });
      else if (values.length) field.value = values[0];
    });
  }

  // A form that the server filled again (after an error, or from a draft of its own) knows best.
  function isPristine(form) {
    return !form.querySelector("[data-focus]") && fields(form).every(function (field) {
      if (/^(checkbox|radio)$/.test(field.type)) return field.checked === field.defaultChecked;
      return field.tagName === "SELECT" || !field.value;
    });
  }

  function restore(form, isFirst) {
    var draft = saved(form);
    var isAhead = isFirst === true && draft && draft.isAhead && !form.querySelector("[data-focus]");
    if (!draft || !(isAhead || isPristine(form))) return;
    if (Date.now() - draft.at > HOURS_2) return store.removeItem(name(form));
    put(form, draft.kept);
    form.dispatchEvent(new CustomEvent("draft:restored", { bubbles: true }));
    changyi.toast(changyi.word("restored"), "info", {
      label: changyi.word("discard"),
      act: function () {
        store.removeItem(name(form));
        form.reset();
      },
    });
  }

  function wipe(test) {
    Object.keys(store).forEach(function (key) {
      if (key.indexOf(PREFIX) === 0 && test(key)) store.removeItem(key);
    });
  }

  function forms(root) {
    return Array.prototype.slice.call((root || document).querySelectorAll("form[data-draft]"));
  }

  // Somebody else sits here now.
  if (person) wipe(function (key) { return key.indexOf(PREFIX + person + ":") !== 0; });

  // A page that came after sending and shows the form no more, nor asks for log-in: it was sent well.
  var sent = store.getItem(SENT);
  store.removeItem(SENT);
  var isStillHere = forms().some(function (form) { return name(form) === sent; });
  if (sent && person && !isStillHere && !document.querySelector("[data-error-page]")) store.removeItem(sent);

  forms().forEach(function (form) { restore(form, true); });

  document.addEventListener("input", function (event) {
    if (event.target.form && event.target.form.hasAttribute("data-draft")) keep(event.target.form);
  });
  document.addEventListener("change", function (event) {
    if (event.target.form && event.target.form.hasAttribute("data-draft")) keep(event.target.form);
  });
  window.addEventListener("beforeunload", function () { isLeaving = true; });
  document.addEventListener("submit", function (event) {
    if (event.target.hasAttribute("data-forget-drafts")) return wipe(function () { return true; });
    if (event.target.hasAttribute("data-draft")) store.setItem(SENT, name(event.target));
  });

  document.addEventListener("htmx:afterRequest", function (event) {
    var form = event.detail.elt;
    if (!form.hasAttribute || !form.hasAttribute("data-draft")) return;
    var verb = (event.detail.requestConfig || {}).verb;
    if (verb !== "get" && event.detail.xhr.status >= 200 && event.detail.xhr.status < 300) store.removeItem(name(form));
    store.removeItem(SENT);
  });
  // What the server has by now it need not be told by this tab, unless somebody typed on meanwhile.
  document.addEventListener("htmx:beforeRequest", function (event) {
    var keeper = event.detail.elt;
    if (keeper.hasAttribute("data-keeps-draft")) keeper.changyiSent = store.getItem(name(keeper.closest("form")));
  });
  document.addEventListener("htmx:afterRequest", function (event) {
    var keeper = event.detail.elt;
    if (!keeper.hasAttribute || !keeper.hasAttribute("data-keeps-draft") || !event.detail.successful || isLeaving) return;
    var key = name(keeper.closest("form"));
    if (!keeper.changyiSent || store.getItem(key) !== keeper.changyiSent) return;
    var draft = JSON.parse(keeper.changyiSent);
    draft.isAhead = false;
    store.setItem(key, JSON.stringify(draft));
  });
  document.addEventListener("htmx:afterSettle", function (event) {
    forms(event.detail.elt).forEach(function (form) { restore(form, false); });
  });
})();
