import type { Same } from "./same";

export const en = {
  quotation: "Quotation with lines",
  opportunity: "Sales opportunity",
  expenses: "Expense claim, Chinese names",
  discount: "Discount by customer and amount",
  approval: "Who approves an expense",
  risk: "Risk points, added up",
};

export const zhCn: Same<typeof en> = {
  quotation: "报价单与明细行",
  opportunity: "销售商机",
  expenses: "费用报销（中文名称）",
  discount: "按客户与金额给折扣",
  approval: "费用由谁审批",
  risk: "风险分累计",
};
