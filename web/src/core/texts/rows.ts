import type { Same } from "./same";

export const en = {
  add: "Add a row",
  none: "No rows yet",
  full: "There can be no more than {{most}} rows",
  pasteHint: "Click a cell to write; arrow keys move; a table copied from a spreadsheet can be pasted.",
  number: "Row",
  tools: "What to do",
  toolsOf: "What to do with row {{row}}",
  cell: "{{name}}, row {{row}}",
  copy: "Duplicate",
  insert: "Insert above",
  up: "Move up",
  down: "Move down",
  remove: "Remove",
  totals: "Totals",
};

export const zhCn: Same<typeof en> = {
  add: "添加一行",
  none: "暂无数据",
  full: "最多 {{most}} 行",
  pasteHint: "单击单元格即可填写，方向键移动，可粘贴从电子表格复制的内容。",
  number: "行号",
  tools: "操作",
  toolsOf: "第 {{row}} 行的操作",
  cell: "{{name}}，第 {{row}} 行",
  copy: "复制",
  insert: "在上方插入",
  up: "上移",
  down: "下移",
  remove: "移除",
  totals: "合计",
};
