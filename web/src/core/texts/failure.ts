import type { Same } from "./same";

export const en = {
  offline: "The server does not answer",
  offlineHint: "Check that `lowcode serve` is running, then try again.",
  refused: "The server refused this",
  broken: "This page met an error of its own",
  brokenHint: "Reload the page. What you have written is kept.",
  retry: "Try again",
  reload: "Reload",
};

export const zhCn: Same<typeof en> = {
  offline: "服务器没有响应",
  offlineHint: "请确认 `lowcode serve` 正在运行，然后重试。",
  refused: "服务器拒绝了该请求",
  broken: "页面自身出现错误",
  brokenHint: "请重新加载页面，已填写的内容会保留。",
  retry: "重试",
  reload: "重新加载",
};
