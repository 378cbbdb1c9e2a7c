import type { Same } from "./same";

export const en = {
  number: "number",
  string: "text",
  boolean: "yes or no",
  date: "date",
  time: "time",
  "date and time": "date and time",
  "days and time duration": "days and hours",
  "years and months duration": "years and months",
  rows: "rows of a sub-table",
  record: "record",
};

export const zhCn: Same<typeof en> = {
  number: "数字",
  string: "文本",
  boolean: "是或否",
  date: "日期",
  time: "时间",
  "date and time": "日期时间",
  "days and time duration": "天数与时间",
  "years and months duration": "年数与月数",
  rows: "子表的行",
  record: "记录",
};
