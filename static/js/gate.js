// The gate's form: after an answer the field is empty and ready for the next pass; a scanner that types needs no hand.
(function () {
  "use strict";

  var form = document.querySelector("[data-gate-form]");
  if (!form) return;
  var code = form.querySelector("[name=token]");

  document.addEventListener("scanned", function () {
    code.value = "";
    code.focus();
  });
})();
