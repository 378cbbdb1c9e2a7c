"""`foretold`: how a series goes on, by the model that foretold best what is known by now.

It takes a second to import for the library of statistics: only the process that computes does so.

Exponential smoothing: Hyndman, Koehler, Ord and Snyder (2008), "Forecasting with Exponential Smoothing". The regression
is one of logarithms on a trend, Fourier terms of the season (Hyndman and Athanasopoulos, "Forecasting: Principles and
Practice", section 7.4) and promotions, which is why these multiply. The errors are those of held-out periods:
MASE by Hyndman and Koehler (2006), "Another look at measures of forecast accuracy".
"""

import math
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from statsmodels.regression.linear_model import OLS
from statsmodels.tsa.exponential_smoothing.ets import ETSModel

from engine_reports.course import LEAST

Numbers = npt.NDArray[np.float64]
_TRIES: Final = 3
"""How often it is tried what would have been foretold."""
_HARMONICS: Final = 2
"""Pairs of Fourier terms that make a season."""
_PROMOTED: Final = 3
"""Periods with promotions, and without, that it takes to estimate what these do."""
_BOUND: Final = 1e15
"""Beyond this a model has run away."""


@dataclass(frozen=True, slots=True)
class Series:
    """A series of periods that are over, with the promotions in them and in those to come."""

    numbers: Numbers
    promoted: Numbers
    planned: Numbers
    season: int
    confidence: float

    @property
    def horizon(self) -> int:
        """How many periods are foretold."""
        return len(self.planned)

    def until(self, end: int, horizon: int) -> "Series":
        """Return the series as it was known after `end` periods, with the next ones as those to come."""
        after = self.promoted[end : end + horizon]
        return Series(self.numbers[:end], self.promoted[:end], after, self.season, self.confidence)


@dataclass(frozen=True, slots=True)
class Band:
    """What is expected, and between what it should lie."""

    middle: Numbers
    low: Numbers
    high: Numbers


@dataclass(frozen=True, slots=True)
class Errors:
    """How wrong a model was about periods that it had not seen."""

    mape: float | None
    mase: float | None


@dataclass(frozen=True, slots=True)
class Effect:
    """By which factor promotions multiply, with its interval at 95 %."""

    factor: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Foretold:
    """How a series goes on."""

    band: Band
    model: str
    errors: Errors
    naive: Errors
    tested: int
    season: int
    effect: Effect | None


class _Unfit(Exception):  # noqa: N818 - not an error: another model is taken
    """The model cannot be made of these numbers."""


