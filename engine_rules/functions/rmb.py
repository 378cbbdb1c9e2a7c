"""`RMB`: amounts in capital Chinese numerals.

After the rules of the People's Bank of China for filling in bills and settlement vouchers
(正确填写票据和结算凭证的基本规定, annex 1 of the 支付结算办法).
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from engine_rules.evaluation import NoResult
from engine_rules.function import function
from engine_rules.numbers import CONTEXT

LIMIT: Final = Decimal("9999999999999999.99")
"""The largest amount that is written."""
_DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_CENT: Final = Decimal("0.01")


def capital_amount(number: Decimal) -> str:
    """Return an amount in yuan in capital numerals, rounded half away from zero to fen.

    Ends in 整 when there is neither jiao nor fen. Raises `NoResult` beyond ±9,999,999,999,999,999.99.
    """
    if not -LIMIT <= number <= LIMIT:
        raise NoResult("the amount is too large to be written", "金额过大，无法转换为大写")
    total = int(CONTEXT.scaleb(number.copy_abs().quantize(_CENT, ROUND_HALF_UP, CONTEXT), 2))
    yuan, jiao, fen = total // 100, total // 10 % 10, total % 10
    text = f"{_whole(yuan)}元" if yuan else ""
    if not jiao and not fen:
        return ("负" if number < 0 and yuan else "") + (text or "零元") + "整"
    if yuan and (not jiao or yuan % 10 == 0):
        text += "零"
    text += f"{_DIGITS[jiao]}角" if jiao else ""
    text += f"{_DIGITS[fen]}分" if fen else ""
    return ("负" if number < 0 else "") + text


def _whole(number: int) -> str:
    """Return a positive whole number below ten quadrillions."""
    for size, unit in ((10**8, "亿"), (10**4, "万")):
        if number >= size:
            high, low = divmod(number, size)
            gap = "零" if 0 < low < size // 10 else ""
            return f"{_whole(high)}{unit}{gap}{_whole(low) if low else ''}"
    text, gap = "", ""
    for digit, unit in zip(f"{number:04d}", ("仟", "佰", "拾", ""), strict=True):
        if digit == "0":
            gap = "零" if text else ""
        else:
            text, gap = f"{text}{gap}{_DIGITS[int(digit)]}{unit}", ""
    return text


FUNCTION = function(
    "RMB",
    "text",
    "RMB(number: number) -> string",
    (
        "An amount of money in capital Chinese numerals, as contracts and vouchers show it.",
        "人民币大写金额，用于合同和票据。",
    ),
    [
        ("RMB(1234.5)", '"壹仟贰佰叁拾肆元伍角"'),
        ("RMB(0)", '"零元整"'),
        ("RMB(1680.32)", '"壹仟陆佰捌拾元零叁角贰分"'),
        ("RMB(107000.53)", '"壹拾万柒仟元零伍角叁分"'),
        ("RMB(16409.02)", '"壹万陆仟肆佰零玖元零贰分"'),
        ("RMB(100000001)", '"壹亿零壹元整"'),
        ("RMB(-0.05)", '"负伍分"'),
        ("RMB(1000000000000)", '"壹万亿元整"'),
        ("RMB(10000000000000000)", "null"),
        ("RMB(null)", "null"),
    ],
    capital_amount,
    without_sql="Amounts are written in words where they are shown or printed.",
)
