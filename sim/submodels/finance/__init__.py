"""Finance: income by trade, laundering, spending, cash, pay, and what each trade would pay."""

from sim.submodels.finance.process import advance, build, initialise_money

__all__ = ["advance", "build", "initialise_money"]
