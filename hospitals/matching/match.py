"""The ranking itself: gather, exclude, order, explain."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hospitals.matching.directory import CITY, Located, current_directory, own_copy
from hospitals.matching.exclude import Asked, why_not
from hospitals.matching.lines import Line, Moment, best_line, is_in_force
from hospitals.matching.query import DESIGNATED, NEAREST, TREATING, Candidate, Query, Reason
from hospitals.matching.standing import Buffer, Standing
from hospitals.vocabulary import Need, Severity

FAR_AWAY = 20_000.0  # where a distance is not known, the institution comes after all whose distance is


def match(query: Query) -> list[Candidate]:
    """Every institution in question, the best first, the excluded ones last, as things stand this minute."""
    return Matcher().match(query)


class Matcher:
    """Answers any number of queries from one reading: as true as the moment it was made in. For a batch, never kept.

    1. Gather those of the person's city, of the areas policy names, and whoever serves the area from outside.
    2. Exclude what is closed, elsewhere, of another kind, for others, full or out of hours, each with why.
    3. Order the rest by the preferences in their order; give each its reasons.
    """

    def __init__(self) -> None:
        self.now = timezone.now()
        self.directory = current_directory()
        self.standing = Standing(self.now)

    def match(self, query: Query) -> list[Candidate]:
        asked = Asked(query, Moment.of(query.at or self.now), self.directory, self.standing)
        candidates = self._in_question(asked)
        for candidate in candidates:
            candidate.why_not = why_not(candidate, asked)
        candidates.sort(key=lambda candidate: (candidate.why_not is not None, *_order(candidate, query)))
        for rank, candidate in enumerate((c for c in candidates if c.why_not is None), start=1):
            candidate.rank = rank
            candidate.reasons = _reasons(candidate, query)
        return candidates

    def _in_question(self, asked: Asked) -> list[Candidate]:
        query, directory = asked.query, self.directory
        serving = directory.serving_place(query.area_id)
        point = directory.point_of(query.area_id)
        home = Located(*point) if point else None
        wanted = dict.fromkeys(directory.within((query.area_id[:CITY], *query.areas)))
        wanted |= dict.fromkeys(self._from_outside(serving, asked))
        if query.treating_hospital_id in directory.hospitals:
            wanted[query.treating_hospital_id] = None
        return [self._weighed(pk, serving.get(pk, []), home, asked) for pk in wanted]

    def _from_outside(self, serving: dict[int, list[Line]], asked: Asked) -> Iterable[int]:
        """Institutions anywhere that a line in force names for this place (T2b)."""
        for pk, lines in serving.items():
            if any(is_in_force(line, asked.moment) for line in lines):
                yield pk

    def _weighed(self, pk: int, lines: list[Line], home: Located | None, asked: Asked) -> Candidate:
        query = asked.query
        designation, specificity = best_line(lines, query, asked.moment) if lines else (None, 0)
        there = self.directory.points[pk]
        return Candidate(
            hospital=own_copy(self.directory.hospitals[pk], is_open=pk not in self.standing.closed),
            distance_km=round(home.km_to(there), 1) if home and there else None,
            designation=designation,
            specificity=specificity,
            lines=lines,
            is_treating=pk == query.treating_hospital_id and TREATING in query.prefer,
            buffer=self.standing.buffers.get(pk) if query.result_unknown else None,
        )


def _order(candidate: Candidate, query: Query) -> tuple:
    distance = FAR_AWAY if candidate.distance_km is None else candidate.distance_km
    by = {TREATING: not candidate.is_treating, DESIGNATED: -candidate.specificity, NEAREST: distance}
    # Where nothing that policy prefers decides: a free buffer place, the same district, a designation, the name.
    lacks_buffer = query.result_unknown and not _has_free(candidate.buffer)
    is_of_other_district = not candidate.hospital.area_id.startswith(query.area_id[:6])
    preferred = [by[name] for name in query.prefer]
    rest = (lacks_buffer, is_of_other_district, -candidate.specificity, distance, candidate.hospital.name)
    return (*preferred, *rest)


def _has_free(buffer: Buffer | None) -> bool:
    return buffer is not None and buffer.free > 0 and not buffer.is_stale


def _reasons(candidate: Candidate, query: Query) -> list[Reason]:
    reasons = []
    if candidate.is_treating and query.need == Need.TREATMENT_SESSION:
        reasons.append(Reason("T3b", _("treats this person already")))
    elif candidate.is_treating:
        reasons.append(Reason("N4", _("has treated this person before")))
    if candidate.designation:
        reasons.append(_designated(candidate, candidate.designation, query))
    if query.kinds and not candidate.hospital.kinds.isdisjoint(query.kinds):
        reasons.append(Reason("", _("is of the kind that the rule asks for")))
    if query.prefer[:1] == (NEAREST,) and candidate.distance_km is not None:
        message = _("the nearest: %(km)s km") if candidate.rank == 1 else _("%(km)s km away")
        reasons.append(Reason("T2a", message, {"km": candidate.distance_km}))
    if query.areas and candidate.hospital.area_id.startswith(query.areas):
        reasons.append(Reason("T2b", _("serves this area from outside")))
    if query.result_unknown:
        reasons.append(_buffered(candidate.buffer))
    if query.severity == Severity.CRITICAL:
        reasons.append(Reason("T3a", _("receives at once, no test may be asked for")))
    return reasons or [Reason("N1", _("open, and no institution may refuse"))]


def _designated(candidate: Candidate, line: Line, query: Query) -> Reason:
    served = tuple(code for code in line.serves if query.area_id.startswith(code))
    if candidate.hospital.area_id.startswith(served):
        return Reason(line.cite or "H2", _("designated for this need"))
    return Reason(line.cite or "T2b", _("designated for this need, from outside the area"))


def _buffered(buffer: Buffer | None) -> Reason:
    if buffer is None:
        return Reason("N3", _("result not known: this institution has not reported its buffer places"))
    if buffer.is_stale:
        return Reason("N3", _("result not known: the figures of its buffer places are too old to count on"))
    if buffer.free:
        values = {"free": buffer.free, "room": buffer.label}
        return Reason("N3", _("result not known: %(free)s free (%(room)s)"), values)
    return Reason("N3", _("result not known: all buffer places are taken, yet a critical person is received"))
