import type { Sample } from "../../generated/api";

/** An expression with the names it uses, to begin with. */
export interface ReadyMade {
  readonly text: string;
  readonly names: readonly Sample[];
}

/** What a newcomer can load, by the key of its label. */
export const READY_MADE = {
  quotation: {
    text: "sum(lines.quantity * lines.price) * (1 - discount)",
    names: [
      {
        name: "lines",
        type: "list<context<product: string, category: string, quantity: number, price: number>>",
        value:
          '[\n  {product: "Controller", category: "A", quantity: 2, price: 6999.00},\n  {product: "Sensor", category: "B", quantity: 12, price: 89.50},\n  {product: "Mounting", category: "S", quantity: 1, price: 1200}\n]',
      },
      { name: "discount", type: "number", value: "0.08" },
      { name: "customer", type: "context<name: string, level: string>", value: '{name: "华东机械", level: "VIP"}' },
      { name: "valid until", type: "date", value: "2026-12-31" },
    ],
  },
  opportunity: {
    text: 'if amount > 500000 and intent = "high" and days between(last_followup, today) > 7\nthen "A" else "B"',
    names: [
      { name: "amount", type: "number", value: "620000" },
      { name: "intent", type: "string", value: "high" },
      { name: "last_followup", type: "date", value: "2026-11-02" },
      { name: "today", type: "date", value: "2026-11-21" },
      { name: "expected close", type: "date", value: "" },
    ],
  },
  expenses: {
    text: 'IF(AND(报销金额 <= 部门 预算, 有发票), "自动通过", "转 " & 部门.主管 & " 审批")',
    names: [
      { name: "报销金额", type: "number", value: "3860.50" },
      { name: "部门 预算", type: "number", value: "5000" },
      { name: "部门", type: "context<名称: string, 主管: string>", value: '{名称: "市场部", 主管: "王芳"}' },
      { name: "有发票", type: "boolean", value: "true" },
      {
        name: "明细",
        type: "list<context<类别: string, 金额: number, 日期: date>>",
        value:
          '[\n  {类别: "交通", 金额: 860.50, 日期: @"2026-11-03"},\n  {类别: "住宿", 金额: 2400, 日期: @"2026-11-04"},\n  {类别: "餐饮", 金额: 600, 日期: @"2026-11-04"}\n]',
      },
    ],
  },
} as const satisfies Readonly<Record<string, ReadyMade>>;

/** The key of a ready-made expression. */
export type ReadyMadeName = keyof typeof READY_MADE;
