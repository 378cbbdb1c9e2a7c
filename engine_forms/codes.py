"""The mistakes in what people enter: values that a field does not accept, and records that cannot be saved."""

from typing import Final

from lowcode.kernel.diagnostics import Code
from lowcode.kernel.names import label

# --- texts ------------------------------------------------------------------------------------------------------------

NOT_A_TEXT: Final = Code(
    "not-a-text",
    label("A text is expected.", "此处应为文本。"),
    label("Send the value between quotes.", "请以带引号的文本形式提交。"),
)
TOO_SHORT_TEXT: Final = Code(
    "text-too-short",
    label(
        "The text has {found} characters; at least {limit} are needed.", "文本有 {found} 个字，至少需要 {limit} 个。"
    ),
    label("Write more.", "请补充内容。"),
)
TOO_LONG_TEXT: Final = Code(
    "text-too-long",
    label(
        "The text has {found} characters; at most {limit} are allowed.", "文本有 {found} 个字，最多允许 {limit} 个。"
    ),
    label("Shorten it.", "请缩短内容。"),
)
WRONG_PATTERN: Final = Code(
    "wrong-pattern",
    label("“{found}” does not have the form that this field asks for.", "“{found}”不符合此字段要求的格式。"),
    label("{wanted}", "{wanted}"),
)
NOT_AN_EMAIL: Final = Code(
    "not-an-email",
    label("“{found}” is no e-mail address.", "“{found}”不是电子邮箱地址。"),
    label("Write it as name@example.com.", "请写成 name@example.com 的形式。"),
)
NOT_A_URL: Final = Code(
    "not-a-url",
    label("“{found}” is no web address.", "“{found}”不是网址。"),
    label("Begin it with one of: {schemes}.", "请以下列之一开头：{schemes}。"),
)
NOT_A_COLOUR: Final = Code(
    "not-a-colour",
    label("“{found}” is no colour.", "“{found}”不是颜色。"),
    label("Write # and six hexadecimal digits, such as #1677ff.", "请写 # 加六位十六进制数，例如 #1677ff。"),
)

# --- numbers ----------------------------------------------------------------------------------------------------------

NOT_A_NUMBER: Final = Code(
    "not-a-number",
    label("“{found}” is no number.", "“{found}”不是数字。"),
    label("Write digits, such as 1234.50.", "请输入数字，例如 1234.50。"),
)
TOO_SMALL: Final = Code(
    "number-too-small",
    label("{found} is less than {limit}.", "{found} 小于 {limit}。"),
    label("Enter {limit} or more.", "请输入不小于 {limit} 的值。"),
)
TOO_LARGE: Final = Code(
    "number-too-large",
    label("{found} is more than {limit}.", "{found} 大于 {limit}。"),
    label("Enter {limit} or less.", "请输入不大于 {limit} 的值。"),
)
TOO_PRECISE: Final = Code(
    "too-many-decimals",
    label("{found} has more than {digits} decimals.", "{found} 的小数位多于 {digits} 位。"),
    label("Round it to {digits} decimals.", "请保留 {digits} 位小数。"),
)
NOT_A_STEP: Final = Code(
    "not-a-step",
    label(
        "{found} does not lie on a step of {step} from {minimum}.",
        "{found} 不在从 {minimum} 起、步长 {step} 的刻度上。",
    ),
    label("Choose the nearest step.", "请选择最近的刻度。"),
)
NOT_A_SWITCH: Final = Code(
    "not-a-switch",
    label("“{found}” is neither on nor off.", "“{found}”既不是开也不是关。"),
    label("Enter true or false, yes or no.", "请输入 true 或 false，是或否。"),
)

# --- dates and times --------------------------------------------------------------------------------------------------

