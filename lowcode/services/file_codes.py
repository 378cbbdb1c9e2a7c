"""What can be wrong with files."""

from typing import Final

from lowcode.kernel.diagnostics import Code
from lowcode.kernel.names import label

NO_FILE: Final = Code(
    "file-unknown",
    label("There is no such file, or you may not see it.", "没有该文件，或您无权查看。"),
    label("Load the record again; ask its owner to share it.", "请重新加载记录，或请负责人共享。"),
)
NOT_YOURS: Final = Code(
    "file-not-yours",
    label("The file {id} was not uploaded by you, or belongs elsewhere.", "文件 {id} 不是由您上传，或已属于其他记录。"),
    label("Upload it here again.", "请在此处重新上传。"),
)
NOT_SHOWN: Final = Code(
    "file-not-shown",
    label("You may not see the field that the file belongs to.", "您无权查看该文件所属的字段。"),
    label("Ask an administrator for a role that may.", "请联系管理员授予相应角色。"),
)
TOO_LARGE: Final = Code(
    "file-too-large",
    label("{name} is larger than {limit} MB.", "{name} 超过 {limit} MB。"),
    label("Make it smaller, or split it.", "请压缩或拆分后再上传。"),
)
WRONG_ENDING: Final = Code(
    "file-type-refused",
    label("{name} is not of a type that is accepted: {accepted}.", "{name} 的类型不被接受，可接受：{accepted}。"),
    label("Choose a file of such a type.", "请选择可接受类型的文件。"),
)
MISLABELLED: Final = Code(
    "file-not-what-it-says",
    label("{name} is called {ending}, but its content is none.", "{name} 的扩展名为 {ending}，但内容并非如此。"),
    label("Save it anew in the program that made it.", "请用原软件重新另存后再上传。"),
)
NO_PICTURE: Final = Code(
    "file-not-a-picture",
    label("There is no small picture of this file.", "该文件没有缩略图。"),
    label("Download it instead.", "请下载查看。"),
)
CONTENT_LOST: Final = Code(
    "file-content-lost",
    label("The content of the file is not in the storage.", "存储中没有该文件的内容。"),
    label("Ask who runs the product to restore it from a backup.", "请联系管理员从备份恢复。"),
)
BROKEN_OFF: Final = Code(
    "file-broken-off",
    label("The file did not arrive whole.", "文件未完整上传。"),
    label("Upload it again.", "请重新上传。"),
)
