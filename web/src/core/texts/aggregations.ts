import type { Same } from "./same";

export const en = { none: "no: list them", sum: "sum", min: "smallest", max: "largest", count: "count" };

export const zhCn: Same<typeof en> = { none: "不汇总：列出", sum: "求和", min: "最小", max: "最大", count: "计数" };
