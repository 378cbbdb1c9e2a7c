import type { Same } from "./same";

export const en = {
  unique: "Unique: one rule at most",
  any: "Any: rules that match agree",
  priority: "Priority: the highest output",
  first: "First: the first that matches",
  rule_order: "Rule order: all, from top to bottom",
  output_order: "Output order: all, highest first",
  collect: "Collect: all, or summed up",
};

export const zhCn: Same<typeof en> = {
  unique: "唯一：最多命中一条",
  any: "任意：命中的规则结果相同",
  priority: "优先级：取最高的输出",
  first: "首条：取最先命中的一条",
  rule_order: "规则顺序：全部，自上而下",
  output_order: "输出顺序：全部，由高到低",
  collect: "收集：全部或汇总",
};
