"""What can be wrong with what is asked about records."""

from typing import Final

from lowcode.kernel.diagnostics import Code
from lowcode.kernel.names import label

NO_FORM: Final = Code(
    "form-unknown",
    label("The app {app} has no form {form}.", "应用 {app} 没有表单 {form}。"),
    label("Forms are {known}.", "可用的表单：{known}。"),
)
NO_RECORD: Final = Code(
    "record-unknown",
    label("There is no such record, or you may not see it.", "没有这条记录，或您无权查看。"),
    label("Load the list again; ask its owner to share it.", "请重新加载列表，或请负责人共享。"),
)
NO_OVERVIEW: Final = Code(
    "overview-unknown",
    label("No app says what belongs on one page about {form}.", "没有应用为 {form} 定义全景页。"),
    label(
        "Add an overview of the form to an app: `overviews/{{name}}.json`.",
        "请在应用中为该表单添加全景页：`overviews/{{name}}.json`。",
    ),
)
NOT_ALLOWED: Final = Code(
    "record-action-not-allowed",
    label("You may not {action} this record.", "您无权对该记录执行“{action}”。"),
    label("Ask an administrator for a role that may.", "请联系管理员授予相应角色。"),
)
NONE_ALLOWED: Final = Code(
    "form-action-not-allowed",
    label("You may not {action} records of {form}.", "您无权对“{form}”的记录执行“{action}”。"),
    label("Ask an administrator for a role that may.", "请联系管理员授予相应角色。"),
)
ONLY_LEDGER: Final = Code(
    "record-only-ledger-writes",
    label("“{form}” is kept by a ledger; nobody writes it by hand.", "“{form}”由账簿自动维护，不能手工修改。"),
    label("Change the record that it comes from.", "请修改其来源单据。"),
)
FIELD_NOT_ALLOWED: Final = Code(
    "record-field-not-allowed",
    label("You may not change this field.", "您无权修改此字段。"),
    label("Leave it out.", "请勿提交该字段。"),
)
FIELD_NOT_READ: Final = Code(
    "record-field-not-readable",
    label("You may not filter or sort by {name}.", "您无权按 {name} 筛选或排序。"),
    label("Choose a field that you can see in every record.", "请选择您可以查看的字段。"),
)
NOT_QUERIED: Final = Code(
    "record-field-not-queried",
    label("The database cannot filter or sort by {name}.", "数据库无法按 {name} 筛选或排序。"),
    label("Choose a stored field.", "请选择已入库的字段。"),
)
NO_CHANGE: Final = Code(
    "record-no-change",
    label("Nothing is to be changed.", "没有要修改的内容。"),
    label("Give a field, an owner or a department.", "请指定要修改的字段、负责人或部门。"),
)
CHANGED_ELSEWHERE: Final = Code(
    "record-changed-elsewhere",
    label(
        "{field}: here it is {mine}; meanwhile somebody made it {theirs}.",
        "{field}：您填写的是 {mine}，而他人已改为 {theirs}。",
    ),
    label("Choose one of the two, then save again.", "请选择其中一个，然后重新保存。"),
)
VERSION_AHEAD: Final = Code(
    "record-version-unknown",
    label("The record has no version {version}.", "该记录没有版本 {version}。"),
    label("Load it again.", "请重新加载。"),
)
NOT_UNIQUE: Final = Code(
    "record-not-unique",
    label("{fields}: another record has this value already{other}.", "{fields}：已有其他记录使用该值{other}。"),
    label("Choose another value, or open that record.", "请换一个值，或打开那条记录。"),
)
SIMILAR: Final = Code(
    "record-similar",
    label("There is a similar record: {other}.", "已存在相似的记录：{other}。"),
    label("Make sure that it is not the same.", "请确认不是同一对象。"),
    "warning",
)
NO_TARGET: Final = Code(
    "record-reference-unknown",
    label(
        "The record that is referred to does not exist, or you may not see it.", "所引用的记录不存在，或您无权查看。"
    ),
    label("Choose another one.", "请另选一条。"),
)
REFERRED_TO: Final = Code(
    "record-referred-to",
    label("{count} records of {form} refer to it.", "有 {count} 条“{form}”记录引用了它。"),
    label("Change or delete them first.", "请先修改或删除这些记录。"),
)
TOO_MANY_RECORDS: Final = Code(
    "records-too-many",
    label(
        "{found} records are too many for one request; {limit} is the most.",
        "一次请求最多处理 {limit} 条记录，现有 {found} 条。",
    ),
    label("Send them in several requests.", "请分多次提交。"),
)
KEY_USED: Final = Code(
    "idempotency-key-used",
    label("The idempotency key was used for another request.", "该幂等键已用于另一个请求。"),
    label("Use a new key for each request.", "请为每个请求使用新的键。"),
)
WRONG_CURSOR: Final = Code(
    "page-cursor-wrong",
    label("The page cannot be continued from here.", "无法从此处继续翻页。"),
    label("Load the first page again.", "请重新加载第一页。"),
)
WRONG_QUERY: Final = Code(
    "record-query-wrong",
    label("The query cannot be read: {reason}.", "无法读取该查询：{reason}。"),
    label("Correct the named part.", "请更正所指部分。"),
)
NO_COMMENT: Final = Code(
    "comment-unknown",
    label("There is no such comment.", "没有这条评论。"),
    label("Load the page again.", "请重新加载页面。"),
)
NO_COMMENT_PART: Final = Code(
    "comment-part-unknown",
    label("There is no part '{name}' that comments could be about.", "没有可评论的部分“{name}”。"),
    label("Say it about the whole.", "请直接对整体发表评论。"),
)
COMMENT_NOT_YOURS: Final = Code(
    "comment-not-yours",
    label("Only who wrote a comment can change it.", "只有评论的作者可以修改它。"),
    label("Answer it instead.", "请改为回复。"),
)
NO_COMMENTS: Final = Code(
    "comments-not-offered",
    label("Records of {form} cannot be commented on.", "“{form}”的记录不能评论。"),
    label("Switch comments on in the form.", "请在表单中启用评论。"),
)
