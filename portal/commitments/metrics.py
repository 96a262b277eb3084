"""The same for Prometheus: read from the database at each scrape, so that any number of processes tell one truth."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from portal.commitments.health import Health
from portal.notices.enqueueing import broker_errors

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
NEVER = float("inf")


class ClockCollector(Collector):
    """Turns one health report into metrics."""

    def __init__(self, health: Health) -> None:
        self.health = health

    def collect(self) -> Iterator[Metric]:
        parts = self.health.parts
        for name in ("database", "broker"):
            yield GaugeMetricFamily(f"changyi_{name}_up", f"1 when the {name} answers", float(parts[name]["ok"]))
        yield _gauge("changyi_sweep_age_seconds", "Since any alarm clock last swept", parts["sweep"].get("age"))
        yield _gauge("changyi_overdue_unfired", "Promises whose instant has passed", parts["sweep"].get("unfired"))
        yield _gauge("changyi_set_aside", "Promises that cannot be fired", parts["sweep"].get("set_aside"))
        beat = GaugeMetricFamily("changyi_heartbeat_age_seconds", "Since a clock's last beat", labels=["clock"])
        for name, age in parts.get("clocks", {}).items():
            beat.add_metric([name], age)
        yield beat
        outbox = parts.get("outbox", {})
        yield _gauge("changyi_outbox_waiting", "Letters that wait", outbox.get("waiting"))
        yield _gauge("changyi_outbox_oldest_seconds", "Age of the oldest of them", outbox.get("oldest_seconds"))
        yield _gauge("changyi_outbox_dead", "Letters given up", outbox.get("dead"))
        yield CounterMetricFamily("changyi_broker_errors", "Tasks this process could not enqueue", broker_errors())


def _gauge(name: str, words: str, value: float | None) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, words, NEVER if value is None else value)


def exposition(health: Health) -> bytes:
    registry = CollectorRegistry()
    registry.register(ClockCollector(health))
    return generate_latest(registry)
