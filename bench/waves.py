"""A large day on which everybody can be served, since it is drawn from a plan.

A district of 20 × 20 km at 30 km/h, ten hospitals, three waves of treatment, a fifth who ride alone. Each vehicle
drives one party after the other until everybody has been somebody's passenger; windows are laid around what it did.
"""

import math
import random

from transport.planning.problem import Problem, Request, Solution, Stop, Vehicle, Visit
from transport.planning.schedule import InfeasiblePlan, day_of

WAVES = (360.0, 600.0, 840.0)  # when the vehicles begin to fetch, in minutes of the day
ROUNDS = 2  # parties that a vehicle brings in each wave
HOSPITALS = 10
FETCHING, BRINGING, CLEANING = 5.0, 3.0, 10.0
LOADS = ((1, 0, 0), (2, 0, 0), (1, 1, 0), (0, 0, 1))
CAPACITIES = ((3, 1, 1), (4, 0, 0), (5, 2, 1))


def large_day(requests: int, vehicles: int) -> tuple[Problem, Solution]:
    """The problem, and the plan from which it was drawn: feasible, and far from the shortest."""
    return Day(requests, vehicles).drawn()


class Day:
    def __init__(self, requests: int, vehicles: int) -> None:
        self.draw = random.Random(7)
        spots = [(self.draw.uniform(0, 20), self.draw.uniform(0, 20)) for _ in range(1 + HOSPITALS + requests)]
        self.km = [[math.dist(here, there) for there in spots] for here in spots]
        self.minutes = [[2 * way for way in row] for row in self.km]
        self.wanted, self.asked = requests, list[Request]()
        self.fleet = [Vehicle(0, 0, 360, 1200, self.draw.choice(CAPACITIES), 720) for _ in range(vehicles)]
        self.routes: list[list[Visit]] = [[] for _ in self.fleet]
        self.free = [(WAVES[0], 0)] * vehicles  # since when, and where

    def drawn(self) -> tuple[Problem, Solution]:
        for wave in WAVES:
            for _round in range(ROUNDS):
                for number in range(len(self.fleet)):
                    self._bring(number, wave)
        if len(self.asked) < self.wanted:
            raise ValueError("too few vehicles for so many")
        return self._problem([]), Solution(self.routes)

    def _bring(self, number: int, wave: float) -> None:
        """Vehicle `number` fetches a party and brings it to a hospital, where it is cleaned, if it can by the rules."""
        loads, hospital = self._party(self.fleet[number].capacity), self.draw.randint(1, HOSPITALS)
        party = None if len(loads) == 1 and self.draw.random() < 0.6 else hospital
        if not loads:
            return
        now, place = max(self.free[number][0], wave), self.free[number][1]
        first = len(self.asked)
        homes = range(first + 1 + HOSPITALS, first + 1 + HOSPITALS + len(loads))
        for home in homes:
            now, place = now + self.minutes[place][home] + FETCHING, home
        begins = 15 * math.ceil((now + self.minutes[place][hospital] + BRINGING * len(loads)) / 15)
        there = Stop(hospital, begins - 45, begins, BRINGING)
        more = [
            Request(Stop(home, 360, 1200, FETCHING), there, load, longest_ride=90, party=party, turnaround=CLEANING)
            for home, load in zip(homes, loads, strict=True)
        ]
        visits = [Visit(first + one, end) for end in (False, True) for one in range(len(more))]
        try:
            day_of(self._problem(more), number, [*self.routes[number], *visits])
        except InfeasiblePlan:
            return
        self.asked += more
        self.routes[number] += visits
        self.free[number] = (begins + BRINGING + CLEANING, hospital)

    def _problem(self, more: list[Request]) -> Problem:
        return Problem([*self.asked, *more], self.fleet, self.minutes, self.km)

    def _party(self, capacity: tuple[int, ...]) -> list[tuple[int, ...]]:
        """One to three people for whom there is room together."""
        loads: list[tuple[int, ...]] = []
        for _one in range(min(self.draw.choice((1, 1, 2, 2, 3)), self.wanted - len(self.asked))):
            load = self.draw.choice(LOADS)
            if all(sum(kinds) <= room for *kinds, room in zip(*loads, load, capacity, strict=True)):
                loads.append(load)
        return loads
