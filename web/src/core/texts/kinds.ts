import type { Same } from "./same";

export const en = { name: "name", member: "member", function: "function", keyword: "keyword" };

export const zhCn: Same<typeof en> = { name: "名称", member: "成员", function: "函数", keyword: "关键字" };
