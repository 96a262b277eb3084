// What is read off a pass without asking anybody: the claims of a signed token, and whether a typed code can exist.
//
// The same as transport/tokens.py and transport/codes.py. Signatures are Ed25519: by the browser where it knows them, else
// by @noble/ed25519, which is loaded only then.
(function () {
  "use strict";

  var changyi = (window.changyi = window.changyi || {});
  var PREFIX = "CY1.";
  var BODY = 32; // pass id, valid from and until, gate
  var ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  var subtle = window.crypto && window.crypto.subtle;
  var knowsEd25519 = null;

  changyi.passes = { read: read, isToken: isToken, codeOf: codeOf };

  function isToken(text) {
    return text.indexOf(PREFIX) === 0;
  }

  // --- tokens -------------------------------------------------------------------------------------------------------

  // {id, from, until, gate} when one of `keys` signed it, else null. Seconds since 1970; gate 0: any.
  function read(token, keys) {
    var raw = bytes(token.slice(PREFIX.length));
    if (!raw || raw.length !== BODY + 64) return Promise.resolve(null);
    var signed = new Uint8Array(PREFIX.length + BODY);
    signed.set(new TextEncoder().encode(PREFIX));
    signed.set(raw.slice(0, BODY), PREFIX.length);
    return anyOf(keys.map(bytes), raw.slice(BODY), signed).then(function (isOurs) {
      return isOurs ? claims(raw) : null;
    });
  }

  function claims(raw) {
    var view = new DataView(raw.buffer, raw.byteOffset);
    var id = Array.prototype.map.call(raw.slice(0, 16), function (one) { return ("0" + one.toString(16)).slice(-2); }).join("");
    return { id: id, from: view.getUint32(16), until: view.getUint32(20), gate: view.getUint32(28) };
  }

  function bytes(text) {
    try {
      var plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
      return Uint8Array.from(plain, function (one) { return one.charCodeAt(0); });
    } catch (damaged) {
      return null;
    }
  }

  function anyOf(keys, signature, signed) {
    return keys.reduce(function (before, key) {
      return before.then(function (isOurs) { return isOurs || verify(key, signature, signed); });
    }, Promise.resolve(false));
  }

  function verify(key, signature, signed) {
    if (!subtle) return Promise.reject(new Error("no cryptography here")); // plain http
    if (knowsEd25519 === false) return byLibrary(key, signature, signed);
    return subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]).then(function (imported) {
      knowsEd25519 = true;
      return subtle.verify({ name: "Ed25519" }, imported, signature, signed);
    }, function () {
      knowsEd25519 = false;
      return byLibrary(key, signature, signed);
    });
  }

  function byLibrary(key, signature, signed) {
    return import(document.getElementById("gate").getAttribute("data-signatures")).then(function (library) {
      return library.verifyAsync(signature, signed, key, { zip215: false });
    });
  }

  // --- typed codes --------------------------------------------------------------------------------------------------

  // The code as it was given out, or "" when no pass can have it.
  function codeOf(typed) {
    var code = typed.trim().toUpperCase().replace(/[\s-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
    var isWell = code.length === 8 && Array.prototype.every.call(code, function (one) { return ALPHABET.indexOf(one) >= 0; });
    return isWell && check(code.slice(0, 7)) === code[7] ? code : "";
  }

  // Luhn's check, modulo 32.
  function check(body) {
    var base = ALPHABET.length;
    var total = body.split("").reverse().reduce(function (sum, one, place) {
      var value = ALPHABET.indexOf(one) * (place % 2 === 0 ? 2 : 1);
      return sum + Math.floor(value / base) + (value % base);
    }, 0);
    return ALPHABET[(base - (total % base)) % base];
  }
})();
