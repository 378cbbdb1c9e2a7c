"""What reading a file of BPMN can report."""

from typing import Final

from lowcode.kernel.diagnostics import Code
from lowcode.kernel.names import label

NOT_BPMN: Final = Code(
    "not-bpmn",
    label("This is no BPMN 2.0 file: {reason}.", "这不是 BPMN 2.0 文件：{reason}。"),
    label("Export it from the other program as BPMN 2.0 XML and try again.", "请从原程序导出 BPMN 2.0 XML 后重试。"),
)
KEPT_ONLY: Final = Code(
    "bpmn-kept-only",
    label("`{tag}` has no effect here ({count} times).", "`{tag}` 在此不起作用（共 {count} 处）。"),
    label("It is kept, and written again when the flow is exported.", "它会被保留，并在导出时原样写回。"),
    "info",
)
STANDS_FOR: Final = Code(
    "bpmn-stands-for",
    label("`{tag}` of `{name}` is run as {kind}.", "`{name}` 的 `{tag}` 按 {kind} 运行。"),
    label("Check the node; the file's own element is kept.", "请检查该节点；文件中的原元素会被保留。"),
    "warning",
)
"""An element whose meaning is only near to that of a kind of node."""
LEADS_NOWHERE: Final = Code(
    "bpmn-edge-leads-nowhere",
    label(
        "The edge `{name}` leads from `{source}` to `{target}`, and one of them is no node here.",
        "连线 `{name}` 从 `{source}` 到 `{target}`，其中一端在此不是节点。",
    ),
    label("Lead it to a node in the other program, or draw it anew here.", "请在原程序中连到节点，或在此重新连线。"),
    "warning",
)
