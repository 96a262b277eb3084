// Call entry: the telephone number has the focus, a form is sent once, choosing a resident leads on to what is needed.
(function () {
  "use strict";

  function form() {
    return document.getElementById("entry");
  }

  function isEmpty() {
    var phone = document.getElementById("id_caller_phone");
    return phone && !phone.value && document.activeElement === document.body;
  }

  if (form() && isEmpty()) document.getElementById("id_caller_phone").focus();

  // A second click on a slow line must not send the request again.
  document.addEventListener("submit", function (event) {
    var sent = event.target;
    if (!sent.hasAttribute("data-submit-once")) return;
    if (sent.hasAttribute("data-sent")) return event.preventDefault();
    sent.setAttribute("data-sent", "");
  });

  // Back from the next page: the form may be sent again.
  window.addEventListener("pageshow", function () {
    if (form()) form().removeAttribute("data-sent");
  });

  // Who was chosen needs no name typed: on to the first question that is still open.
  document.addEventListener("htmx:afterSettle", function (event) {
    if (event.detail.elt.id !== "entry") return;
    var next = form().querySelector("[name=person]").value ? "[name=need]" : "[name=name]";
    var field = form().querySelector(next);
    if (field) field.focus();
    form().dispatchEvent(new CustomEvent("change", { bubbles: true }));
  });
})();
