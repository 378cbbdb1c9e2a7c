"""Currencies by the letters of ISO 4217, with the signs that are written before amounts."""

from collections.abc import Mapping
from typing import Final

CURRENCIES: Final[Mapping[str, str]] = {
    "CNY": "¥", "USD": "US$", "EUR": "€", "GBP": "£", "JPY": "JP¥", "HKD": "HK$", "MOP": "MOP$", "TWD": "NT$",
    "KRW": "₩", "SGD": "S$", "AUD": "A$", "CAD": "CA$", "NZD": "NZ$", "CHF": "CHF ", "SEK": "SEK ", "NOK": "NOK ",
    "DKK": "DKK ", "RUB": "₽", "INR": "₹", "THB": "฿", "VND": "₫", "MYR": "RM", "IDR": "Rp", "PHP": "₱", "AED": "AED ",
    "SAR": "SAR ", "TRY": "₺", "BRL": "R$", "MXN": "MX$", "ZAR": "ZAR ", "PLN": "PLN ", "CZK": "CZK ", "HUF": "HUF ",
    "ILS": "₪", "KZT": "₸", "UAH": "₴", "EGP": "EGP ", "NGN": "₦", "KES": "KES ", "PKR": "PKR ", "BDT": "৳",
    "LKR": "LKR ", "MMK": "MMK ", "KHR": "KHR ", "LAK": "LAK ", "MNT": "₮", "UZS": "UZS ", "CLP": "CLP$", "COP": "COP$",
    "PEN": "PEN ", "ARS": "ARS$", "QAR": "QAR ", "KWD": "KWD ", "BHD": "BHD ", "OMR": "OMR ", "JOD": "JOD ",
    "RON": "RON ", "BGN": "BGN ", "ISK": "ISK ", "MAD": "MAD ", "NPR": "NPR ", "BND": "BND ",
}  # fmt: skip
"""The sign of each currency."""
