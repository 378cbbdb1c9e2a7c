import type { Same } from "./same";

export const en = {
  title: "Workplace",
  skip: "Skip to the content",
  apps: "All apps",
  switch: "Apps",
  menu: "Menu",
  hello: "Hello, {{name}}",
  noApp: "There is no app {{name}}, or you may not see it.",
  noApps: "No apps yet",
  noAppsHint: "An administrator publishes apps and gives you a role in them.",
  notHere: "There is nothing here",
  notHereHint: "Choose something from the menu.",
  account: "Account of {{name}}",
  signOut: "Sign out",
  counts: "{{forms}} forms, {{views}} views",
};

export const zhCn: Same<typeof en> = {
  title: "工作台",
  skip: "跳到正文",
  apps: "全部应用",
  switch: "应用",
  menu: "菜单",
  hello: "您好，{{name}}",
  noApp: "没有应用 {{name}}，或您无权查看。",
  noApps: "暂无应用",
  noAppsHint: "管理员发布应用并授予您角色后，应用会出现在这里。",
  notHere: "这里没有内容",
  notHereHint: "请从菜单中选择。",
  account: "{{name}} 的账号",
  signOut: "退出登录",
  counts: "{{forms}} 个表单，{{views}} 个视图",
};