NOT_A_DATE: Final = Code(
    "not-a-date",
    label("“{found}” is no date.", "“{found}”不是日期。"),
    label("Write year, month and day, such as 2026-05-31.", "请按年月日书写，例如 2026-05-31。"),
)
NOT_A_TIME: Final = Code(
    "not-a-time",
    label("“{found}” is no time of day.", "“{found}”不是时间。"),
    label("Write hours and minutes, such as 09:30.", "请按时分书写，例如 09:30。"),
)
NOT_A_DATE_TIME: Final = Code(
    "not-a-date-time",
    label("“{found}” is no date with a time.", "“{found}”不是日期时间。"),
    label("Write it as 2026-05-31 09:30.", "请写成 2026-05-31 09:30 的形式。"),
)
NOT_A_RANGE: Final = Code(
    "not-a-date-range",
    label("Two dates are expected.", "此处应有起止两个日期。"),
    label(
        'Give both: {{"from": "2026-05-01", "to": "2026-05-31"}}.',
        '请同时给出：{{"from": "2026-05-01", "to": "2026-05-31"}}。',
    ),
)
REVERSED_RANGE: Final = Code(
    "reversed-range",
    label("The range ends before it begins.", "结束早于开始。"),
    label("Exchange the two dates.", "请交换两个日期。"),
)

# --- choices ----------------------------------------------------------------------------------------------------------

NOT_AN_OPTION: Final = Code(
    "not-an-option",
    label("“{found}” is not among the options.", "“{found}”不在选项中。"),
    label("Choose one of: {options}.", "请选择其中之一：{options}。"),
)
OPTION_NOT_OFFERED: Final = Code(
    "option-not-offered",
    label("“{found}” cannot be chosen here and now.", "当前不能选择“{found}”。"),
    label("Choose an option that the form offers.", "请选择表单提供的选项。"),
)
NOT_A_LIST: Final = Code(
    "a-list-is-expected",
    label("A list of values is expected.", "此处应为多个值的列表。"),
    label("Send the values between brackets.", "请用方括号括起各个值。"),
)
TOO_FEW: Final = Code(
    "too-few-values",
    label("There are {found} values; at least {limit} are needed.", "有 {found} 个值，至少需要 {limit} 个。"),
    label("Add some.", "请补充。"),
)
TOO_MANY: Final = Code(
    "too-many-values",
    label("There are {found} values; at most {limit} are allowed.", "有 {found} 个值，最多允许 {limit} 个。"),
    label("Remove some.", "请删减。"),
)
TWICE: Final = Code(
    "value-twice",
    label("“{found}” is given twice.", "“{found}”重复了。"),
    label("Keep one of the two.", "请只保留一个。"),
)
NO_ENTRY: Final = Code(
    "no-dictionary-entry",
    label("“{found}” is no entry of the dictionary.", "“{found}”不是数据字典中的条目。"),
    label("Choose an entry, or add it to the dictionary first.", "请选择已有条目，或先在数据字典中添加。"),
)
NOT_A_LEAF: Final = Code(
    "not-a-leaf",
    label("“{found}” is a group of entries.", "“{found}”是一个分组。"),
    label("Choose an entry inside it.", "请选择其下的条目。"),
)

# --- people and places ------------------------------------------------------------------------------------------------

