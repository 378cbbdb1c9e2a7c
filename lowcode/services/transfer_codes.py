"""What can be wrong with files that are imported, and with the runs that import them."""

from typing import Final

from lowcode.kernel.diagnostics import Code
from lowcode.kernel.names import label

FILE_NOT_READ: Final = Code(
    "import-file-not-read",
    label(
        "The file is neither a workbook (.xlsx) nor a table of text (.csv).",
        "该文件既不是 .xlsx 工作簿，也不是 .csv 文本表格。",
    ),
    label("Save it as .xlsx or .csv, and choose it again.", "请另存为 .xlsx 或 .csv 后重新选择。"),
)
FILE_EMPTY: Final = Code(
    "import-file-empty",
    label("The file has no rows.", "文件中没有数据行。"),
    label("Choose a file with a row of titles and rows below it.", "请选择包含标题行和数据行的文件。"),
)
FILE_TOO_LARGE: Final = Code(
    "import-file-too-large",
    label("The file is larger than {limit} MB.", "文件超过 {limit} MB。"),
    label("Divide it into several files.", "请拆分为多个文件。"),
)
TOO_MANY_ROWS: Final = Code(
    "import-too-many-rows",
    label("The sheet has {found} rows; {limit} is the most.", "工作表有 {found} 行，最多允许 {limit} 行。"),
    label("Divide it into several files.", "请拆分为多个文件。"),
)
NO_SHEET: Final = Code(
    "import-no-sheet",
    label("There is no sheet '{name}' in the file.", "文件中没有工作表“{name}”。"),
    label("Choose one of {known}.", "请选择以下之一：{known}。"),
)
NO_COLUMN: Final = Code(
    "import-no-column",
    label("The sheet has no column {at}.", "工作表没有第 {at} 列。"),
    label("Choose the columns again.", "请重新选择列。"),
)
NOT_IMPORTED: Final = Code(
    "import-field-not-offered",
    label("The field {name} cannot be imported.", "字段 {name} 不能导入。"),
    label("Leave the column out, or choose another field.", "请忽略该列，或改选其他字段。"),
)
FIELD_TWICE: Final = Code(
    "import-field-twice",
    label("Two columns are meant for {name}.", "有两列都对应 {name}。"),
    label("Leave one of them out.", "请忽略其中一列。"),
)
NOTHING_MAPPED: Final = Code(
    "import-nothing-mapped",
    label("No column has a field.", "没有任何列对应字段。"),
    label("Choose a field for at least one column.", "请至少为一列选择字段。"),
)
KEY_NEEDED: Final = Code(
    "import-key-needed",
    label("It is not said by which fields records are recognised.", "未指定用哪些字段识别已有记录。"),
    label("Choose a column that tells records apart, such as a number.", "请选择能区分记录的列，例如编号。"),
)
NOT_A_KEY: Final = Code(
    "import-not-a-key",
    label("Records cannot be recognised by {name}.", "不能用 {name} 识别记录。"),
    label("Choose a field with one simple value that a column is mapped to.", "请选择已映射到列、且为单一值的字段。"),
)
KEY_EMPTY: Final = Code(
    "import-key-empty",
    label("{field} is empty, so that the record is not recognised.", "{field} 为空，无法识别记录。"),
    label("Fill it in, or remove the row.", "请填写该值，或删除此行。"),
)
KEY_UNKNOWN: Final = Code(
    "import-record-unknown",
    label("There is no record with {field} {found} that you may see.", "没有您可查看的、{field} 为“{found}”的记录。"),
    label("Correct the value, or choose a mode that adds records.", "请更正该值，或选择可新增记录的模式。"),
)
KEY_AMBIGUOUS: Final = Code(
    "import-record-ambiguous",
    label("{count} records have {field} {found}.", "有 {count} 条记录的 {field} 为“{found}”。"),
    label("Recognise records by a field that tells them apart.", "请改用能区分记录的字段识别。"),
)
ROW_TWICE: Final = Code(
    "import-row-twice",
    label("Row {other} has the same {field} already.", "第 {other} 行已有相同的 {field}。"),
    label("Remove one of the two rows.", "请删除其中一行。"),
)
TARGET_UNKNOWN: Final = Code(
    "import-target-unknown",
    label("There is no {form} called {found}.", "没有名为“{found}”的{form}。"),
    label("Correct the name, or add it first.", "请更正名称，或先新增该记录。"),
)
TARGET_AMBIGUOUS: Final = Code(
    "import-target-ambiguous",
    label("Several are called {found}: {candidates}.", "有多个“{found}”：{candidates}。"),
    label("Write the number or another unique value instead.", "请改填编号或其他唯一值。"),
)
NO_RUN: Final = Code(
    "import-unknown",
    label("There is no such import, or it is somebody else's.", "没有这次导入，或属于他人。"),
    label("Load the list of imports again.", "请重新加载导入列表。"),
)
WRONG_STATE: Final = Code(
    "import-state-wrong",
    label("The import is {state}; this cannot be done now.", "该导入当前状态为 {state}，无法执行此操作。"),
    label("Load the import again.", "请重新加载该导入。"),
)
FILE_GONE: Final = Code(
    "import-file-gone",
    label("The file of the import is not kept any more.", "该导入的文件已不再保留。"),
    label("Choose the file again.", "请重新选择文件。"),
)
BROKEN_OFF: Final = Code(
    "import-broken-off",
    label("The import was broken off: {reason}", "导入中断：{reason}"),
    label("Nothing was changed. Start it again.", "未更改任何数据。请重新开始。"),
)
CHANGED_SINCE: Final = Code(
    "import-changed-since",
    label("{record} was changed after the import and stays as it is.", "{record} 在导入后已被修改，保持不变。"),
    label("Look at it and change it by hand.", "请查看后手动处理。"),
)
TOO_MANY_EXPORTED: Final = Code(
    "export-too-many",
    label("More than {limit} records are to be exported.", "要导出的记录超过 {limit} 条。"),
    label("Narrow the filter, and export in parts.", "请缩小筛选范围，分批导出。"),
)
NOT_EXPORTED: Final = Code(
    "export-field-not-offered",
    label("The field {name} cannot be exported.", "字段 {name} 不能导出。"),
    label("Choose other columns.", "请选择其他列。"),
)
