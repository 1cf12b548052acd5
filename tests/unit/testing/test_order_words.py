"""Orders in words become what a strategy would ask for; words that nobody knows are refused."""

from decimal import Decimal

import pytest

from mqk_core.testing.order_words import read_order


@pytest.mark.parametrize(
    ("words", "terms"),
    [
        ("a market order to buy 100 ACME", {}),
        ("a limit of 9.5 to buy 100 ACME", {"limit": Decimal("9.5")}),
        ("a stop of 9 to buy 100 ACME", {"stop": 9}),
        ("a stop of 11 with a limit of 12 to buy 100 ACME", {"stop": 11, "limit": 12}),
        ("a trail of 2 to buy 100 ACME", {"trail": 2}),
        ("a trail of 5% to buy 100 ACME", {"trail_fraction": Decimal("0.05")}),
        ("a limit of 9 to buy 100 ACME, good for the day", {"limit": 9, "time_in_force": "day"}),
        ("a limit of 9 to buy 100 ACME, only to reduce", {"limit": 9, "reduce_only": True}),
        (
            "a market order to buy 100 ACME, with a stop of 8, with a target of 12",
            {"stop_loss": 8, "take_profit": 12},
        ),
        ("a market order to buy 100 ACME, with a trail of 5%", {"stop_loss_trail_fraction": Decimal("0.05")}),
    ],
)
def test_words_say_the_terms(words, terms):
    read = read_order(words)
    assert read.terms == terms
    assert (read.name, read.symbol, read.quantity, read.instead_of) == ("order", "ACME", 100, "")


def test_a_sale_is_negative_and_orders_have_names():
    read = read_order("a stop of 9 to sell 2.5 BRK.B, called down, instead of up")
    assert (read.name, read.symbol, read.quantity, read.instead_of) == ("down", "BRK.B", Decimal("-2.5"), "up")


@pytest.mark.parametrize(
    "words",
    [
        "buy 100 ACME",
        "a limit to buy 100 ACME",
        "a wish of 9 to buy 100 ACME",
        "a limit of 9 to buy 100 ACME, soon",
        "a limit of 9 to hold 100 ACME",
    ],
)
def test_words_that_nobody_knows_are_refused(words):
    with pytest.raises(ValueError, match="order"):
        read_order(words)
