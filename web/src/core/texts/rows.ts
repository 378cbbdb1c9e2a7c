import type { Same } from "./same";

export const en = {
  add: "Add a row",
  none: "No rows yet",
  full: "There can be no more than {{most}} rows",
  pasteHint:
    "Arrow keys move, Enter writes, Ctrl+D repeats the cell above, Alt+↑↓ moves the row; tables can be pasted from a spreadsheet.",
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
  pasteHint: "方向键移动，回车填写，Ctrl+D 向下填充，Alt+↑↓ 移动行，可粘贴电子表格内容。",
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
