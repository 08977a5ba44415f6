"""Outcomes of states: institutions, arms, operations and public cost."""

import numpy as np

from sim.outcomes.declare import Evidence, Outcome, flow

SECURITY: tuple[Outcome, ...] = (
    Outcome(
        "cooperation",
        "index 0-1",
        "level",
        "US-Mexican security cooperation.",
        lambda model: float(model.institutions.cooperation),
        evidence=Evidence("none", "An index of the model; nobody measures it.", ()),
    ),
    Outcome(
        "corruption",
        "index 0-1",
        "level",
        "Corruption of officials, mean over states by population.",
        lambda model: float(
            np.average(model.institutions.corruption, weights=model.world.population)
        ),
        evidence=Evidence("none", "An index of the model; nobody measures it.", ()),
    ),
    Outcome(
        "arms_stock",
        "guns",
        "level",
        "Guns in use by criminal groups.",
        lambda model: float(np.sum(model.conflict.arms_stock)),
        evidence=Evidence(
            "C",
            "The yearly flow of guns south, as an order of magnitude.",
            ("H7.firearms", "E16"),
        ),
    ),
    Outcome(
        "captures",
        "captures/month",
        "flow",
        "Leaders removed.",
        flow("captures"),
        evidence=Evidence("none", "Known captures of 2012-24 are given to the model.", ()),
    ),
    Outcome(
        "splits",
        "splits/month",
        "flow",
        "Groups that divide.",
        flow("splits"),
        evidence=Evidence("B", "Groups gained after captures.", ("E3.groups",)),
    ),
    Outcome(
        "strike_events",
        "strikes/month",
        "flow",
        "Military strikes.",
        flow("strike_events"),
        evidence=Evidence("none", "A policy, counted.", ()),
    ),
    Outcome(
        "policy_cost_usd",
        "USD/month",
        "flow",
        "Public money for the levers, above their level of 2024; tariffs are a transfer.",
        flow("policy_cost_usd"),
        evidence=Evidence("none", "Budgets are assumed unit costs; nothing is compared.", ()),
    ),
)
