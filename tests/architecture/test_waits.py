"""How browser tests wait: by what they expect, in a form that a page under a strict policy lets be asked twice."""

import ast

from portal.stack.children import ROOT
from tests.architecture.house import place, told

REASON = (
    "Playwright looks once and then evaluates the text within the page, which the content security policy forbids: "
    "the test passes only where what it waits for is so already"
)


def test_what_is_waited_for_in_a_page_is_a_function():
    breaches = [
        f"{place(path)}:{call.lineno}"
        for path in sorted((ROOT / "tests").rglob("*.py"))
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "wait_for_function"
        if isinstance(call.args[0], ast.Constant) and "=>" not in str(call.args[0].value)
    ]
    assert not breaches, told("wait_for_function is given a function, `() => …`", REASON, breaches)
