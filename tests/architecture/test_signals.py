"""Who hears a signal is found in one place for each app: its receivers.py."""

import ast
import importlib.util
import sys

from django.apps import apps

from tests.architecture.house import TOWER, functions, parsed, place, source_files, told

WHY = "an effect that hides behind a save is found by nobody; what listens must be listed where people look"


def test_receivers_live_in_receivers_py():
    breaches = [
        place(path, function)
        for path in source_files()
        if path.stem != "receivers" and path.parent.name != "receivers"
        for function in functions(path)
        if any("receiver" in ast.unparse(decorator).split("(")[0] for decorator in function.decorator_list)
    ]
    assert not breaches, told("@receiver stands in receivers.py only", WHY, breaches)


def test_receivers_are_connected_by_their_app():
    """`ready()` of the app imports its receivers; a file that nobody imports hears nothing."""
    unheard = [
        f"{name}.receivers"
        for name in (config.name for config in apps.get_app_configs())
        if name.split(".")[0] in TOWER and has_receivers(name) and f"{name}.receivers" not in sys.modules
    ]
    assert not unheard, told("AppConfig.ready() imports receivers.py", WHY, unheard)


def test_no_effect_hides_in_save():
    """Saving may derive a value of its own row; writing elsewhere belongs to a service, which says so by name."""
    breaches = [
        place(path, node)
        for path in source_files()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Name) and node.id in {"post_save", "pre_save", "post_delete", "m2m_changed"}
    ]
    assert not breaches, told("no receivers of post_save and its kin", WHY, breaches)


def has_receivers(app: str) -> bool:
    return importlib.util.find_spec(f"{app}.receivers") is not None