NOT_A_PHONE: Final = Code(
    "not-a-phone",
    label("“{found}” is no telephone number.", "“{found}”不是电话号码。"),
    label(
        "Write all digits, with + and the country's code when it is abroad, such as +49 30 123456.",
        "请写全号码，境外号码请加 + 和国家代码，例如 +49 30 123456。",
    ),
)
NOT_A_MOBILE: Final = Code(
    "not-a-mobile",
    label("“{found}” is no mobile number.", "“{found}”不是手机号码。"),
    label("Write a mobile number, such as 138 0013 8000.", "请输入手机号码，例如 138 0013 8000。"),
)
ID_CARD_SHAPE: Final = Code(
    "id-card-shape",
    label("“{found}” is no identity card number.", "“{found}”不是身份证号码。"),
    label("Write 18 characters: 17 digits and a digit or X.", "请输入 18 位号码：17 位数字加一位数字或 X。"),
)
ID_CARD_REGION: Final = Code(
    "id-card-region",
    label("No province has the code {found}.", "没有代码为 {found} 的省份。"),
    label("Check the first two digits.", "请检查前两位数字。"),
)
ID_CARD_BIRTHDAY: Final = Code(
    "id-card-birthday",
    label("{found} is no day on which a living person was born.", "{found} 不是有效的出生日期。"),
    label("Check digits 7 to 14.", "请检查第 7 至 14 位数字。"),
)
ID_CARD_CHECK: Final = Code(
    "id-card-check",
    label("The check character of “{found}” is wrong.", "“{found}”的校验码不正确。"),
    label("Compare every digit with the card: one is mistyped.", "请与证件逐位核对，有数字输错。"),
)
CREDIT_CODE_SHAPE: Final = Code(
    "credit-code-shape",
    label("“{found}” is no unified social credit code.", "“{found}”不是统一社会信用代码。"),
    label(
        "Write 18 digits and capital letters; I, O, S, V and Z do not occur.",
        "请输入 18 位数字和大写字母，其中不含 I、O、S、V、Z。",
    ),
)
CREDIT_CODE_CHECK: Final = Code(
    "credit-code-check",
    label("The check character of “{found}” is wrong.", "“{found}”的校验码不正确。"),
    label("Compare it with the business licence: a character is mistyped.", "请与营业执照逐位核对，有字符输错。"),
)
NOT_AN_ADDRESS: Final = Code(
    "not-an-address",
    label("This is no address.", "这不是地址。"),
    label(
        'Send a region\'s code and the rest: {{"code": "310115", "detail": "世纪大道 1 号"}}.',
        '请给出行政区划代码和详细地址：{{"code": "310115", "detail": "世纪大道 1 号"}}。',
    ),
)
NO_REGION: Final = Code(
    "no-region",
    label("There is no region “{found}”.", "没有行政区划“{found}”。"),
    label("Choose province, city and district from the list.", "请从列表中选择省、市、区县。"),
)
COARSE_REGION: Final = Code(
    "coarse-region",
    label("“{found}” is not detailed enough.", "“{found}”不够具体。"),
    label("Choose also the {level} in it.", "请再选择其下的{level}。"),
)
NO_DETAIL: Final = Code(
    "no-address-detail",
    label("The street and house number are missing.", "缺少详细地址。"),
    label("Write the rest of the address.", "请填写街道和门牌号。"),
)
NOT_A_LOCATION: Final = Code(
    "not-a-location",
    label("This is no place on the earth.", "这不是有效的位置。"),
    label(
        "Give a latitude from -90 to 90 and a longitude from -180 to 180.",
        "请给出 -90 到 90 的纬度和 -180 到 180 的经度。",
    ),
)

# --- references, files and the rest -----------------------------------------------------------------------------------

NOT_AN_ID: Final = Code(
    "not-an-id",
    label("“{found}” is not the id of a record.", "“{found}”不是记录的编号。"),
    label("Choose it from the list.", "请从列表中选择。"),
)
NOT_A_BARCODE: Final = Code(
    "not-a-barcode",
    label("“{found}” is no code of the form {symbology}.", "“{found}”不是 {symbology} 码。"),
    label("Scan it, or write the digits below the bars.", "请扫码，或输入条码下方的数字。"),
)
BARCODE_CHECK: Final = Code(
    "barcode-check",
    label("The check digit of “{found}” is wrong: it should be {wanted}.", "“{found}”的校验位不正确，应为 {wanted}。"),
    label("Scan it again, or compare every digit.", "请重新扫码，或逐位核对。"),
)
NOT_JSON: Final = Code(
    "not-json",
    label("This is no JSON: {reason}.", "这不是 JSON：{reason}。"),
    label("Correct the text at the place named.", "请在所指位置修正。"),
)
JSON_DOES_NOT_FIT: Final = Code(
    "json-does-not-fit",
    label("The value at “{place}” does not fit: {reason}.", "“{place}”处的值不符合要求：{reason}。"),
    label("Change it so that it fits the schema of this field.", "请按此字段的结构要求修改。"),
)
NO_INPUT: Final = Code(
    "no-input",
    label("This field takes no value.", "此字段不接受输入。"),
    label("Leave it out.", "请不要提交它。"),
)
NOT_ROWS: Final = Code(
    "not-rows",
    label("A row has to be an object of fields.", "子表的每一行应为由字段组成的对象。"),
    label('Send rows as [{{"field": "value"}}].', '请按 [{{"字段": "值"}}] 的形式提交。'),
)

