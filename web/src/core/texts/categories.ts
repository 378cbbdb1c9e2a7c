import type { Same } from "./same";

export const en = {
  conversion: "Conversion",
  logic: "Logic",
  text: "Text",
  number: "Numbers",
  list: "Lists",
  date: "Date and time",
  range: "Ranges",
  context: "Records",
  lookup: "Lookup",
  sorting: "Sorting",
  statistics: "Statistics",
};

export const zhCn: Same<typeof en> = {
  conversion: "转换",
  logic: "逻辑",
  text: "文本",
  number: "数字",
  list: "列表",
  date: "日期时间",
  range: "范围",
  context: "记录",
  lookup: "查找",
  sorting: "排序",
  statistics: "统计",
};
