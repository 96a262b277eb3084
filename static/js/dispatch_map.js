// The map of the dispatch board: points of #dispatch-marks, drawn again whenever the lists have been re-read.
//
// Without tiles it is a plain ground with the names of streets; data-tiles of #dispatch-map says where tiles come from.
(function () {
  "use strict";

  var box = document.getElementById("dispatch-map");
  if (!box || !window.L) return;
  var L = window.L;
  var ICONS = { vehicle: "truck-front", hospital: "hospital" };
  var LAYER = { area: 0, gate: 100, hospital: 200, vehicle: 300, waiting: 400 };
  var drawn = "";

  var map = L.map(box, { zoomControl: false, attributionControl: false, scrollWheelZoom: false });
  L.control.zoom({ zoomInTitle: box.getAttribute("data-zoom-in"), zoomOutTitle: box.getAttribute("data-zoom-out") }).addTo(map);
  if (box.getAttribute("data-tiles")) {
    L.control.attribution({ prefix: false }).addTo(map);
    L.tileLayer(box.getAttribute("data-tiles"), { attribution: escaped(box.getAttribute("data-tiles-by")) }).addTo(map);
  }
  var layer = L.layerGroup().addTo(map);

  function escaped(text) {
    var node = document.createElement("span");
    node.textContent = text || "";
    return node.innerHTML;
  }

  function sign(mark) {
    var node = document.createElement("span");
    node.className = "map-mark map-mark--" + mark.kind;
    node.setAttribute("aria-hidden", "true");
    if (ICONS[mark.kind]) {
      var icon = node.appendChild(document.createElement("i"));
      icon.className = "bi bi-" + ICONS[mark.kind];
    }
    if (mark.kind === "area") node.setAttribute("data-name", mark.label);
    if (mark.kind === "waiting" || mark.count > 1) node.appendChild(document.createTextNode(mark.count));
    return node;
  }

  function put(mark) {
    var icon = L.divIcon({ html: sign(mark), className: "map-point", iconSize: null });
    var marker = L.marker(mark.at, { icon: icon, zIndexOffset: LAYER[mark.kind], keyboard: false, interactive: mark.kind !== "area" });
    if (mark.kind !== "area") marker.bindTooltip(escaped(mark.label), { direction: "top" });
    marker.addTo(layer);
  }

  function draw() {
    var source = document.getElementById("dispatch-marks");
    if (!source || source.textContent === drawn) return;
    var isFirst = !drawn;
    drawn = source.textContent;
    var marks = JSON.parse(drawn);
    layer.clearLayers();
    marks.forEach(put);
    if (!isFirst) return;
    var near = marks.filter(function (mark) { return mark.kind === "waiting" || mark.kind === "vehicle"; });
    var points = (near.length ? near : marks).map(function (mark) { return mark.at; });
    if (points.length) map.fitBounds(points, { padding: [28, 28], maxZoom: 14 });
    else map.setView([45.75, 126.65], 10);
  }

  document.addEventListener("htmx:afterSettle", draw);
  window.addEventListener("resize", function () { map.invalidateSize(); });
  draw();
})();
