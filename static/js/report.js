// Draws the bars of the report: of each kind of promise, how many were kept in time and how many were broken.
//
// <div data-chart="promises" data-kept="…" data-broken="…"> takes its rows from <script type="application/json"
// id="promises-rows">: [{"label", "kept", "broken", "url"}]. A bar opens the tickets that it counts.
(function () {
  "use strict";

  var box = document.querySelector("[data-chart=promises]");
  var source = document.getElementById("promises-rows");
  if (!box || !source || !window.echarts) {
    return;
  }
  var rows = JSON.parse(source.textContent);
  var style = getComputedStyle(document.documentElement);
  var colour = function (name) {
    return style.getPropertyValue(name).trim();
  };
  var chart = window.echarts.init(box, null, { renderer: "svg" });
  chart.setOption({
    animation: false,
    aria: { enabled: true },
    color: [colour("--kept"), colour("--late")],
    grid: { left: 8, right: 16, top: 32, bottom: 8, containLabel: true },
    legend: { top: 0, left: 0, itemWidth: 12, itemHeight: 12 },
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" } },
    xAxis: { type: "value", minInterval: 1 },
    yAxis: { type: "category", inverse: true, data: rows.map(function (row) { return row.label; }) },
    series: [series(box.getAttribute("data-kept"), "kept"), series(box.getAttribute("data-broken"), "broken")],
  });
  chart.on("click", function (event) {
    window.location.href = rows[event.dataIndex].url;
  });
  window.addEventListener("resize", function () {
    chart.resize();
  });

  function series(name, field) {
    return { name: name, type: "bar", stack: "all", barMaxWidth: 18, data: rows.map(function (row) { return row[field]; }) };
  }
})();
