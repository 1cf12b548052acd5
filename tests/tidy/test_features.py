"""Feature files are promises that a risk officer reads: short, named once, one example each, and no sentence unused."""

import ast
import re
from collections import Counter

import parse as parse_library
from gherkin.parser import Parser
from source_tree import ROOT, carried, carried_files, parsed, report

FEATURES = [file for file in carried_files() if file.suffix == ".feature"]
STEP_KEYWORDS = {"given", "when", "then", "step"}
CODE_WORDS = re.compile(r"\b(JSON|SQL|sleep|class|None|null|True|False|HTTP|POST|GET)\b|::|\(\)|==")


def document(file):
    return Parser().parse((ROOT / file).read_text())["feature"]


def scenarios_of(node):
    """(rule name or None, scenario) of a feature."""
    for child in node["children"]:
        if "rule" in child:
            yield from ((child["rule"]["name"], scenario) for _, scenario in scenarios_of(child["rule"]))
        elif "scenario" in child:
            yield None, child["scenario"]


def backgrounds_of(node):
    for child in node["children"]:
        if "background" in child:
            yield child["background"]
        if "rule" in child:
            yield from backgrounds_of(child["rule"])


def kinds_of(steps):
    """The kind of each step, `And` taking the kind of the one before."""
    kinds = []
    for step in steps:
        kinds.append(kinds[-1] if step["keywordType"] == "Conjunction" and kinds else step["keywordType"])
    return kinds


def examples_of(scenario):
    return [row for table in scenario["examples"] for row in table["tableBody"]]


def filled(scenario):
    """The text of every step, with the values of every row of examples."""
    for table in scenario["examples"] or [None]:
        names = [cell["value"] for cell in table["tableHeader"]["cells"]] if table else []
        for row in table["tableBody"] if table else [None]:
            values = dict(zip(names, (cell["value"] for cell in row["cells"]), strict=True)) if row else {}
            for step in scenario["steps"]:
                text = step["text"]
                for name, value in values.items():
                    text = text.replace(f"<{name}>", value)
                yield text


def test_every_scenario_has_a_name_of_its_own():
    names = Counter(scenario["name"] for file in FEATURES for _, scenario in scenarios_of(document(file)))
    names.update({document(file)["name"]: 1 for file in FEATURES})
    report([f"{name!r} names {count} features or scenarios" for name, count in names.items() if count > 1])


def test_every_feature_says_why_it_matters():
    complaints = []
    for file in FEATURES:
        prose = [line for line in (document(file).get("description") or "").splitlines() if line.strip()]
        if not 2 <= len(prose) <= 6:
            complaints.append(f"{file}: {len(prose)} lines of prose, expected 2 to 6 that say why it matters")
        if not document(file)["tags"]:
            complaints.append(f"{file}: no tag of its stage")
    report(complaints)


def test_every_scenario_stands_under_a_rule_and_asks_one_thing():
    complaints = []
    for file in FEATURES:
        for rule, scenario in scenarios_of(document(file)):
            kinds = kinds_of(scenario["steps"])
            where = f"{file}:{scenario['location']['line']}: {scenario['name']!r}"
            if rule is None:
                complaints.append(f"{where} stands under no Rule")
            if kinds.count("Action") != 1:
                complaints.append(f"{where} has {kinds.count('Action')} When, expected one")
            if "Outcome" not in kinds:
                complaints.append(f"{where} has no Then")
            if scenario["examples"] and not 2 <= len(examples_of(scenario)) <= 8:
                complaints.append(f"{where} has {len(examples_of(scenario))} rows of examples, expected 2 to 8")
    report(complaints)


def test_every_background_only_gives():
    report(
        [
            f"{file}: a Background holds only Given"
            for file in FEATURES
            for background in backgrounds_of(document(file))
            if set(kinds_of(background["steps"])) - {"Context"}
        ]
    )


def test_no_sentence_speaks_of_code():
    report(
        [
            f"{file}: {text!r} speaks of code ({found[0]})"
            for file in FEATURES
            for _, scenario in scenarios_of(document(file))
            for text in filled(scenario)
            if (found := CODE_WORDS.search(re.sub(r'"[^"]*"', "", text)))
        ]
    )


def step_files():
    return [
        file
        for file in carried("mqk_core", "plugins", "tests")
        if "steps" in "/".join(file.parts) and file.name[:5] != "test_"
    ]


def sentences(file):
    """(line, sentence, whether it is a pattern of `parsers`) of every step that a module defines."""
    for node in ast.walk(parsed(file)):
        if not isinstance(node, ast.FunctionDef):
            continue
        for decorator in node.decorator_list:
            name = getattr(getattr(decorator, "func", None), "id", "")
            if name in STEP_KEYWORDS and decorator.args:
                first = decorator.args[0]
                pattern = first.args[0] if isinstance(first, ast.Call) else first
                kind = first.func.attr if isinstance(first, ast.Call) else "text"
                yield node.lineno, ast.literal_eval(pattern), kind


def matches(kind, sentence, text):
    if kind == "text":
        return sentence == text
    if kind == "re":
        return re.fullmatch(sentence, text) is not None
    plain = re.sub(r"\{(\w+):[^}]*\}", r"{\1}", sentence)
    return parse_library.parse(plain, text, case_sensitive=True) is not None


def test_no_step_is_unused():
    complaints = []
    for file in step_files():
        own = file.parts[:3] if file.parts[0] in ("plugins", "tests") else ()
        readers = [feature for feature in FEATURES if feature.parts[: len(own)] == own or not own]
        used = {
            text
            for feature in readers
            for node in [document(feature)]
            for _, each in scenarios_of(node)
            for text in filled(each)
        }
        used |= {
            step["text"]
            for feature in readers
            for background in backgrounds_of(document(feature))
            for step in background["steps"]
        }
        complaints += [
            f"{file}:{line}: no feature says {sentence!r}"
            for line, sentence, kind in sentences(file)
            if not any(matches(kind, sentence, text) for text in used)
        ]
    report(complaints)


def with_blanks(text):
    """The text with every blank to fill in written as `<name>`, with or without a type."""
    return re.sub(r"[{<](\w+)[^}>]*[}>]", r"<\1>", text)


def test_every_sentence_of_core_stands_in_the_vocabulary():
    vocabulary = ROOT / "features/VOCABULARY.md"
    known = with_blanks(vocabulary.read_text()) if vocabulary.is_file() else ""
    report(
        [
            f"{file}:{line}: {sentence!r} is not in features/VOCABULARY.md"
            for file in step_files()
            if file.parts[0] == "mqk_core"
            for line, sentence, _ in sentences(file)
            if with_blanks(sentence) not in known
        ]
    )
