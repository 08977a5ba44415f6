"""The named axes of every array in the model, in their fixed order."""

from typing import Final

REGION_NAMES: Final[dict[str, str]] = {
    "MX-AGU": "Aguascalientes",
    "MX-BCN": "Baja California",
    "MX-BCS": "Baja California Sur",
    "MX-CAM": "Campeche",
    "MX-CHH": "Chihuahua",
    "MX-CHP": "Chiapas",
    "MX-CMX": "Ciudad de Mexico",
    "MX-COA": "Coahuila",
    "MX-COL": "Colima",
    "MX-DUR": "Durango",
    "MX-GRO": "Guerrero",
    "MX-GUA": "Guanajuato",
    "MX-HID": "Hidalgo",
    "MX-JAL": "Jalisco",
    "MX-MEX": "Estado de Mexico",
    "MX-MIC": "Michoacan",
    "MX-MOR": "Morelos",
    "MX-NAY": "Nayarit",
    "MX-NLE": "Nuevo Leon",
    "MX-OAX": "Oaxaca",
    "MX-PUE": "Puebla",
    "MX-QUE": "Queretaro",
    "MX-ROO": "Quintana Roo",
    "MX-SIN": "Sinaloa",
    "MX-SLP": "San Luis Potosi",
    "MX-SON": "Sonora",
    "MX-TAB": "Tabasco",
    "MX-TAM": "Tamaulipas",
    "MX-TLA": "Tlaxcala",
    "MX-VER": "Veracruz",
    "MX-YUC": "Yucatan",
    "MX-ZAC": "Zacatecas",
}
"""Short name of each region by its ISO 3166-2 code."""

REGIONS: Final[tuple[str, ...]] = tuple(REGION_NAMES)
"""The 32 Mexican states, in the order of ``states.csv``."""

ROUTES: Final[tuple[str, ...]] = (
    "california/port_of_entry",
    "arizona/port_of_entry",
    "texas_west/port_of_entry",
    "texas_laredo/port_of_entry",
    "texas_valley/port_of_entry",
    "california/between_ports",
    "arizona/between_ports",
    "texas/between_ports",
    "pacific/sea",
    "caribbean/sea",
    "air/parcel",
    "container/europe",
    "container/asia_pacific",
    "mexico/overland",
)
"""Corridor and mode of each route, in the order of ``routes.csv``; never finer."""

ROUTES_ABROAD: Final[tuple[str, ...]] = (
    "mexico/overland",
    "container/europe",
    "container/asia_pacific",
)
"""The one route that serves each market outside the United States, in the order of MARKETS."""

US_ROUTES: Final[tuple[str, ...]] = tuple(r for r in ROUTES if r not in ROUTES_ABROAD)
"""Routes to the United States, the first of ``ROUTES``."""

DRUGS: Final[tuple[str, ...]] = (
    "fentanyl",
    "heroin",
    "methamphetamine",
    "cocaine",
    "novel_opioid",
)
MARKETS: Final[tuple[str, ...]] = ("united_states", "mexico", "europe", "asia_pacific")
TRADES: Final[tuple[str, ...]] = (
    "trafficking",
    "extortion",
    "fuel_theft",
    "migrant_smuggling",
    "captured_business",
)
CHANNELS: Final[tuple[str, ...]] = ("banks", "trade", "broker_networks", "crypto", "cash")

OUTGOINGS: Final[tuple[str, ...]] = (
    "product",
    "fees",
    "seized",
    "bribes",
    "arms",
    "overhead",
    "pay",
    "draw",
)
"""What groups' money goes to; ``draw`` is what owners take out of cash."""

SEIZED_DRUGS: Final[tuple[str, ...]] = DRUGS[:4]
"""The four drugs whose seizures and route shares are published."""

CORRIDORS: Final[tuple[str, ...]] = (
    "california",
    "arizona",
    "texas_west",
    "texas_laredo",
    "texas_valley",
)
"""Border corridors that a region can adjoin."""