def foretold(series: Series) -> Foretold:
    """Return how a series of at least `LEAST` periods goes on."""
    season = series.season if len(series.numbers) >= 2 * series.season and series.season > 1 else 1
    series = Series(series.numbers, series.promoted, series.planned, season, series.confidence)
    tries = _tries(series)
    scores = {name: _tested(model, series, tries) for name, model in _MODELS.items()}
    best = min(scores, key=lambda name: (_rank(scores[name]), list(_MODELS).index(name)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        band = _MODELS[best](series)
        effect = _effect(series)
    tested = sum(horizon for _, horizon in tries)
    return Foretold(band, best, scores[best] or _NOTHING, scores["seasonal_naive"] or _NOTHING, tested, season, effect)


def _rank(errors: Errors | None) -> float:
    """Return what the best model has least of."""
    return math.inf if errors is None or errors.mase is None else errors.mase


def _tries(series: Series) -> list[tuple[int, int]]:
    """Return after how many periods it is tried to foretell how many: the last ones, each once."""
    # Less than two seasons are enough to try the regression; what needs more is left out.
    known, least = len(series.numbers), max(LEAST - 2, series.season + series.season // 2)
    horizon = max(1, min(series.horizon, known // 4))
    ends = [known - horizon * at for at in range(1, _TRIES + 1)]
    return [(end, horizon) for end in ends if end >= least] or [(known - 1, 1)]


def _tested(model: "_Model", series: Series, tries: list[tuple[int, int]]) -> Errors | None:
    """Return how wrong a model was in all tries; None when it could not be made in one of them."""
    missed: list[float] = []
    shares: list[float] = []
    scaled: list[float] = []
    for end, horizon in tries:
        known = series.until(end, horizon)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                middle = model(known).middle
        except (_Unfit, ValueError, ArithmeticError, np.linalg.LinAlgError):
            return None
        actual = series.numbers[end : end + horizon]
        off = np.abs(actual - middle)
        missed += off.tolist()
        shares += (off[actual != 0] / np.abs(actual[actual != 0])).tolist()
        scale = _scale(known)
        scaled += (off / scale).tolist() if scale else []
    mase = float(np.mean(scaled)) if scaled else (0.0 if not any(missed) else None)
    return Errors(float(np.mean(shares)) if shares else None, mase)


def _scale(series: Series) -> float:
    """Return the mean error of repeating the last season inside what is known."""
    lag = series.season if len(series.numbers) > series.season else 1
    return float(np.mean(np.abs(series.numbers[lag:] - series.numbers[:-lag])))


# --- models -----------------------------------------------------------------------------------------------------------


def _seasonal_naive(series: Series) -> Band:
    """Return the last season once more; the last period, where no season is seen."""
    known, lag = len(series.numbers), series.season
    middle = np.array([series.numbers[known - lag + at % lag] for at in range(series.horizon)])
    spread = float(np.std(series.numbers[lag:] - series.numbers[:-lag])) if known > lag else 0.0
    steps = np.sqrt(np.arange(series.horizon) // lag + 1.0)
    half = NormalDist().inv_cdf((1 + series.confidence) / 2) * spread * steps
    return _band(series, middle, middle - half, middle + half)


def _smoothing(series: Series) -> Band:
    """Return simple exponential smoothing with a damped trend."""
    return _smoothed(series, seasonal=False)


def _seasonal_smoothing(series: Series) -> Band:
    """Return exponential smoothing with a damped trend and a season."""
    if series.season == 1:
        raise _Unfit
    return _smoothed(series, seasonal=True)


def _smoothed(series: Series, *, seasonal: bool) -> Band:
    """Return exponential smoothing of logarithms without the effect of promotions, where there are logarithms."""
    effect = _effect(series)
    beta = math.log(effect.factor) if effect is not None else 0.0
    positive = bool(np.all(series.numbers > 0))
    values = np.log(series.numbers) - beta * series.promoted if positive else series.numbers
    if np.ptp(values) == 0:
        raise _Unfit
    model = ETSModel(
        pd.Series(values),
        error="add",
        trend="add" if len(values) >= 2 * LEAST else None,
        damped_trend=len(values) >= 2 * LEAST,
        seasonal="add" if seasonal else None,
        seasonal_periods=series.season if seasonal else None,
        initialization_method="heuristic" if len(values) >= 10 else "estimated",
    )
    made = model.fit(disp=False, maxiter=200)
    found = made.get_prediction(start=len(values), end=len(values) + series.horizon - 1)
    frame = found.summary_frame(alpha=1 - series.confidence)
    columns = [np.asarray(frame[name], dtype=float) for name in ("mean", "pi_lower", "pi_upper")]
    if positive:
        columns = [np.exp(one + beta * series.planned) for one in columns]
    return _band(series, *columns)


def _regression(series: Series) -> Band:
    """Return a regression of logarithms on trend, season and promotions."""
    if not np.all(series.numbers > 0):
        raise _Unfit
    known = len(series.numbers)
    made = OLS(np.log(series.numbers), _terms(series, 0, series.promoted)).fit()
    if made.df_resid < 2:
        raise _Unfit
    found = made.get_prediction(_terms(series, known, series.planned))
    low, high = found.conf_int(obs=True, alpha=1 - series.confidence).T
    return _band(series, np.exp(found.predicted_mean), np.exp(low), np.exp(high))


def _terms(series: Series, start: int, promoted: Numbers) -> Numbers:
    """Return the terms of the regression for some periods, the promotions last if their effect can be told."""
    at = np.arange(start, start + len(promoted), dtype=float)
    terms = [np.ones_like(at), at]
    for harmonic in range(1, min(_HARMONICS, series.season // 2) + 1):
        angle = 2 * math.pi * harmonic * at / series.season
        terms += [np.sin(angle), np.cos(angle)]
    if _told(series):
        terms.append(promoted)
    return np.column_stack(terms)


def _told(series: Series) -> bool:
    """Return whether there are enough periods with promotions and without to tell them apart."""
    promoted = int(np.sum(series.promoted > 0))
    return min(promoted, len(series.promoted) - promoted) >= _PROMOTED


def _effect(series: Series) -> Effect | None:
    """Return what promotions do; None where it cannot be told."""
    if not _told(series) or not np.all(series.numbers > 0):
        return None
    made = OLS(np.log(series.numbers), _terms(series, 0, series.promoted)).fit()
    if made.df_resid < 2:
        return None
    low, high = made.conf_int(alpha=0.05)[-1]
    found = Effect(*(float(np.exp(one)) for one in (made.params[-1], low, high)))
    return found if math.isfinite(found.factor) and found.high < _BOUND else None


def _band(series: Series, middle: Numbers, low: Numbers, high: Numbers) -> Band:
    """Return what is expected; what was never negative will not be. Raises `_Unfit` for what ran away."""
    if not all(bool(np.all(np.isfinite(one))) and float(np.max(np.abs(one))) < _BOUND for one in (middle, low, high)):
        raise _Unfit
    if np.all(series.numbers >= 0):
        return Band(np.maximum(middle, 0), np.maximum(low, 0), np.maximum(high, 0))
    return Band(middle, low, high)


_Model = Callable[[Series], Band]
_NOTHING: Final = Errors(None, None)
_MODELS: Final[Mapping[str, _Model]] = {
    "seasonal_naive": _seasonal_naive,
    "smoothing": _smoothing,
    "seasonal_smoothing": _seasonal_smoothing,
    "regression": _regression,
}
"""The models, the simplest first: of equals it is taken."""


# --- as JSON ----------------------------------------------------------------------------------------------------------


def told_as_json(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return how a series goes on, both as the JSON that processes exchange."""
    numbers, promoted, planned = (np.array(given[name], dtype=float) for name in ("values", "promoted", "planned"))
    series = Series(numbers, promoted, planned, int(given["season"]), float(given["confidence"]))
    found = foretold(series)
    return {
        "middle": found.band.middle.tolist(),
        "low": found.band.low.tolist(),
        "high": found.band.high.tolist(),
        "model": found.model,
        "mape": found.errors.mape,
        "mase": found.errors.mase,
        "naive_mape": found.naive.mape,
        "tested": found.tested,
        "season": found.season,
        "effect": None if found.effect is None else [found.effect.factor, found.effect.low, found.effect.high],
    }
