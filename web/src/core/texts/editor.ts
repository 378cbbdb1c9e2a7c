import type { Same } from "./same";

export const en = {
  title: "Expression",
  label: "Expression editor",
  placeholder: "Write an expression, for example: amount > 1000",
  help: "Ctrl-Space or Alt-/ suggests",
  clear: "Clear",
  readable: "no mistakes",
  mistakes_one: "{{count}} mistake",
  mistakes_other: "{{count}} mistakes",
  remarks_one: "{{count}} remark",
  remarks_other: "{{count}} remarks",
  goTo: "Show in the editor",
};

export const zhCn: Same<typeof en> = {
  title: "表达式",
  label: "表达式编辑器",
  placeholder: "输入表达式，例如：金额 > 1000",
  help: "按 Ctrl-空格 或 Alt-/ 给出提示",
  clear: "清空",
  readable: "没有错误",
  mistakes_one: "{{count}} 处错误",
  mistakes_other: "{{count}} 处错误",
  remarks_one: "{{count}} 处提醒",
  remarks_other: "{{count}} 处提醒",
  goTo: "在编辑器中查看",
};
