import type { Same } from "./same";

export const en = {
  title: "lowcode · language workbench",
  name: "Language workbench",
  expression: "Expression",
  table: "Decision table",
  language: "Language",
  dark: "Switch to dark colours",
  light: "Switch to light colours",
  skip: "Skip to the editor",
  loading: "Loading…",
};

export const zhCn: Same<typeof en> = {
  title: "lowcode · 表达式工作台",
  name: "表达式工作台",
  expression: "表达式",
  table: "决策表",
  language: "语言",
  dark: "切换到深色",
  light: "切换到浅色",
  skip: "跳到编辑器",
  loading: "加载中…",
};
