"""`DEPARTMENTS` and `PEOPLE`: the company by which the apps can be tried."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class DemoDepartment:
    """A department."""

    name: str
    """How it is called."""
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
    whole: bool = False
    """Whether the person is only there when the whole demonstration is."""


DEPARTMENTS: Final = (
    DemoDepartment("销售部"),
    DemoDepartment("华东销售组", "销售部"),
    DemoDepartment("华南销售组", "销售部"),
    DemoDepartment("华北销售组", "销售部"),
    DemoDepartment("市场部"),
    DemoDepartment("渠道部"),
    DemoDepartment("法务部"),
    DemoDepartment("财务部"),
    DemoDepartment("采购部"),
    DemoDepartment("仓储部"),
    DemoDepartment("客户服务部"),
)
"""Those above stand before those below."""

OWNERS: Final = "seller"
"""The role of those to whom the sample records belong."""

_EAST, _SOUTH, _NORTH = "华东销售组", "华南销售组", "华北销售组"
_SELLERS: Final = (
    ("林悦", _EAST),
    ("高峰", _EAST),
    ("何川", _SOUTH),
    ("许静", _SOUTH),
    ("郭涛", _EAST),
    ("沈佳怡", _SOUTH),
    ("马骏", _NORTH),
    ("罗欣", _NORTH),
    ("梁宇航", _EAST),
    ("宋雨桐", _SOUTH),
    ("唐磊", _NORTH),
    ("韩雪", _EAST),
    ("冯凯", _SOUTH),
    ("董洁", _NORTH),
    ("程浩然", _EAST),
    ("曹颖", _SOUTH),
    ("袁野", _NORTH),
    ("邓超群", _EAST),
    ("傅文静", _SOUTH),
    ("彭博", _NORTH),
)
"""Sellers by name and group."""
_FEW_SELLERS: Final = 6
"""How many of them are always there."""

PEOPLE: Final = (
    DemoPerson("director", "陈志远", "销售部", "销售总监", "director", head=True),
    DemoPerson("manager", "周敏", _EAST, "销售经理", "manager", head=True),
    DemoPerson("manager2", "吴建军", _SOUTH, "销售经理", "manager", head=True),
    DemoPerson("manager3", "孙丽华", _NORTH, "销售经理", "manager", head=True, whole=True),
    *(
        DemoPerson(f"{OWNERS}{at}" if at > 1 else OWNERS, name, group, "客户经理", OWNERS, whole=at > _FEW_SELLERS)
        for at, (name, group) in enumerate(_SELLERS, 1)
    ),
    DemoPerson("legal", "方正", "法务部", "法务经理", "legal", head=True),
    DemoPerson("finance", "钱瑾", "财务部", "财务经理", "finance", head=True),
    DemoPerson("buyer", "施远", "采购部", "采购主管", "buyer", head=True),
    DemoPerson("keeper", "包大成", "仓储部", "仓库主管", "keeper", head=True),
    DemoPerson("service", "夏晴", "客户服务部", "客服主管", "service", head=True),
    DemoPerson("technician", "石磊", "客户服务部", "售后工程师", "technician"),
    DemoPerson("marketing", "叶青", "市场部", "市场经理", "marketing", head=True),
    DemoPerson("channel", "江波", "渠道部", "渠道经理", "channel", head=True),
)
"""Sellers in groups, so that it shows who sees whose records, and those who buy, store, serve and advertise."""
