"""`DEPARTMENTS` and `PEOPLE`: the small sales organisation that the first start brings to try the apps with."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class DemoDepartment:
    """A department."""

    name: str
    """What it is called."""
    above: str = ""
    """The one that it stands below; none at the top."""


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody with an account."""

    name: str
    """What the person signs in with."""
    display_name: str
    """How the person is called."""
    department: str
    """The main department."""
    title: str
    """What the person is there."""
    role: str
    """The role in every app that has one of this name."""
    head: bool = False
    """Whether the person heads the department."""


DEPARTMENTS: Final = (
    DemoDepartment("销售部"),
    DemoDepartment("华东销售组", "销售部"),
    DemoDepartment("华南销售组", "销售部"),
    DemoDepartment("法务部"),
    DemoDepartment("财务部"),
)
"""Those above stand before those below."""

PEOPLE: Final = (
    DemoPerson("director", "陈志远", "销售部", "销售总监", "director", head=True),
    DemoPerson("manager", "周敏", "华东销售组", "销售经理", "manager", head=True),
    DemoPerson("seller", "林悦", "华东销售组", "客户经理", "seller"),
    DemoPerson("seller2", "高峰", "华东销售组", "客户经理", "seller"),
    DemoPerson("seller3", "何川", "华南销售组", "客户经理", "seller"),
    DemoPerson("legal", "方正", "法务部", "法务经理", "legal", head=True),
    DemoPerson("finance", "钱瑾", "财务部", "财务经理", "finance", head=True),
)
"""Sellers in two groups, so that it shows who sees whose records; legal and finance, who approve contracts."""

OWNERS: Final = "seller"
"""The role of those to whom the sample records belong."""
