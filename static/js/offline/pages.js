// A page once opened keeps working: its copy lies sealed on this device and comes back when the network does not answer.
//
// The copy is the page as the server sent it, with what it sent since (lists read again, a number that was revealed); never
// what the queue added, which is drawn anew. The service worker keeps style sheets and scripts, and no page: those are sealed.
(function () {
  "use strict";

  var changyi = window.changyi;
  var vault = changyi.vault;
  var settings = document.getElementById("offline");
  var owner = document.body.getAttribute("data-user") || "";
  var isRestored = document.documentElement.hasAttribute("data-restored");
  var FRESH = 3600 * 1000; // a page that is kept besides is fetched anew after an hour
  var parsed = null; // this page's copy, as a document
  var isOver = false; // wiped: what is still under way must not bring anything back
  if (!settings || !owner) return;

  function attribute(name) {
    return settings.getAttribute("data-" + name);
  }

  // --- copies -------------------------------------------------------------------------------------------------------

  function copyOf(page, path) {
    var urls = function (selector, name) {
      return Array.prototype.map.call(page.querySelectorAll(selector), function (one) { return one.getAttribute(name); });
    };
    var attributes = Array.prototype.map.call(page.body.attributes, function (one) { return [one.name, one.value]; });
    return {
      path: path, title: page.title, lang: page.documentElement.lang, html: page.body.innerHTML, attributes: attributes,
      styles: urls("link[rel=stylesheet]", "href"), scripts: urls("script[src]", "src"),
    };
  }

  function keep(page, path) {
    var copy = copyOf(page, path);
    return vault.seal("page:" + owner + ":" + path, copy).then(function (sealed) {
      return vault.put("pages", { path: path, owner: owner, at: Date.now(), sealed: sealed });
    }).then(function () {
      return changyi.queue.read;
    }).then(function () {
      changyi.device.mark(owner, changyi.queue.acts().length);
      return copy.styles.concat(copy.scripts);
    }).catch(function () { return []; });
  }

  function parse(text) {
    return new DOMParser().parseFromString(text, "text/html");
  }

  function fetched(path) {
    return fetch(path, { credentials: "same-origin" }).then(function (response) {
      if (!response.ok || response.redirected) throw new Error("not to be had");
      return response.text();
    }).then(parse);
  }

  function update(id, text) {
    var place = parsed && parsed.getElementById(id);
    if (!place) return;
    var numbers = revealed(parsed);
    var whole = parse(text).getElementById(id); // a page that was asked for whole, for one part of it
    place.innerHTML = whole ? whole.innerHTML : text;
    if (whole) place.className = whole.className;
    numbers.forEach(function (old) {
      var fresh = parsed.getElementById(old.id);
      if (fresh && fresh !== old) fresh.parentNode.replaceChild(old, fresh);
    });
    keepThis();
  }

  function revealed(root) {
    return Array.prototype.filter.call(root.querySelectorAll("[data-revealed]"), function (place) {
      return place.querySelector("a[href^='tel:']");
    });
  }

  document.addEventListener("htmx:afterOnLoad", function (event) {
    var target = event.detail.target;
    if (!target || !(target.id === "work" || target.hasAttribute("data-kept") || target.hasAttribute("data-revealed"))) return;
    if (event.detail.xhr.status !== 200) return;
    vault.heard();
    update(target.id, event.detail.xhr.responseText);
  });

  // --- the service worker -------------------------------------------------------------------------------------------

  function register(urls) {
    if (!navigator.serviceWorker) return;
    navigator.serviceWorker.register(attribute("worker")).then(function () {
      return navigator.serviceWorker.ready;
    }).then(function (registration) {
      var loaded = performance.getEntriesByType("resource").map(function (one) { return new URL(one.name).pathname + new URL(one.name).search; });
      var files = urls.concat(loaded).filter(function (url, place, all) {
        return url.indexOf(attribute("static")) === 0 && all.indexOf(url) === place;
      });
      if (!isOver) registration.active.postMessage({ keep: files.concat([attribute("shell")]) });
    }).catch(function () {});
  }

  // --- now ----------------------------------------------------------------------------------------------------------

  // This page as it came: taken before the queue draws on it.
  if (!isRestored) parsed = parse("<!doctype html>" + document.documentElement.outerHTML);

  // Not a page that was opened about somebody: its copy stands for the address without the question.
  function keepThis() {
    return location.search ? Promise.resolve([]) : keep(parsed, location.pathname);
  }

  function keepAll() {
    var also = Array.prototype.map.call(document.querySelectorAll("[data-keep]"), function (one) { return one.getAttribute("data-keep"); });
    var paths = also.filter(function (path) { return path && path !== location.pathname; });
    return vault.heard().then(function () {
      return Promise.all([filesOfShell(), keepThis()].concat(paths.map(keepOther)));
    });
  }

  function filesOfShell() {
    return fetched(attribute("shell")).then(function (page) {
      var shell = copyOf(page, "");
      return shell.styles.concat(shell.scripts);
    }).catch(function () { return []; });
  }

  function keepOther(path) {
    return vault.get("pages", path).then(function (row) {
      if (row && Date.now() - row.at < FRESH) return [];
      return fetched(path).then(function (page) { return keep(page, path); });
    }).catch(function () { return []; });
  }

  function begin() {
    if (!vault.canSeal) return;
    vault.forgetOldPages().then(keepAll).then(function (found) {
      if (!isOver) register([].concat.apply([], found));
    });
  }

  document.addEventListener("device:wiped", function () { isOver = true; });

  // From the copy to the page itself, once there is a line again and nothing is under way.
  function renew() {
    var line = changyi.queue.line;
    var isAtWork = document.querySelector(".modal.show") || !line.isRead || changyi.queue.acts().some(function (act) { return !act.refusal; });
    if (line.isLost) return;
    if (isAtWork && !line.mustLogIn) return setTimeout(renew, 1000);
    location.reload();
  }

  if (isRestored) {
    window.addEventListener("online", function () { setTimeout(renew, 500); });
    document.addEventListener("connection", function (event) {
      if (event.detail === "live") setTimeout(renew, 500);
    });
  } else if (document.readyState === "complete") begin();
  else window.addEventListener("load", begin);
})();
