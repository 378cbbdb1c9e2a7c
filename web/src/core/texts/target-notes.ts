import type { Same } from "./same";

export const en = {
  python: "on the server",
  postgres: "records",
  duckdb: "reports",
  browser: "in this page",
};

export const zhCn: Same<typeof en> = {
  python: "服务器",
  postgres: "业务记录",
  duckdb: "报表",
  browser: "本页面",
};
