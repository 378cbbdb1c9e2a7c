"""Believable words for samples: companies, people, products and sentences of a Chinese business."""

from random import Random
from typing import Final

PLACES: Final = ("上海", "北京", "深圳", "杭州", "苏州", "成都", "武汉", "西安", "青岛", "宁波", "无锡", "佛山")
NAMES: Final = ("华创", "恒信", "瑞丰", "天元", "博远", "鼎盛", "新桥", "云帆", "康泰", "中科", "联达", "泰和")
TRADES: Final = (
    "科技",
    "电子",
    "机械",
    "贸易",
    "医疗器械",
    "新材料",
    "物流",
    "软件",
    "建材",
    "食品",
    "化工",
    "自动化设备",
)
ENDS: Final = ("有限公司", "股份有限公司", "有限责任公司", "集团有限公司")
SURNAMES: Final = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN: Final = (
    "伟",
    "芳",
    "娜",
    "敏",
    "静",
    "强",
    "磊",
    "洋",
    "艳",
    "勇",
    "建国",
    "晓燕",
    "思远",
    "雨桐",
    "子涵",
    "文博",
)
PRODUCTS: Final = ("伺服电机", "温度传感器", "工业网关", "不锈钢阀门", "触摸屏", "变频器", "光电开关", "减速机")
SENTENCES: Final = (
    "客户希望下周收到报价。",
    "已电话沟通，对交期有要求。",
    "样品测试通过，准备小批量试产。",
    "采购负责人更换，需要重新拜访。",
    "对价格敏感，正在比较三家供应商。",
    "合同条款待法务确认。",
)


def company(random: Random) -> str:
    """Return the name of a company."""
    return random.choice(PLACES) + random.choice(NAMES) + random.choice(TRADES) + random.choice(ENDS)


def person(random: Random) -> str:
    """Return the name of a person."""
    return random.choice(SURNAMES) + random.choice(GIVEN)


def product(random: Random) -> str:
    """Return the name of a product with a model number."""
    return f"{random.choice(PRODUCTS)} {random.choice('ABCDE')}{random.randint(100, 999)}"


def sentence(random: Random) -> str:
    """Return a sentence of a salesperson."""
    return random.choice(SENTENCES)
