import type { Same } from "./same";

export const en = {
  title: "Names and sample values",
  short: "Names",
  samples: "Load a sample",
  name: "Name",
  type: "Type",
  value: "Value",
  typeHint: "type: from the value",
  valueHint: "value: null",
  add: "Add a name",
  remove: "Remove {{name}}",
  unnamed: "this name",
  empty: "No names yet",
  emptyHint: "Add a name that the expression may use, or load a sample.",
};

export const zhCn: Same<typeof en> = {
  title: "名称与示例值",
  short: "名称",
  samples: "载入示例",
  name: "名称",
  type: "类型",
  value: "值",
  typeHint: "类型：取自值",
  valueHint: "值：空（null）",
  add: "添加名称",
  remove: "删除 {{name}}",
  unnamed: "此名称",
  empty: "还没有名称",
  emptyHint: "添加表达式可以使用的名称，或载入一个示例。",
};
