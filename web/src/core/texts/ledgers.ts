import type { Same } from "./same";

export const en = {
  lines: "Postings",
  why: "Why it is so much",
  none: "Nothing was posted",
  noneHint: "Lines stand here when records post to the balance.",
  from: "From the record",
  until: "until {{at}}",
  sum: "Sum of these lines",
  most: "The newest {{count}} lines; the sum is that of the balance only when all are shown.",
};

export const zhCn: Same<typeof en> = {
  lines: "过账明细",
  why: "余额构成",
  none: "没有过账",
  noneHint: "有记录过账到该余额后，明细会显示在这里。",
  from: "来源记录",
  until: "有效至 {{at}}",
  sum: "以上明细合计",
  most: "显示最新 {{count}} 条；仅在全部显示时合计等于余额。",
};
