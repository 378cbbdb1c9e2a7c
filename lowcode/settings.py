"""`Settings`: what the environment says about this installation."""

import os
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Annotated, Final

from pydantic import ConfigDict, Field, SecretStr, ValidationError
from pydantic.dataclasses import dataclass

from lowcode.kernel.diagnostics import Code
from lowcode.kernel.errors import Invalid
from lowcode.kernel.names import Language, label

PREFIX: Final = "LOWCODE_"
"""Every setting is the environment variable of its name in capitals after this."""

DEFAULT_HOME: Final = Path(".lowcode")
"""The home when the environment names none: a folder in the present directory."""

WRONG_SETTING: Final = Code(
    "setting-wrong",
    label("{setting} cannot be {found}: {reason}.", "{setting} 不能为 {found}：{reason}。"),
    label("Correct it in the environment, and start again.", "请更正该环境变量后重新启动。"),
)
UNKNOWN_SETTING: Final = Code(
    "setting-unknown",
    label("There is no setting {setting}.", "没有名为 {setting} 的设置。"),
    label("Settings are {known}.", "可用的设置：{known}。"),
)


@dataclass(frozen=True, slots=True, config=ConfigDict(use_attribute_docstrings=True))
class Settings:
    """The settings of one process."""

    home: Path = DEFAULT_HOME
    """The folder of the embedded database, files and secrets."""
    database_url: str | None = Field(default=None, repr=False)
    """A PostgreSQL that somebody else runs, as `postgresql://user:password@host:5432/database`; without it, the
    product runs its own."""
    workspace: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,47}$")] = "main"
    """The workspace that is served: a schema of the database."""
    database_connections: Annotated[int, Field(ge=2, le=200)] = 8
    """Connections that a process holds at the most."""
    database_seconds: Annotated[float, Field(gt=0)] = 10.0
    """Seconds that a process waits for a free connection, and for the answer to one statement."""
    report_seconds: Annotated[float, Field(gt=0, le=3600)] = 30.0
    """Seconds that a question of a report may take."""
    replica_from: Annotated[float, Field(ge=0)] = 16.0
    """The size in megabytes from which tables are kept in the replica by columns that answers reports; 0: never."""
    replica_megabytes: Annotated[int, Field(ge=128, le=1_000_000)] = 1024
    """The memory that the replica may take, in megabytes; on the disk it spills at the most four times as much."""
    replica_threads: Annotated[int, Field(ge=1, le=256)] = 2
    """Threads of the replica."""
    spark_url: Annotated[str, Field(pattern=r"^sc://[^/]+(/.*)?$")] | None = Field(default=None, repr=False)
    """A Spark 4 that answers questions about very large tables, by Spark Connect, as `sc://spark.example.com:15002`;
    needs `pip install "lowcode[spark]"`. Without it, and whenever it is away, the replica answers."""
    spark_from: Annotated[float, Field(gt=0)] = 4096.0
    """The size in megabytes from which tables are asked in Spark."""
    spark_folder: Path | None = None
    """Where the replica puts the files of Parquet that Spark reads: a folder for this host alone that Spark sees at the
    same path; without it, in the home."""
    workers: Annotated[int, Field(ge=0, le=64)] = 4
    """Jobs that a process does at once. With 0, `lowcode serve` does none: they wait for a `lowcode worker`."""
    smtp_url: str | None = Field(default=None, repr=False)
    """The mail server, as `smtp://user:password@mail.example.com:587`, with `smtps://` for port 465; without it, no
    mail is sent."""
    language: Language = "zh-CN"
    """What apps write in to people without an account, as in mails to customers and messages to groups: `en` or
    `zh-CN`. Everybody with an account reads their own language."""
    mail_from: str = "lowcode@localhost"
    """The address that mail comes from, as `Sales <sales@example.com>`."""
    http_allowed: str = ""
    """Hosts, addresses and networks of the own network that apps may call, separated by commas, as
    `erp.internal, 10.1.0.0/16`; others there are refused, so that an app reaches nothing that only the server may."""
    print_font: Path | None = None
    """A TrueType font file that printed documents embed; without it they name a Chinese font that readers bring."""
    demo: bool | None = None
    """Whether the first start brings people and records to try the product with, `on` or `off`; without it, only to the
    product's own PostgreSQL."""
    admin_password: SecretStr | None = None
    """The password of the account `admin`, which the first start makes; without it, a random one is printed and kept
    in the home."""
    secret: Annotated[SecretStr, Field(min_length=32)] | None = None
    """Signs what browsers keep for the product, at least 32 characters; without it, a random one is made and kept in
    the home. Processes that serve the same people need the same."""
    public_url: str | None = None
    """Where browsers find the product, as `https://crm.example.com`. With `https`, cookies are never sent in the clear.
    Needed for OIDC."""
    session_hours: Annotated[float, Field(gt=0)] = 24 * 14
    """Hours after which one has to sign in again, whatever one does."""
    session_idle_hours: Annotated[float, Field(gt=0)] = 24
    """Hours without a request after which one has to sign in again."""
    invitation_hours: Annotated[float, Field(gt=0)] = 24 * 7
    """Hours for which an invitation, or a link to a new password, can be used."""
    token_days: Annotated[int, Field(ge=1, le=3650)] = 365
    """Days after which an API token expires at the latest."""
    flow_archive_days: Annotated[int, Field(ge=0, le=36_500)] = 400
    """Days after which a flow that has ended moves into the archive, where it can still be seen; 0 for never."""
    password_length: Annotated[int, Field(ge=8, le=128)] = 10
    """Characters of the shortest password."""
    oidc_issuer: str | None = None
    """The OIDC provider to sign in with, as `https://id.example.com/realms/company`; without it there is none."""
    oidc_client_id: str | None = None
    """What the provider calls this installation."""
    oidc_client_secret: SecretStr | None = None
    """What the provider knows this installation by."""
    oidc_name: str = "OIDC"
    """What the button to sign in with the provider says."""
    oidc_scope: str = "openid profile email"
    """What the provider is asked for."""
    oidc_create: bool = False
    """Whether whom the provider knows gets an account at the first sign-in; otherwise only who has one gets in, known
    by the e-mail address that the provider has verified."""

    files_url: str | None = Field(default=None, repr=False)
    """Where the contents of files are kept, as `file:///srv/lowcode` or `s3://bucket/lowcode`, any address that fsspec
    knows with its package installed; without it, in the home."""
    file_megabytes: Annotated[int, Field(ge=1, le=10_000)] = 100
    """The largest file that can be uploaded, in millions of bytes; a field can take less."""
    file_endings: str = ""
    """The endings that files may have anywhere, as `pdf docx png`; all when it says nothing."""
    bundle_megabytes: Annotated[int, Field(ge=1, le=50)] = 50
    """The largest ZIP file of an app that can be imported, in millions of bytes."""

    @property
    def brings_demo(self) -> bool:
        """Whether the first start brings people and records to try: to somebody's own database only when asked."""
        return self.database_url is None if self.demo is None else self.demo

    @classmethod
    def of(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Return the settings that an environment says; an empty variable says nothing.

        Raises `Invalid` with every variable that is wrong, or that begins like a setting and is none.
        """
        known = {variable(each.name): each.name for each in fields(cls)}
        said = {name: value for name, value in environment.items() if name.startswith(PREFIX) and value}
        problems = [
            UNKNOWN_SETTING.report(setting=name, known=", ".join(known)) for name in sorted(said) if name not in known
        ]
        try:
            made = cls(**{known[name]: value for name, value in said.items() if name in known})  # type: ignore[arg-type]
        except ValidationError as error:
            problems += [
                WRONG_SETTING.report(
                    setting=variable(str(each["loc"][0])), found=_shown(each), reason=each["msg"].rstrip(".")
                )
                for each in error.errors()
            ]
            made = cls()
        if problems:
            message = "the environment is wrong"
            raise Invalid(message, problems)
        return replace(made, home=made.home.absolute())


def variable(name: str) -> str:
    """Return the environment variable of a setting."""
    return PREFIX + name.upper()


def _shown(error: Mapping[str, object]) -> str:
    """Return the value of a wrong setting for a message, unless it is a secret."""
    named = str(error.get("loc"))
    return "what it is" if "secret" in named or "url" in named else repr(error.get("input"))
