// Buttons and forms whose act may wait: <button data-act="/jobs/…/" data-thing="job-…" data-said="…" [data-form] [data-target]>.
//
// A tap goes into the queue at once and from there to the server; with data-form its inputs are asked in a dialog first,
// from a <template> that came with the page. A page's own form waits only where there is no line: <form data-queue="…">.
(function () {
  "use strict";

  var changyi = window.changyi;
  var PATIENCE = 3000; // so long a dialog waits for the answer before it closes and leaves the rest to the queue
  var REPLACES = "changyi.replaces";
  var WHO = "draft:who"; // masked, in this tab; wiped with the drafts

  function attribute(element, name) {
    return element.getAttribute("data-" + name) || "";
  }

  // --- taps ---------------------------------------------------------------------------------------------------------

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-act]");
    if (!button) return;
    event.preventDefault();
    if (button.getAttribute("aria-busy") === "true") return;
    if (attribute(button, "form")) return openForm(whatOf(button), attribute(button, "prefill"));
    button.setAttribute("aria-busy", "true");
    changyi.queue.add(whatOf(button)).catch(sayLost);
  });

  // What looks like a button is pressed like one.
  document.addEventListener("keydown", function (event) {
    if (event.key !== " " || !event.target.matches("a[data-act]")) return;
    event.preventDefault();
    event.target.click();
  });

  function whatOf(button) {
    var fields = button.form ? pairsOf(button.form) : [["seen_state", attribute(button, "seen")]];
    return {
      url: attribute(button, "act"), thing: attribute(button, "thing"), said: attribute(button, "said"),
      target: attribute(button, "target"), form: attribute(button, "form"), fields: fields,
    };
  }

  function pairsOf(form) {
    return Array.prototype.filter.call(form.elements, function (field) {
      var isChosen = !/^(checkbox|radio)$/.test(field.type) || field.checked;
      return field.name && isChosen && !/^(csrfmiddlewaretoken|token)$/.test(field.name) && !/^(submit|button|file)$/.test(field.type);
    }).reduce(function (pairs, field) {
      var values = field.multiple ? Array.prototype.map.call(field.selectedOptions, function (one) { return one.value; }) : [field.value];
      return pairs.concat(values.map(function (value) { return [field.name, value]; }));
    }, []);
  }

  // What was typed in the words of the form, for whoever looks at it beside what stands now.
  function wordsOf(form) {
    return Array.prototype.filter.call(form.querySelectorAll("input, select, textarea"), function (field) {
      return field.value && !/^(hidden|submit|button)$/.test(field.type) && (!/^(checkbox|radio)$/.test(field.type) || field.checked);
    }).map(function (field) {
      if (field.tagName === "SELECT") return field.options[field.selectedIndex].text;
      var label = /^(checkbox|radio)$/.test(field.type) && field.labels && field.labels[0];
      return label ? label.textContent.trim() : field.value;
    });
  }

  function sayLost() {
    changyi.toast(changyi.word("offline"), "late");
  }

  // --- dialogs ------------------------------------------------------------------------------------------------------

  function openForm(what, prefill, key) {
    var fragment = document.importNode(document.getElementById(what.form).content, true);
    var form = fragment.querySelector("form");
    ["hx-post", "hx-target"].forEach(function (name) { form.removeAttribute(name); });
    form.setAttribute("action", what.url);
    if (prefill) prefill.split("&").forEach(function (pair) { fill(form, [pair.split("=")]); });
    if (key) fill(form, what.fields);
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      if (!form.reportValidity()) return;
      take(form, what, key);
    });
    changyi.dialog.open(fragment);
  }

  function fill(form, pairs) {
    pairs.forEach(function (pair) {
      Array.prototype.forEach.call(form.querySelectorAll("[name='" + pair[0] + "']"), function (field) {
        if (/^(checkbox|radio)$/.test(field.type)) field.checked = field.value === pair[1];
        else field.value = pair[1];
      });
    });
  }

  function take(form, what, key) {
    var fields = pairsOf(form);
    if (key) {
      changyi.queue.again(key, fields, wordsOf(form));
      return changyi.dialog.close();
    }
    if (what.fields.length && what.fields[0][1]) fields.push(what.fields[0]);
    var typed = Object.assign({}, what, { fields: fields, words: wordsOf(form), isTyped: true });
    var isOver = new Promise(function (resolve) { setTimeout(resolve, PATIENCE); });
    Promise.race([changyi.queue.add(typed), isOver]).then(function (act) {
      if (act && act.refusal && act.refusal.fields && form.isConnected) return comeBack(form, act);
      changyi.dialog.close();
    }, sayLost);
  }

  // Wrong inputs while one still looks at the form: it is not the queue's business then.
  function comeBack(form, act) {
    changyi.queue.discard(act.key);
    var old = form.querySelector(".form-errors");
    if (old) old.parentNode.removeChild(old);
    var box = document.createElement("div");
    box.className = "form-errors";
    box.setAttribute("role", "alert");
    box.tabIndex = -1;
    changyi.linesOf(act.refusal).forEach(function (text) {
      box.appendChild(document.createElement("p")).textContent = text;
    });
    form.querySelector(".modal-body").insertBefore(box, form.querySelector(".modal-body").firstChild);
    box.focus();
  }

  // What the server said of a refused act, line by line.
  changyi.linesOf = function (refusal) {
    var fields = refusal.fields || {};
    return [refusal.message].concat(Object.keys(fields).map(function (name) {
      return (name && name !== "happened_at" ? name + ": " : "") + fields[name].join(" ");
    })).filter(function (text, place, all) { return text && all.indexOf(text) === place; });
  };

  // --- whom a report is about ---------------------------------------------------------------------------------------

  // The server draws the resident that a link means; a copy of the page, kept for everybody, knows only who was tapped.
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a[data-who]");
    if (link) sessionStorage.setItem(WHO, attribute(link, "who"));
  });

  function meant() {
    var id = new URLSearchParams(location.search).get("person");
    var form = document.querySelector("form[data-queue]");
    var field = form && form.querySelector("[name=person]");
    if (!id || !field || field.value) return;
    field.value = id;
    form.querySelector("[name=name]").placeholder = sessionStorage.getItem(WHO) || "";
    form.querySelector("[name=name]").readOnly = true;
  }

  meant();

  // --- a page's own form --------------------------------------------------------------------------------------------

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.hasAttribute("data-queue")) return;
    if (!changyi.queue.line.isLost) return replace();
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!form.reportValidity()) return;
    var what = { url: location.pathname, thing: "page-" + Date.now(), said: attribute(form, "queue"), draft: attribute(form, "draft") };
    Object.assign(what, { fields: pairsOf(form), words: wordsOf(form), isTyped: true });
    changyi.queue.add(what).then(function () {
      forget(form);
      location.href = attribute(form, "then");
    }, sayLost);
  }, true);

  // What is put right is what was refused; what is sent instead replaces it.
  changyi.correct = function (act) {
    if (act.inner.form) return openForm({ url: act.url, form: act.inner.form, fields: act.inner.fields }, "", act.key);
    var draft = { at: Date.now(), kept: act.inner.fields, isAhead: true };
    sessionStorage.setItem("draft:" + act.owner + ":" + act.inner.draft, JSON.stringify(draft));
    sessionStorage.setItem(REPLACES, act.key);
    location.href = act.inner.page;
  };

  function replace() {
    var replaced = sessionStorage.getItem(REPLACES);
    sessionStorage.removeItem(REPLACES);
    if (replaced) changyi.queue.discard(replaced);
  }

  function forget(form) {
    sessionStorage.removeItem("draft:" + document.body.getAttribute("data-user") + ":" + attribute(form, "draft"));
    sessionStorage.removeItem("draft-sent");
    replace();
  }
})();
