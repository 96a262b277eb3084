// Served at the root of the site. Keeps style sheets, scripts and one empty page; never a page of anybody, never an answer.
// Without a network the empty page opens what this device keeps sealed: see static/js/offline/restore.js.
"use strict";

var CACHE = "changyi-files";
var PATIENCE = 4000; // a page that is kept here waits so long for a network that is only half there
var underWay = Promise.resolve();
var settings = new URL(self.location).searchParams;
var SHELL = settings.get("shell");
var STATIC = settings.get("static");

self.addEventListener("install", function () {
  self.skipWaiting();
});

self.addEventListener("activate", function (event) {
  event.waitUntil(self.clients.claim());
});

// One after the other: what was asked to be kept before is kept before it is forgotten, and not after.
self.addEventListener("message", function (event) {
  var told = event.data || {};
  underWay = underWay.then(function () {
    return told.keep ? keep(told.keep) : told.forget ? caches.delete(CACHE) : null;
  }).catch(function () {}).then(function () {
    if (event.ports[0]) event.ports[0].postMessage("done");
  });
  event.waitUntil(underWay);
});

function keep(urls) {
  return caches.open(CACHE).then(function (cache) {
    return Promise.all(urls.map(function (url) {
      return fetch(url, { credentials: "same-origin" }).then(function (response) {
        if (response.ok && !response.redirected) return cache.put(url, response);
      }).catch(function () {});
    }));
  });
}

self.addEventListener("fetch", function (event) {
  var request = event.request;
  var url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request, url.pathname));
  else if (request.method === "GET" && url.pathname.indexOf(STATIC) === 0) event.respondWith(file(request));
});

function file(request) {
  return fetch(request).catch(function () {
    return caches.match(request).then(function (kept) { return kept || Response.error(); });
  });
}

function page(request, path) {
  var asked = fetch(request);
  asked.catch(function () {});
  return isKept(path).then(function (kept) {
    return kept && request.method === "GET" ? Promise.race([asked, after(PATIENCE)]) : asked;
  }).catch(function (failure) {
    return caches.match(SHELL).then(function (shell) {
      if (shell) return shell;
      throw failure;
    });
  });
}

function after(milliseconds) {
  return new Promise(function (resolve, reject) {
    setTimeout(reject, milliseconds, new Error("no answer"));
  });
}

// The paths of copies are no secret; what they show is sealed.
function isKept(path) {
  return new Promise(function (resolve) {
    var request = indexedDB.open("changyi");
    request.onerror = function () { resolve(false); };
    request.onupgradeneeded = function () { request.transaction.abort(); }; // nothing is kept, and nothing is made here
    request.onsuccess = function () {
      var asked = request.result.transaction("pages", "readonly").objectStore("pages").getKey(path);
      asked.onsuccess = function () {
        resolve(asked.result !== undefined);
        request.result.close();
      };
      asked.onerror = function () { resolve(false); };
    };
  });
}
