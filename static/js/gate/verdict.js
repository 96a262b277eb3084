// The light: green or red, large, with the reason, for the eye, the ear and the hand.
(function () {
  "use strict";

  var changyi = window.changyi;
  var host = document.getElementById("verdict");
  var words = document.getElementById("gate-words");

  changyi.verdict = { wait: wait, answered: answered, alone: alone, word: word };

  function word(name) {
    var found = words.querySelector("[data-result='" + name + "']");
    return found ? found.textContent : name;
  }

  function copy(name) {
    return document.importNode(document.getElementById("verdict-" + name).content, true);
  }

  // Without `took` the portal says in its own words what is lit already.
  function put(content, isGreen, took) {
    var lit = host.querySelector(".verdict");
    var before = lit && lit.getAttribute("data-took");
    host.innerHTML = "";
    host.appendChild(content);
    var light = host.querySelector(".verdict");
    if (light && took !== undefined) light.setAttribute("data-took", Math.round(took));
    else if (light && before) light.setAttribute("data-took", before);
    if (took === undefined) return;
    if (isGreen) changyi.signals.green();
    else changyi.signals.red();
    if (host.scrollIntoView) host.scrollIntoView({ block: "nearest" });
  }

  function wait() {
    host.innerHTML = "";
    put(copy("wait"), false);
  }

  // As the portal drew it: with the masked name, the vehicle and the hospital.
  function answered(told, took) {
    var fragment = document.createRange().createContextualFragment(told.html);
    put(fragment, told.green, took);
  }

  // Without the portal. result: what this gate decided; note: what is to be said besides.
  function alone(result, way, took, note) {
    var isGreen = /^(ok|told|emergency)$/.test(result);
    var light = copy(isGreen ? "green" : "red");
    light.querySelector("[data-way]").textContent = way;
    light.querySelector("[data-reason]").textContent = result === "ok" ? "" : word(result);
    light.querySelector("[data-note]").textContent = note ? word(note) : "";
    put(light, isGreen, took);
  }
})();
