// The dispatch board by keyboard and pointer: choose who waits, then the vehicle.
//
// <a data-choice="trip id" [data-again]> chooses an outing: it is written into #dispatch-choice and the lists re-read.
// Arrows (or j, k) walk those who wait; Enter on the chosen one goes to the best vehicle, Enter there sends it.
(function () {
  "use strict";

  var form = document.getElementById("dispatch-choice");
  if (!form || !window.htmx) return;
  var trip = form.elements.trip;
  var again = form.elements.again;

  function choices() {
    return Array.prototype.slice.call(document.querySelectorAll(".dispatch-row--choice"));
  }

  function choose(link) {
    trip.value = link.getAttribute("data-choice");
    again.value = link.hasAttribute("data-again") ? "1" : "";
    // What is chosen is seen at once, not when the server has answered.
    choices().forEach(function (other) {
      if (other === link) other.setAttribute("aria-current", "true");
      else other.removeAttribute("aria-current");
    });
    link.focus({ preventScroll: true });
    if (link.scrollIntoView) link.scrollIntoView({ block: "nearest" });
    window.htmx.trigger(form, "submit");
  }

  function best() {
    return document.querySelector("[data-best]");
  }

  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("[data-choice]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    // Enter on what is chosen already: on to the vehicle.
    if (!event.detail && link.hasAttribute("aria-current") && best()) return best().focus();
    choose(link);
  });

  document.addEventListener("keydown", function (event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || document.querySelector(".modal.show")) return;
    var by = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
    var all = choices();
    if (!by || !all.length) return;
    event.preventDefault();
    var at = all.findIndex(function (link) { return link.hasAttribute("aria-current"); });
    choose(all[Math.max(0, Math.min(all.length - 1, at < 0 ? 0 : at + by))]);
  });

  // Sent: nobody is chosen any more, before the lists are re-read.
  document.addEventListener("htmx:beforeOnLoad", function (event) {
    var sent = event.detail.elt.matches && event.detail.elt.matches(".dispatch-row__side");
    if (!sent || event.detail.xhr.status !== 204) return;
    trip.value = again.value = "";
    if (window.history.replaceState) window.history.replaceState(null, "", location.pathname);
  });

  // Where the columns stand below each other, the vehicles are brought before whoever has chosen.
  document.addEventListener("htmx:afterSettle", function (event) {
    var column = document.getElementById("dispatch-vehicle-column");
    if (event.detail.elt === form && trip.value && column && window.innerWidth < 1024) column.scrollIntoView();
  });

  // Whoever had the focus on a button that is gone goes on with the next who waits.
  document.addEventListener("htmx:afterSettle", function (event) {
    if (event.detail.target.id !== "dispatch" || document.activeElement !== document.body) return;
    var current = document.querySelector(".dispatch-row--choice[aria-current]") || choices()[0];
    if (current && !trip.value) current.focus({ preventScroll: true });
  });
})();
