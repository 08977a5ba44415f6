"""More rows of section 3: what demand and people should do, with bands and grades."""

from typing import Final

from experiments.validation.episodes.bands import EVER, SOURCE, factor_two, signed
from experiments.validation.targets import Target

DELL: Final = "Dell, Feigenberg & Teshima 2019"
DEMAND: Final = (
    Target(
        "E12.treatment",
        "A",
        "treatment money x2 from 2014: opioid deaths, 4 years, ratio - 1 (stated band)",
        -0.06,
        -0.09,
        -0.02,
        "Kravitz-Wirtz 2020",
    ),
    Target(
        "E12.naloxone",
        "A",
        "naloxone x1.8 in 2021: opioid deaths, ratio - 1 (stated band)",
        -0.09,
        -0.24,
        0.09,
        "HEALing Communities",
    ),
    *(
        Target(
            f"E13.{name}",
            "B",
            f"{words}, 10 years: opioid deaths, ratio - 1 (factor two)",
            value,
            *factor_two(value, value),
            SOURCE,
        )
        for name, words, value in (
            ("lethality", "lethality of fentanyl -20%", -0.11),
            ("naloxone", "naloxone +20%", -0.03),
            ("return_to_use", "return to use -20%", -0.04),
            ("places", "buprenorphine places +20%", -0.004),
        )
    ),
)
PEOPLE: Final = (
    signed(
        "E14.joining",
        "B",
        "tariff 100: recruits in the ten states with most members, years 2-3, ratio - 1 (up)",
        0.0,
        EVER,
        DELL,
    ),
    signed(
        "E14.joining_absent",
        "B",
        "same for each man in the ten with fewest, over the former (effects.md 0-0.5)",
        -0.5,
        0.5,
        DELL,
    ),
    signed(
        "E14.violence",
        "B",
        "same: homicides in the ten with most, ratio - 1 (up)",
        0.0,
        EVER,
        DELL,
    ),
    signed(
        "E14.violence_absent",
        "B",
        "same for each man in the ten with fewest, over the former (effects.md 0-0.5)",
        -0.5,
        0.5,
        DELL,
    ),
    signed(
        "E15.record",
        "B",
        "deportations x2, all added with a record: homicides where they "
        "return, 5 years, ratio - 1 (up)",
        0.0,
        EVER,
        "Sviatschi 2022",
    ),
    Target(
        "E15.others",
        "B",
        "same, none added with a record (near zero: under 2%)",
        0.0,
        -0.02,
        0.02,
        "Ambrosius 2018",
    ),
    signed(
        "E17.fuel",
        "B",
        "drug income -30%: fuel theft, year 2, ratio - 1 (up)",
        0.0,
        EVER,
        "Battiston et al. 2024",
    ),
    signed(
        "E17.extortion",
        "B",
        "same: extortion, year 2, ratio - 1 (up)",
        0.0,
        EVER,
        "Battiston et al. 2024",
    ),
    Target(
        "E17.challengers",
        "B",
        "same: part of new entry by all but the three largest, year 1 (effects.md 0.4-0.9)",
        0.65,
        0.4,
        0.9,
        "Battiston et al. 2024",
    ),
    Target(
        "E17.violence",
        "B",
        "same: homicides in the ten states with most pipelines, ratio - 1 (none: within 5%)",
        0.0,
        -0.05,
        0.05,
        "Battiston et al. 2024",
    ),
    Target(
        "E19.voluntary",
        "B",
        "2,500 USD a year to all at risk: voluntary joining, year 1, ratio - 1 (factor two)",
        -0.5,
        -1.0,
        -0.25,
        "Prieto-Curiel 2025",
    ),
    Target(
        "E19.forced",
        "B",
        "same: forced joining (stays: within 5%)",
        0.0,
        -0.05,
        0.05,
        "Prieto-Curiel 2025",
    ),
    Target(
        "E20",
        "C",
        "553,000 open places, 5 years, against none: homicides, ratio - 1 (not "
        "visible: within 3%)",
        0.0,
        -0.03,
        0.03,
        "Sumano & Reyes 2025",
    ),
    Target(
        "E21.2012",
        "C",
        "laundering fee in 2012 (stated band)",
        0.11,
        0.07,
        0.15,
        "Treasury, press",
    ),
    Target(
        "E21.2024",
        "C",
        "laundering fee in 2024 (stated band)",
        0.035,
        0.01,
        0.06,
        "Treasury, press",
    ),
)
