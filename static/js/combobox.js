// An input that looks up what it means: <input data-combobox data-source="/areas/"> shows the options that the source
// answers for what was typed (<li role="option" data-value="…">), and takes the chosen one's value as its text.
// Down and Up walk, Enter or Tab takes, Escape closes: the pattern of a WAI-ARIA combobox with a list.
(function () {
  "use strict";

  var WAIT_MS = 180;
  var timer = null;
  var asked = 0;

  function listOf(input) {
    var list = document.getElementById(input.id + "_list");
    if (list) return list;
    list = document.createElement("ul");
    list.id = input.id + "_list";
    list.className = "combobox__list";
    list.setAttribute("role", "listbox");
    list.hidden = true;
    input.parentNode.appendChild(list);
    input.parentNode.classList.add("combobox");
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "false");
    return list;
  }

  function options(list) {
    return Array.prototype.slice.call(list.querySelectorAll("[role=option]"));
  }

  function active(list) {
    return list.querySelector("[aria-selected=true]");
  }

  function mark(input, list, option) {
    options(list).forEach(function (other) { other.setAttribute("aria-selected", String(other === option)); });
    if (!option) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function show(input, list, isOpen) {
    list.hidden = !isOpen;
    input.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) input.removeAttribute("aria-activedescendant");
  }

  function take(input, list, option) {
    input.value = option.getAttribute("data-value");
    show(input, list, false);
    ["input", "change"].forEach(function (name) { input.dispatchEvent(new CustomEvent(name, { bubbles: true, detail: "taken" })); });
  }

  function lookUp(input) {
    var list = listOf(input);
    var turn = ++asked;
    fetch(input.getAttribute("data-source") + "?q=" + encodeURIComponent(input.value), { headers: { "HX-Request": "true" } })
      .then(function (answer) { return answer.ok ? answer.text() : ""; })
      .then(function (html) {
        // A slower answer to an older question, or an input that was left meanwhile, changes nothing.
        if (turn !== asked || document.activeElement !== input) return;
        list.innerHTML = html;
        mark(input, list, options(list)[0]);
        show(input, list, Boolean(list.firstElementChild));
      });
  }

  function isOurs(target) {
    return Boolean(target && target.hasAttribute && target.hasAttribute("data-combobox"));
  }

  document.addEventListener("input", function (event) {
    if (!isOurs(event.target) || event.detail === "taken") return;
    clearTimeout(timer);
    timer = setTimeout(lookUp, WAIT_MS, event.target);
  });

  document.addEventListener("keydown", function (event) {
    var input = event.target;
    if (!isOurs(input)) return;
    var list = listOf(input);
    var all = options(list);
    var at = all.indexOf(active(list));
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) return lookUp(input);
      mark(input, list, all[(at + (event.key === "ArrowDown" ? 1 : all.length - 1)) % all.length]);
    } else if (!list.hidden && at >= 0 && (event.key === "Enter" || event.key === "Tab")) {
      if (event.key === "Enter") event.preventDefault();
      take(input, list, all[at]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.stopPropagation();
      show(input, list, false);
    }
  });

  document.addEventListener("mousedown", function (event) {
    var option = event.target.closest && event.target.closest(".combobox__list [role=option]");
    if (!option) return;
    event.preventDefault();
    var list = option.parentNode;
    take(document.getElementById(list.id.replace(/_list$/, "")), list, option);
  });

  document.addEventListener("focusout", function (event) {
    if (isOurs(event.target)) show(event.target, listOf(event.target), false);
  });
})();
