"""Questions by chance over the shop, all of them valid."""

from datetime import date, timedelta
from random import Random
from typing import Any

from engine_reports.query import ReportQuery

_TIMES = ("placed", "due")
_ALONG = {"day", "week", "month", "quarter", "year"}
_NUMBERS = {
    "order": ("amount", "cost", "margin", "customer.credit", "amount * 2", "sum(lines.quantity)", "count(lines)"),
    "order.lines": ("quantity", "price", "quantity * price", "order.amount", "order.customer.credit"),
    "joined_order": (
        "amount",
        "quota.target",
        "amount - quota.target",
        "visits.hours",
        "visits.number",
        "customer.credit",
        "visits.hours * amount",
    ),
}
_PREFIX = {"order": "", "order.lines": "order.", "joined_order": ""}


class Questions:
    """A stream of questions."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def draw(self) -> ReportQuery:
        """Return a question."""
        random = self.random
        self.dataset = random.choice(["order", "order", "order.lines", "joined_order"])
        self.prefix = _PREFIX[self.dataset]
        dimensions = self._dimensions()
        self.times = [
            one["name"]
            for one in dimensions
            if one.get("grain") in {"day", "week", "month", "quarter", "year"} and not one.get("age")
        ]
        self.ages = [one["name"] for one in dimensions if one.get("age")]
        self.names = [one["name"] for one in dimensions]
        measures = [self._measure(f"m{at}") for at in range(random.choice([1, 1, 2, 3, 4]))]
        plain = [one["name"] for one in measures if "of" not in one["of"] and one["of"]["kind"] != "rfm"]
        query: dict[str, Any] = {"dataset": self.dataset, "dimensions": dimensions, "measures": measures}
        if random.random() < 0.5:
            query["filter"] = self._condition()
        if random.random() < 0.4:
            query |= self._period()
        if random.random() < 0.4:
            query["totals"] = random.choice(["grand", "all"])
        if self.names and random.random() < 0.3:
            query["pivot"] = [random.choice(self.names)]
        if random.random() < 0.4:
            query["sort"] = [
                {
                    "by": random.choice([*self.names, *(one["name"] for one in measures)]),
                    "descending": random.random() < 0.5,
                }
            ]
        if random.random() < 0.4:
            query["limit"] = self._limit(plain)
        if random.random() < 0.15 and plain and measures[0]["of"]["kind"] in {"sum", "count", "average"}:
            query["having"] = f"{measures[0]['name']} > {random.randint(0, 60)}"
        return ReportQuery.model_validate(query)

    def _dimensions(self) -> list[dict[str, Any]]:
        p = self.prefix
        choices: list[dict[str, Any]] = [
            {"expression": f"{p}status"},
            {"expression": f"{p}customer.region.name"},
            {"expression": f"{p}customer.name"},
            {"expression": f"{p}paid"},
            {"expression": f"{p}amount", "edges": ["0", "25.5", "100"]},
            {"expression": f"{p}amount", "width": self.random.choice(["25", "0.5", "33.3"])},
            {"expression": f'if {p}amount > 50 then "L" else "S"'},
            *({"expression": f"{p}{self.random.choice(_TIMES)}", "grain": grain}
              for grain in ("day", "week", "month", "quarter", "year", "hour_of_day", "day_of_week", "month_of_year")),
            {"expression": f"{p}placed", "grain": "year", "fiscal": {"first_month": self.random.randint(1, 12)}},
            {"expression": f"{p}due", "grain": "quarter", "fiscal": {"first_month": self.random.randint(1, 12)}},
            {"expression": f"{p}due", "grain": "week", "fiscal": {"first_weekday": self.random.randint(1, 7)}},
            {"expression": f"{p}customer.since", "grain": "year"},
            {"expression": f"{p}placed", "grain": "quarter", "first_of": f"{p}customer.id"},
            {"expression": f"{p}placed", "grain": "month", "first_of": f"{p}customer.id", "age": True},
        ]  # fmt: skip
        if self.dataset == "joined_order":
            choices += [{"expression": "quota.id"}, {"expression": "beyond"}, {"expression": "quota != null"},
                        {"expression": "visits.number", "width": "2"}, {"expression": "visits.last", "grain": "week"},
                        {"expression": "quota.status"}]  # fmt: skip
        if self.dataset != "order.lines":
            choices += [{"expression": "large"}, {"expression": "days between(placed, due)", "width": "30"}]
        else:
            choices += [{"expression": "sku"}, {"expression": "quantity"}]
        found = self.random.sample(choices, self.random.choice([0, 1, 1, 2, 2, 3]))
        return [{"name": f"d{at}", **one} for at, one in enumerate(found)]

    def _number(self, *, own: bool = False) -> str:
        numbers = _NUMBERS[self.dataset]
        if own:
            elsewhere = ("customer.", "order.", "quota.target", "visits.hours", "visits.number")
            numbers = tuple(one for one in numbers if one == "visits.hours * amount" or not one.startswith(elsewhere))
        return self.random.choice(numbers)

    def _condition(self) -> str:
        p = self.prefix
        return self.random.choice(
            [f"{p}amount > 20", f'{p}status = "won"', f"not({p}paid)", f'{p}customer.region.name = "华东"',
             f'{p}status in ("won", "new") or {p}paid', f'{p}due >= @"2025-06-01"', f"{p}customer.credit > 300"]
        )  # fmt: skip

    def _plain(self, *, own: bool = False, totals: bool = False) -> dict[str, Any]:
        p, random = self.prefix, self.random
        number = self._number(own=own)
        choices: list[dict[str, Any]] = [
            {"kind": "sum", "value": number},
            {"kind": "count"},
            {"kind": "count", "value": number},
            {"kind": "ageing", "value": self._number(own=own), "since": f"{p}due", "until": f"date({p}placed)",
             "low": random.choice([None, -20]), "high": random.choice([None, 0, 10])},
        ]  # fmt: skip
        if totals:
            return random.choice(choices)
        choices += [
            {"kind": "average", "value": number},
            {"kind": "ratio", "numerator": self._number(own=own), "denominator": self._number(own=own)},
            {"kind": "days_between", "start": f"{p}placed", "end": f"{p}due"}
            if not own or not p
            else {"kind": "count"},
            {"kind": "minimum", "value": random.choice([number, f"{p}due"] if not own else [number])},
            {"kind": "maximum", "value": number},
        ]
        if not own:
            choices += [
                {"kind": "distinct", "value": random.choice([f"{p}customer.id", f"{p}status", number])},
                {"kind": "minimum", "value": f"{p}status"},
                {"kind": "maximum", "value": f"{p}placed"},
                {"kind": "median", "value": number},
                {"kind": "percentile", "value": number, "percent": random.choice(["1", "25", "50", "99.5", "100"])},
                {"kind": "first", "value": random.choice([f"{p}status", "id", f"{p}amount"]), "time": f"{p}placed"},
                {"kind": "last", "value": f"{p}amount", "time": f"{p}due"},
                {"kind": "funnel_conversion", "key": f"{p}customer.id", "entered": f"{p}amount > 0",
                 "reached": f'{p}status = "won"'},
            ]  # fmt: skip
        return random.choice(choices)

    def _measure(self, name: str) -> dict[str, Any]:
        random = self.random
        of = self._plain() if random.random() < 0.6 else self._windowed()
        found: dict[str, Any] = {"name": name, "of": of}
        if random.random() < 0.25:
            found["filter"] = self._condition()
        return found

    def _windowed(self) -> dict[str, Any]:
        random = self.random
        choices: list[dict[str, Any]] = [
            {"kind": "share", "of": self._plain(own=True),
             "within": random.sample(self.names, random.randint(0, len(self.names)))},
            {"kind": "abc", "of": self._plain(own=True, totals=True)},
            {"kind": "rfm", "time": f"{self.prefix}placed", "amount": self._number(own=True),
             "scores": random.randint(2, 5)},
        ]  # fmt: skip
        if self.times:
            choices += [
                {"kind": "running_total", "of": self._plain(own=True)},
                {"kind": "year_to_date", "of": self._plain(own=True), "first_month": random.randint(1, 12)},
                {"kind": "moving_average", "of": self._plain(own=True), "periods": random.randint(2, 4)},
                {"kind": "period_over_period", "of": {"kind": "sum", "value": self._number()},
                 "back": random.choice(["period", "year"]),
                 "show": random.choice(["growth", "difference", "before"])},
            ]  # fmt: skip
        if self.ages:
            choices += [{"kind": "cohort_retention", "of": {"kind": "distinct", "value": f"{self.prefix}customer.id"},
                         "age": self.ages[0]}] * 3  # fmt: skip
        found = random.choice(choices)
        if found["kind"] == "share" and found["of"]["kind"] in {"minimum", "maximum"}:
            found["of"] = {"kind": "count"}
        return found

    def _period(self) -> dict[str, Any]:
        random = self.random
        start = date(2025, random.randint(1, 12), random.choice([1, 1, 7, 29 if random.random() < 0 else 28]))
        if random.random() < 0.5:
            start = start.replace(day=1)
            end = date(start.year + 1, random.randint(1, 12), 1)
        else:
            end = start + timedelta(days=random.randint(1, 400))
        period = {"time": f"{self.prefix}{random.choice(_TIMES)}", "start": start, "end": end}
        return {"period": period, "comparison": random.choice(["none", "previous_period", "previous_year"])}

    def _limit(self, plain: list[str]) -> dict[str, Any]:
        random = self.random
        found: dict[str, Any] = {"count": random.randint(1, 5)}
        if self.names and random.random() < 0.7:
            found |= {"dimension": random.choice(self.names), "others": random.random() < 0.7}
            if plain and random.random() < 0.8:
                found["by"] = random.choice(plain)
        return found
