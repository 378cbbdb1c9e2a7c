import type { Same } from "./same";

export const en = { python: "Python", postgres: "PostgreSQL", duckdb: "DuckDB", browser: "Browser" };

export const zhCn: Same<typeof en> = { python: "Python", postgres: "PostgreSQL", duckdb: "DuckDB", browser: "浏览器" };
