// The console's own script: the grid of the queue, the keyboard of an issue, selects that submit. Nothing else.
(function () {
  "use strict";

  document.querySelectorAll("[data-submit]").forEach(function (select) {
    select.addEventListener("change", function () { select.form.requestSubmit(); });
  });
  document.querySelectorAll("[data-fill]").forEach(function (chip) {
    chip.addEventListener("click", function () {
      const form = chip.closest("form");
      form.elements.code.value = chip.dataset.fill;
      form.elements.reason.focus();
    });
  });

  function isTyping(event) {
    return /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) && event.target.type !== "radio" && event.target.type !== "checkbox";
  }

  // The mark of a source comes into view.
  const here = document.getElementById("here") || document.querySelector(".prose mark");
  if (here) {
    const box = here.closest(".sheet, .prose");
    box.scrollTop += here.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 2;
    box.scrollLeft += here.getBoundingClientRect().left - box.getBoundingClientRect().left - box.clientWidth / 2;
  }

  // One issue: j k move, a c r m x choose what to do, Ctrl+Enter records.
  const issue = document.querySelector("main.issue");
  const decide = document.getElementById("decide");
  if (issue) {
    document.addEventListener("keydown", function (event) {
      if (decide && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        decide.requestSubmit();
        return;
      }
      if (event.key === "Escape") { document.activeElement.blur(); return; }
      if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) { return; }
      const target = event.key === "j" ? issue.dataset.next : event.key === "k" ? issue.dataset.previous : "";
      if (target) { window.location.assign(target); return; }
      const answer = document.getElementById("take-answer");
      if (answer && event.key === "y") { answer.requestSubmit(); return; }
      const choice = decide && decide.querySelector('[data-key="' + CSS.escape(event.key) + '"]');
      if (choice) {
        event.preventDefault();
        choose(choice);
      }
    });
  }

  function choose(choice) {
    choice.checked = true;
    const value = choice.value === "correct" ? decide.elements.correct_to : choice.value === "alias" ? decide.elements.alias_code : null;
    (value && !value.value ? value : decide.elements.reason).focus();
  }
  if (decide) {
    decide.querySelectorAll("[data-key]").forEach(function (choice) {
      choice.addEventListener("change", function () { choose(choice); });
    });
    decide.addEventListener("submit", function (event) {
      if (decide.dataset.sent) { event.preventDefault(); }
      decide.dataset.sent = "yes";
    });
  }

  // The queue.
  const box = document.getElementById("queue");
  if (!box || typeof Tabulator === "undefined") { return; }
  const SEVERITY = { critical: "严重", warning: "警告", info: "提示" };
  const EFFECT = { hold_file: "整份待核", hold_value: "数值待核", needs_explanation: "待说明", notice: "提示" };
  const STATUS = { open: "待处理", decided: "已决定", returned: "已退回", closed: "已结" };
  const canDecide = box.dataset.canDecide === "yes";

  function text(value) { const node = document.createElement("span"); node.textContent = value === null ? "" : String(value); return node; }
  function pill(table) {
    return function (cell) {
      const node = text(table[cell.getValue()] || cell.getValue());
      node.className = "pill " + cell.getValue();
      return node;
    };
  }
  function link(cell) {
    const row = cell.getRow().getData();
    const node = document.createElement("a");
    node.href = "/issues/" + row.issue_id + "?" + box.dataset.query;
    node.textContent = row.title || row.raw || row.issue_id;
    return node;
  }
  function rules(cell) {
    const ids = cell.getValue();
    const node = text(ids.length > 1 ? ids[0] + " 等 " + ids.length + " 条" : ids[0] || "");
    node.title = ids.join("、");
    return node;
  }
  function number(value) { return value === null ? "" : value.toLocaleString("zh-CN", { maximumFractionDigits: 4 }); }

  const columns = [
    { title: "严重", field: "severity", formatter: pill(SEVERITY), width: 76 },
    { title: "影响", field: "effect", formatter: pill(EFFECT), width: 100 },
    { title: "月份", field: "period", width: 84, formatter: function (c) { return text(c.getValue()); } },
    { title: "地州", field: "region_name", width: 122, cssClass: "wraps", formatter: function (c) { return text(c.getValue()); } },
    { title: "问题", field: "title", formatter: link, minWidth: 300, widthGrow: 4, variableHeight: true, cssClass: "wraps" },
    { title: "指标", field: "indicator_name", width: 128, cssClass: "wraps", formatter: function (c) { return text(c.getValue()); } },
    { title: "原文", field: "raw", width: 96, cssClass: "wraps", headerSort: false, formatter: function (c) { return text(c.getValue()); } },
    { title: "建议", field: "suggestion_value", width: 96, hozAlign: "right", headerSort: false, formatter: function (c) { return text(number(c.getValue())); } },
    { title: "规则", field: "rule_ids", width: 118, formatter: rules },
    { title: "影响合计", field: "weight", width: 96, hozAlign: "right", formatter: function (c) { return text(c.getValue() ? (c.getValue() * 100).toFixed(1) + "%" : "—"); } },
    { title: "状态", field: "status", width: 84, formatter: function (c) { return text(c.getRow().getData().has_answer ? "有答复" : STATUS[c.getValue()] || c.getValue()); } }
  ];
  if (canDecide) {
    columns.unshift({ formatter: "rowSelection", titleFormatter: "rowSelection", headerSort: false, width: 42, hozAlign: "center", cellClick: function (event) { event.stopPropagation(); } });
  }
  const grid = new Tabulator(box, {
    layout: "fitColumns",
    placeholder: "没有符合条件的问题",
    index: "issue_id",
    selectableRows: canDecide ? true : false,
    selectableRowsPersistence: false,
    ajaxURL: box.dataset.rows,
    ajaxURLGenerator: function (url, config, params) {
      const query = new URLSearchParams(box.dataset.query);
      query.set("page", params.page);
      query.set("size", params.size);
      const group = document.getElementById("group").value;
      const sorter = group ? { field: group, dir: "asc" } : (params.sort || [])[0];
      if (sorter) { query.set("sort", sorter.field); query.set("descending", sorter.dir === "desc"); }
      return url + "?" + query;
    },
    pagination: true,
    paginationMode: "remote",
    paginationSize: 50,
    paginationSizeSelector: [50, 100, 200],
    paginationCounter: "rows",
    sortMode: "remote",
    locale: "zh",
    langs: { zh: { pagination: { first: "首页", first_title: "首页", last: "末页", last_title: "末页", prev: "上一页", prev_title: "上一页", next: "下一页", next_title: "下一页", page_size: "每页", all: "全部", counter: { showing: "第", of: "/", rows: "条", pages: "页" } }, data: { loading: "正在读取", error: "读取失败" } } },
    columns: columns
  });
  document.getElementById("group").addEventListener("change", function (event) {
    const field = event.target.value;
    grid.setGroupBy(field ? function (row) { return field === "severity" ? SEVERITY[row.severity] : String(row[field]); } : false);
    grid.setGroupHeader(function (value, count) { return text(value + "（本页 " + count + "）"); });
    grid.setPage(1);
  });
  grid.on("rowClick", function (event, row) {
    if (event.target.tagName !== "A" && event.target.type !== "checkbox") { open(row); }
  });

  let at = -1;
  function open(row) { window.location.assign("/issues/" + row.getData().issue_id + "?" + box.dataset.query); }
  function mark(step) {
    const rows = grid.getRows();
    if (!rows.length) { return; }
    if (rows[at]) { rows[at].getElement().classList.remove("current"); }
    at = Math.min(Math.max(at + step, 0), rows.length - 1);
    rows[at].getElement().classList.add("current");
    rows[at].getElement().scrollIntoView({ block: "nearest" });
  }
  grid.on("dataProcessed", function () { at = -1; });
  document.addEventListener("keydown", function (event) {
    if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) { return; }
    const row = grid.getRows()[at];
    if (event.key === "j") { mark(1); }
    else if (event.key === "k") { mark(-1); }
    else if (event.key === "Enter" && row) { open(row); }
    else if (event.key === " " && row && canDecide) { event.preventDefault(); row.toggleSelect(); }
  });

  const bulk = document.getElementById("bulk");
  grid.on("rowSelectionChanged", function (rows) {
    if (!bulk) { return; }
    bulk.hidden = rows.length === 0;
    document.getElementById("chosen").textContent = rows.length;
    const ids = document.getElementById("chosen-ids");
    ids.replaceChildren.apply(ids, rows.map(function (row) {
      const field = document.createElement("input");
      field.type = "hidden"; field.name = "ids"; field.value = row.issue_id;
      return field;
    }));
  });
})();
