"""What ``markets`` keeps from one step to the next, and what it publishes for others."""

from dataclasses import dataclass

from sim.array_types import FloatArray
from sim.world.axes import DRUGS, MARKETS

D, M = len(DRUGS), len(MARKETS)


@dataclass
class Abroad:
    """Shapes (D, M); the United States' column is unused and neutral.

    Attributes
    ----------
    demand_2012, incumbents_2012
        Use and others' supply [pure kg/month].
    growth
        Growth of both [1/year].
    elasticity
        Of demand [1].
    price_2012
        Wholesale price, at home half-way to retail [USD/pure kg].
    log_price
        Log of the price over that of 2012.
    """

    demand_2012: FloatArray
    incumbents_2012: FloatArray
    growth: FloatArray
    elasticity: FloatArray
    price_2012: FloatArray
    log_price: FloatArray


@dataclass
class Trend:
    """Two log averages of arrivals, shape (D,): their own trend without its lag."""

    first: FloatArray
    second: FloatArray

    @property
    def expected(self) -> FloatArray:
        """Log arrivals expected now: ``2 x first - second`` (double exponential smoothing)."""
        return 2.0 * self.first - self.second

    def follow(self, log_arrivals: FloatArray, closed: float) -> None:
        """Move both averages one step on."""
        self.first = self.first + closed * (log_arrivals - self.first)
        self.second = self.second + closed * (self.first - self.second)


@dataclass
class MarketsState:
    """The US market by drug, shape (D,) unless said otherwise, and markets abroad.

    Attributes
    ----------
    log_price_persistent, log_price_transitory
        Lasting and passing log price over 2012.
    log_price_mixed
        The lasting one as dealers who cut drugs follow it.
    log_purity
        Log deviation of purity from normal.
    us_stock_kg
        Stock of the US tier [pure kg].
    demand_seen
        Demand as the US tier sees it [pure kg/month].
    others_2012, others_kg
        Supply from outside Mexico: in 2012 [pure kg/month], and this step [pure kg].
    arrivals_kg, for_sale_kg, sales_kg
        This step [pure kg]; no more can be used than is for sale.
    border_price, retail_price
        [USD/pure kg].
    retail_2012
        Retail price of 2012 [USD/pure kg].
    purity, border_purity, purity_used
        Pure share of what is put on the market, of gross weight at the border, and of what
        users get out of stocks that were filled before [1].
    fentanyl_share
        Synthetic share of illicit opioid doses [1].
    dose_share, appeal
        Shares of opioid doses and habit: fentanyl, heroin, novel opioid, (3,).
    log_price
        Log price of a dose over January 2012: opioid, cocaine, methamphetamine, (3,).
    dose_price_2012
        Mean opioid dose in January 2012 [USD].
    trend
        Trend of arrivals.
    abroad
        Markets outside the United States.
    net_price_2012
        What a kilogram shipped brought after losses and partners in 2012 [USD/kg], (D, M).
    market_payoff_2012
        The same less the cost of moving it [USD/kg], (D, M).
    openness
        How open a market is to a drug [1], (D, M).
    """

    log_price_persistent: FloatArray
    log_price_transitory: FloatArray
    log_price_mixed: FloatArray
    log_purity: FloatArray
    us_stock_kg: FloatArray
    demand_seen: FloatArray
    others_2012: FloatArray
    others_kg: FloatArray
    arrivals_kg: FloatArray
    for_sale_kg: FloatArray
    sales_kg: FloatArray
    border_price: FloatArray
    retail_price: FloatArray
    retail_2012: FloatArray
    purity: FloatArray
    border_purity: FloatArray
    purity_used: FloatArray
    fentanyl_share: float
    dose_share: FloatArray
    appeal: FloatArray
    log_price: FloatArray
    dose_price_2012: float
    trend: Trend
    abroad: Abroad
    net_price_2012: FloatArray
    market_payoff_2012: FloatArray
    openness: FloatArray

    @property
    def log_border_price(self) -> FloatArray:
        """Log of the border price over that of 2012, shape (D,)."""
        return self.log_price_persistent + self.log_price_transitory
