// The empty page that the service worker shows when the network does not answer: it opens the sealed copy of what was asked.
(function () {
  "use strict";

  var vault = window.changyi.vault;
  var path = location.pathname;
  var RETRY = 2000; // milliseconds

  function put(copy) {
    var root = document.documentElement;
    root.lang = copy.lang;
    root.setAttribute("data-restored", "");
    document.title = copy.title;
    copy.styles.forEach(function (url) {
      if (document.querySelector("link[href='" + url + "']")) return;
      var link = document.createElement("link");
      link.rel = "stylesheet";
      link.href = url;
      document.head.appendChild(link);
    });
    // Scripts that come by innerHTML do not run; those of the page are started one after the other, as it would have done.
    var here = Array.prototype.map.call(document.scripts, function (script) { return script.getAttribute("src"); });
    copy.attributes.forEach(function (pair) { document.body.setAttribute(pair[0], pair[1]); });
    document.body.innerHTML = copy.html;
    Array.prototype.slice.call(document.body.querySelectorAll("script")).forEach(function (script) { script.parentNode.removeChild(script); });
    copy.scripts.filter(function (url) { return here.indexOf(url) < 0; }).forEach(function (url) {
      var script = document.createElement("script");
      script.src = url;
      script.async = false;
      document.body.appendChild(script);
    });
  }

  vault.forgetOldPages().then(function () {
    return vault.get("pages", path);
  }).then(function (row) {
    if (!row || row.owner !== window.changyi.device.owner()) throw new Error("no copy");
    return vault.unseal("page:" + row.owner + ":" + path, row.sealed);
  }).then(put).catch(function () {
    document.getElementById("missing").hidden = false;
    setTimeout(comeBack, RETRY);
  });

  // The browser may say that it is online before anything can be reached, and says nothing of a network that was only bad.
  function comeBack() {
    fetch(location.href, { method: "HEAD", credentials: "same-origin", cache: "no-store" }).then(function () {
      location.reload();
    }, function () {
      setTimeout(comeBack, RETRY);
    });
  }
})();
