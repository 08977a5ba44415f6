"""Markets: prices and purity in the United States before use, sales and stocks after it."""

from sim.submodels.markets.process import build, set_prices, settle

__all__ = ["build", "set_prices", "settle"]
