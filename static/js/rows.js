// Rows of a list: one is selected, loads its panel, and stays selected when the list is re-read.
//
// <tr data-row id="case-…" data-href="/cases/…/" hx-get="…" hx-target="#panel" hx-trigger="select">
// Click or Enter selects; a double click, Enter on the selected row, or a telephone opens data-href.
(function () {
  "use strict";

  var changyi = (window.changyi = window.changyi || {});
  var phone = window.matchMedia("(max-width: 768px)");
  var selectedId = "";

  function rows() {
    return Array.prototype.slice.call(document.querySelectorAll("[data-row]"));
  }

  function current() {
    return selectedId ? document.getElementById(selectedId) : null;
  }

  function mark(row) {
    rows().forEach(function (other) {
      other.setAttribute("aria-selected", String(other === row));
      other.tabIndex = other === row ? 0 : -1;
    });
  }

  function select(row) {
    if (!row) return;
    selectedId = row.id;
    mark(row);
    row.focus({ preventScroll: true });
    if (row.scrollIntoView) row.scrollIntoView({ block: "nearest" });
    row.dispatchEvent(new CustomEvent("select", { bubbles: false }));
  }

  function open(row) {
    var href = row && row.getAttribute("data-href");
    if (href) location.href = href;
  }

  changyi.rows = {
    // +1 the next row, -1 the one before; none selected: the first.
    step: function (by) {
      var all = rows();
      var at = all.indexOf(current());
      select(all[Math.max(0, Math.min(all.length - 1, at < 0 ? 0 : at + by))]);
      return all.length > 0;
    },
    open: function () {
      var row = current();
      open(row);
      return Boolean(row);
    },
  };

  document.addEventListener("click", function (event) {
    var row = event.target.closest && event.target.closest("[data-row]");
    // A link, a button or selected text inside the row means itself.
    if (!row || event.target.closest("a, button, input, label, select") || String(window.getSelection())) return;
    if (phone.matches || !row.hasAttribute("hx-get")) return open(row);
    select(row);
  });

  document.addEventListener("dblclick", function (event) {
    open(event.target.closest && event.target.closest("[data-row]"));
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Enter" || !event.target.hasAttribute || !event.target.hasAttribute("data-row")) return;
    if (event.target.id === selectedId || phone.matches) open(event.target);
    else select(event.target);
  });

  // A list that was re-read has lost the mark: put it back, by id.
  document.addEventListener("htmx:afterSettle", function () {
    var all = rows();
    if (!all.length) return;
    var row = current();
    if (row) mark(row);
    else all[0].tabIndex = 0;
  });

  var first = document.querySelector("[data-row][aria-selected=true]");
  if (first) selectedId = first.id;
  else if (rows()[0]) rows()[0].tabIndex = 0;
})();
