"""How functions are called: what a service is about stands first, everything else is named at the call."""

import ast

from tests.architecture.house import functions, parsed, place, source_files, told

# Arguments of methods that Django calls by position.
DICTATED = {"change", "commit", "find_all", "prepared", "private_only"}


def test_services_take_the_rest_by_keyword():
    breaches = [
        f"{place(path, function)} {function.name}({', '.join(extra)})"
        for path in source_files()
        if "services" in path.with_suffix("").parts
        for function in parsed(path).body
        if isinstance(function, ast.FunctionDef) and not function.name.startswith("_")
        if (extra := [argument.arg for argument in function.args.args[3:]])
    ]
    reason = "move(case, 'answer', True, None) says nothing; a call must be readable without the definition"
    assert not breaches, told("a service takes at most three arguments by position: who, what, whom", reason, breaches)


def test_booleans_are_named_at_the_call():
    breaches = []
    for path in source_files():
        for function in functions(path):
            defaults = function.args.defaults
            optional = function.args.args[len(function.args.args) - len(defaults) :]
            for argument, default in zip(optional, defaults, strict=True):
                is_flag = isinstance(default, ast.Constant) and isinstance(default.value, bool)
                if is_flag and argument.arg not in DICTATED:
                    breaches.append(f"{place(path, function)} {function.name}({argument.arg}=…)")
    reason = "nobody knows what the True in f(x, True) turns on"
    assert not breaches, told("boolean arguments are keyword-only", reason, breaches)
