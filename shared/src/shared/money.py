"""Money as callers see it: exact decimal text and an ISO 4217 code."""

from __future__ import annotations

from decimal import Decimal

# ISO 4217 currencies whose minor unit is not a hundredth.
_EXPONENTS = dict.fromkeys(
    [
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "UYI",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ],
    0,
)
_EXPONENTS |= dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3)
_EXPONENTS |= dict.fromkeys(["CLF", "UYW"], 4)
_HUNDREDTH = Decimal("0.01")
_MINOR_UNITS = {currency: Decimal(1).scaleb(-exponent) for currency, exponent in _EXPONENTS.items()}


def minor_unit(currency: str) -> Decimal:
    """The smallest amount the currency has coins for, such as 0.01."""
    return _MINOR_UNITS.get(currency, _HUNDREDTH)


def amount_text(amount: Decimal, currency: str) -> str:
    """The amount rounded half even to the currency's minor unit, without exponent or grouping; never `-0.00`."""
    # Half even is what every context rounds by; saying so takes as long as rounding, and a long series has thousands.
    rounded = amount.quantize(_MINOR_UNITS.get(currency, _HUNDREDTH))
    return str(rounded or abs(rounded))  # of at most four places: too few for an exponent


def money(amount: Decimal, currency: str) -> dict[str, str]:
    """The contract's Money."""
    rounded = amount.quantize(_MINOR_UNITS.get(currency, _HUNDREDTH))  # as `amount_text`: a call less for thousands
    return {"amount": str(rounded or abs(rounded)), "currency": currency}
