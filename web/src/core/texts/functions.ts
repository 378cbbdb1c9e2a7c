import type { Same } from "./same";

export const en = {
  title: "Functions",
  search: "Search by name, meaning or spreadsheet name",
  all: "All groups",
  group: "Group",
  count_one: "{{count}} function",
  count_other: "{{count}} functions",
  none: "No function fits “{{search}}”",
  noneHint: "Try a shorter word, or its name in a spreadsheet.",
  clear: "Show all functions",
  signatures: "Ways to call it",
  examples: "Examples, click to insert",
  insert: "Insert {{text}}",
  spellings: "Also written",
  note: "Unlike a spreadsheet",
  computed: "Computed",
  notSql: "Not in databases: {{reason}}",
};

export const zhCn: Same<typeof en> = {
  title: "函数",
  search: "按名称、含义或电子表格名称搜索",
  all: "全部分组",
  group: "分组",
  count_one: "{{count}} 个函数",
  count_other: "{{count}} 个函数",
  none: "没有符合“{{search}}”的函数",
  noneHint: "请换一个更短的词，或它在电子表格中的名称。",
  clear: "显示全部函数",
  signatures: "调用方式",
  examples: "示例，点击插入",
  insert: "插入 {{text}}",
  spellings: "也写作",
  note: "与电子表格的区别",
  computed: "运行目标",
  notSql: "不能在数据库中计算：{{reason}}",
};
