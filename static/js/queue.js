// The queue: files are fetched by the browser itself, with the filters as they stand on the screen.
(function () {
  "use strict";

  // htmx would read the file into the page; a plain submit lets the browser save it.
  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("[data-plain-submit]");
    if (!button) return;
    event.preventDefault();
    var form = button.form;
    var before = form.action;
    var format = document.createElement("input");
    format.type = "hidden";
    format.name = button.name;
    format.value = button.value;
    form.appendChild(format);
    form.action = button.formAction;
    form.submit();
    form.action = before;
    form.removeChild(format);
  });
})();
