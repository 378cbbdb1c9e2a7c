import type { Same } from "./same";

export const en = {
  title: "Related documents",
  alone: "Nothing leads from here yet",
  aloneHint: "What is made of this document, and what it was made of, stands here.",
  here: "This document",
  more: "There are more documents than are shown.",
  chain: "From the first to the last",
  figures: "Figures",
  nothing: "None yet",
  profile: "Profile",
  showAll: "Show more",
  warning: "Needs attention",
  record: "Open the record",
};

export const zhCn: Same<typeof en> = {
  title: "关联单据",
  alone: "暂无关联单据",
  aloneHint: "由本单据生成的单据，以及其来源单据，会显示在这里。",
  here: "当前单据",
  more: "关联单据较多，未全部显示。",
  chain: "从最早到最新",
  figures: "关键指标",
  nothing: "暂无",
  profile: "基本资料",
  showAll: "显示更多",
  warning: "需关注",
  record: "打开记录",
};
