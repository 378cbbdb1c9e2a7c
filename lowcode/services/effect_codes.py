"""What may be wrong with effects when they are carried out."""

from typing import Final

from lowcode.kernel.diagnostics import Code
from lowcode.kernel.names import label

NOT_SET: Final = Code(
    "effect-setting-empty",
    label("The effect lacks `{name}`.", "动作缺少 `{name}`。"),
    label("Let its expression give a value.", "请让对应的表达式给出值。"),
)
NO_STATE: Final = Code(
    "effect-state-unknown",
    label("The form has no state “{state}”.", "表单没有状态“{state}”。"),
    label("Name one of its states.", "请填写表单已有的状态。"),
)
NO_RECORD_HERE: Final = Code(
    "effect-without-record",
    label("There is no record that the effect could be about.", "没有可供该动作处理的记录。"),
    label("Name the form and the records.", "请指定表单和记录。"),
)
NO_SUCH_EFFECT: Final = Code(
    "effect-unknown",
    label("There is no effect `{kind}`.", "没有名为 `{kind}` 的动作。"),
    label("The effects are {known}.", "可用的动作：{known}。"),
)
NO_MAIL_SERVER: Final = Code(
    "mail-server-missing",
    label("There is no mail server to send mail by.", "未配置邮件服务器，无法发送邮件。"),
    label("Name one in LOWCODE_SMTP_URL.", "请在 LOWCODE_SMTP_URL 中配置。"),
)
MAIL_REFUSED: Final = Code(
    "mail-refused",
    label("The mail server refused the mail: {reason}", "邮件服务器拒绝了邮件：{reason}"),
    label("Correct the addresses, and do it again.", "请更正地址后重试。"),
)
NO_ADDRESS: Final = Code(
    "mail-address-missing",
    label("Nobody the mail is for has an e-mail address.", "收件人都没有邮箱地址。"),
    label("Enter an address, or name somebody else.", "请填写邮箱地址或更换收件人。"),
)
ADDRESS_REFUSED: Final = Code(
    "address-not-allowed",
    label("{host} is in the own network, which apps may not call.", "{host} 位于内部网络，应用不能访问。"),
    label("Let an administrator allow it in LOWCODE_HTTP_ALLOWED.", "请由管理员在 LOWCODE_HTTP_ALLOWED 中允许该地址。"),
)
ADDRESS_WRONG: Final = Code(
    "address-wrong",
    label("{url} is no address that can be called.", "{url} 不是可访问的地址。"),
    label("Write it as `https://api.example.com/orders`.", "请写成 `https://api.example.com/orders` 这样的地址。"),
)
CALL_FAILED: Final = Code(
    "call-failed",
    label("{host} does not answer: {reason}", "{host} 没有响应：{reason}"),
    label("It is tried again; look whether the system is up.", "系统会自动重试；请检查对方系统是否正常。"),
)
CALL_REFUSED: Final = Code(
    "call-refused",
    label("{host} answered {status}: {reason}", "{host} 返回 {status}：{reason}"),
    label("Correct what is sent, or the credentials of the connection.", "请更正发送内容或连接的凭据。"),
)
ANSWER_TOO_LARGE: Final = Code(
    "answer-too-large",
    label("{host} answers with more than {limit} bytes.", "{host} 的响应超过 {limit} 字节。"),
    label("Ask for less.", "请减少请求的内容。"),
)
NO_CONNECTION: Final = Code(
    "connection-unknown",
    label("There is no connection `{name}`.", "没有名为 `{name}` 的连接。"),
    label("Let an administrator set it up.", "请联系管理员配置该连接。"),
)
CONNECTION_USED: Final = Code(
    "connection-used",
    label(
        "The connection `{name}` is used in {count} places: {places}.", "连接 `{name}` 正被 {count} 处使用：{places}。"
    ),
    label(
        "Let them name another one, or remove it anyway: they fail until there is one of this name again.",
        "请让它们改用其他连接；也可仍然删除，在重新建立同名连接之前它们将会失败。",
    ),
)
SECRET_LOST: Final = Code(
    "connection-secret-unreadable",
    label("The secret of the connection `{name}` cannot be read.", "无法读取连接 `{name}` 的密钥。"),
    label("Enter it again: LOWCODE_SECRET has changed.", "LOWCODE_SECRET 已更改，请重新填写密钥。"),
)
NO_TEMPLATE: Final = Code(
    "print-template-unknown",
    label("The app has no print template `{name}`.", "应用没有名为 `{name}` 的打印模板。"),
    label("Choose another.", "请选择其他模板。"),
)
NO_ACTION: Final = Code(
    "action-unknown",
    label("The form {form} has no action `{name}`.", "表单 {form} 没有名为 `{name}` 的操作。"),
    label("Open the record again; the app may have changed.", "应用可能已更新，请重新打开记录。"),
)
ACTION_NOT_ALLOWED: Final = Code(
    "action-not-allowed",
    label("No role lets you do this: {action}.", "您的角色不能执行此操作：{action}。"),
    label("Ask an administrator for a role with this button.", "请联系管理员授予包含该按钮的角色。"),
)
ACTION_NOT_NOW: Final = Code(
    "action-not-now",
    label("This cannot be done with the record as it is: {action}.", "记录当前状态下不能执行：{action}。"),
    label("Look at the record again: it may have been done already.", "请重新查看记录，可能已经执行过。"),
)
HOOK_UNKNOWN: Final = Code(
    "hook-unknown",
    label("There is no such address.", "没有这个地址。"),
    label("Ask whoever gave it to you for a new one.", "请向提供者索取新的地址。"),
)
HOOK_NOT_SIGNED: Final = Code(
    "hook-signature-wrong",
    label("The call is not signed by the secret of this address.", "请求的签名与该地址的密钥不符。"),
    label("Sign it as the guide tells.", "请按照文档说明签名。"),
)
NOBODY_HAS_ROLE: Final = Code(
    "effect-role-without-people",
    label("Nobody who works here has the role {role}.", "没有在职人员拥有角色 {role}。"),
    label("Give somebody the role, then try again.", "请先为人员授予该角色，再重试。"),
)