# --- records ----------------------------------------------------------------------------------------------------------

UNKNOWN_FIELD: Final = Code(
    "unknown-field",
    label("The form has no field “{name}”.", "表单中没有字段“{name}”。"),
    label("Fields are: {known}.", "可用字段：{known}。"),
)
REQUIRED: Final = Code(
    "required-field",
    label("“{field}” is missing.", "缺少“{field}”。"),
    label("Fill it in.", "请填写。"),
)
READ_ONLY: Final = Code(
    "read-only-field",
    label("“{field}” cannot be changed now.", "现在不能修改“{field}”。"),
    label("Leave it as it is, or change first what locks it.", "请保持原值，或先改变锁定它的条件。"),
)
COMPUTED: Final = Code(
    "computed-field",
    label("“{field}” is computed; the value sent is ignored.", "“{field}”由系统计算，提交的值已忽略。"),
    label("Change the fields it is computed from.", "请修改参与计算的字段。"),
    "warning",
)
COMPUTED_DOES_NOT_FIT: Final = Code(
    "computed-does-not-fit",
    label("The value computed for “{field}” does not fit: {reason}", "为“{field}”计算出的值不符合要求：{reason}"),
    label(
        "Check the fields it is computed from, or ask who designed the form.",
        "请检查参与计算的字段，或联系表单设计者。",
    ),
)
NO_ROW: Final = Code(
    "no-such-row",
    label("The sub-table has no row with the id “{found}”.", "子表中没有编号为“{found}”的行。"),
    label("Reload the record, or send the row without an id to add it.", "请重新载入记录；新增行请不要带编号。"),
)

# --- stages -----------------------------------------------------------------------------------------------------------

NO_TRANSITION: Final = Code(
    "no-transition",
    label("From “{before}” there is no way to “{after}”.", "不能从“{before}”变为“{after}”。"),
    label("Possible next: {possible}.", "接下来可以是：{possible}。"),
)
NOT_A_FIRST_STATE: Final = Code(
    "not-a-first-state",
    label("A record cannot begin as “{after}”.", "记录不能从“{after}”开始。"),
    label("Begin as: {possible}.", "请从以下阶段开始：{possible}。"),
)
MISSING_FOR_STAGE: Final = Code(
    "missing-for-stage",
    label("“{field}” is needed before “{after}”.", "进入“{after}”之前需要填写“{field}”。"),
    label("Fill in “{field}”, then change the stage.", "请先填写“{field}”，再变更阶段。"),
)
STAGE_REFUSED: Final = Code(
    "stage-refused",
    label("The condition for “{after}” does not hold.", "不满足进入“{after}”的条件。"),
    label("{wanted}", "{wanted}"),
)
STAGE_AUTOMATIC: Final = Code(
    "stage-automatic",
    label("A record gets to “{after}” by itself, and not by hand.", "记录由流程自动变更为“{after}”，不能手动变更。"),
    label("Look at the flow of the record: it waits for somebody.", "请查看该记录的流程，了解正在等待谁处理。"),
)
STAGE_ROLE: Final = Code(
    "stage-role",
    label("Only {roles} can move a record to “{after}”.", "只有{roles}可以将记录变更为“{after}”。"),
    label("Ask one of them.", "请联系相应人员。"),
)
