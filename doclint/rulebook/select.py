"""Which rules run, and how severe each is: prefixes, names, did-you-mean."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from doclint.config.toml import line_in_file
from doclint.errors import DoclintError, did_you_mean
from doclint.model.config import Config
from doclint.model.rule import Rule


def matching(selector: str, rules: Iterable[Rule]) -> list[Rule]:
    """Rules a selector means: `ALL`, a code, a prefix of codes (`DL1`), or a name."""
    if selector == "ALL":
        return list(rules)
    return [rule for rule in rules if rule.name == selector or rule.code.startswith(selector)]


def find_rule(selector: str, rules: tuple[Rule, ...]) -> Rule:
    """The one rule of this code or name.

    Raises:
        DoclintError: there is none; names the nearest.
    """
    for rule in rules:
        if selector.upper() == rule.code or selector.lower() == rule.name:
            return rule
    raise _unknown(selector, rules)


def select_rules(rules: tuple[Rule, ...], config: Config) -> tuple[Rule, ...]:
    """The rules a configuration runs, with its parameters and severities applied.

    A longer selector wins over a shorter one; `ignore` wins a tie.

    Raises:
        DoclintError: a selector that means no rule.
    """
    chosen: dict[str, Rule] = {}
    for rule in rules:
        wanted = max((len(s) for s in config.select if rule in matching(s, rules)), default=-1)
        if not config.select or config.select == ("ALL",):
            wanted = max(wanted, 0)
        wanted = max([wanted, *(len(s) for s in config.extend_select if rule in matching(s, rules))])
        unwanted = max((len(s) for s in config.ignore if rule in matching(s, rules)), default=-1)
        if wanted > unwanted:
            chosen[rule.code] = rule
    for key in ("select", "extend_select", "ignore"):
        for selector in getattr(config, key):
            require(selector, rules, config, key.replace("_", "-"))
    for glob, codes in config.per_file_ignores.items():
        for selector in codes:
            require(selector, rules, config, "per-file-ignores", glob)
    for selector, severity in config.severity.items():
        for rule in require(selector, rules, config, "severity", selector):
            if rule.code in chosen:
                chosen[rule.code] = chosen[rule.code]._replace(severity=severity, severity_by_key={})
    for selector, params in config.rules.items():
        for rule in require(selector, rules, config):
            if rule.code in chosen:
                chosen[rule.code] = chosen[rule.code]._replace(params={**chosen[rule.code].params, **params})
    return tuple(chosen[code] for code in sorted(chosen))


def require(selector: str, rules: tuple[Rule, ...], config: Config, *keys: str) -> list[Rule]:
    """Rules a selector means, at least one.

    Args:
        selector: as written.
        rules: every rule there is.
        config: that has it, unless the command line has.
        keys: lead to it in the configuration.

    Raises:
        DoclintError: it means none; with the line of the configuration.
    """
    found = matching(selector, rules)
    if not found:
        error = _unknown(selector, rules)
        error.path, error.line = config.source, line_in_file(Path(config.root), config.source, keys)
        raise error
    return found


def _unknown(selector: str, rules: Iterable[Rule]) -> DoclintError:
    known = [name for rule in rules for name in (rule.code, rule.name)]
    near = did_you_mean(selector, known) or did_you_mean(selector.upper(), known)
    hint = near or "see 'doclint rules'"
    return DoclintError(f"no rule '{selector}' ({hint})")
