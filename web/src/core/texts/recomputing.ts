import type { Same } from "./same";

export const en = {
  title: "Some values are being computed anew",
  progress: "{{done}} of {{of}} records are done. Until then what is shown of {{fields}} may be out of date.",
  all: "these records",
  failed: "Some values are out of date",
  failedHint: "Computing {{fields}} anew has been broken off. An administrator can have the job done once more.",
};

export const zhCn: Same<typeof en> = {
  all: "这些记录",
  failed: "部分数据不是最新的",
  failedHint: "{{fields}}的重新计算已中断。管理员可以重新执行该作业。",
  progress: "已完成 {{done}} / {{of}} 条记录。完成之前，{{fields}}显示的内容可能不是最新的。",
  title: "部分数据正在重新计算",
};
