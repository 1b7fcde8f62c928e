"""Find the configuration file, read it, and merge it with the packs it (or the tree) selects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from doclint.config.options import OPTIONS, Mistake
from doclint.config.packs import Pack, detect_packs, load_pack
from doclint.config.patterns import IdForm, NamePattern
from doclint.config.toml import MAX_BYTES, check_table, line_in_file, line_of, parse_toml, read_toml
from doclint.config.traces import inverse_rules, parse_trace, words
from doclint.errors import DoclintError, did_you_mean
from doclint.formats.confined import Refused, exists, read_confined
from doclint.model.config import Config, DataConfig, DependencyConfig, FieldConfig, KindConfig, ManifestConfig
from doclint.model.trace import TraceRule

CONFIG_NAMES = ("doclint.toml", ".doclint.toml")


def find_config(start: Path, stop: Path) -> Path | None:
    """The nearest configuration file from `start` upwards, not above `stop`."""
    folder = start
    while True:
        for name in CONFIG_NAMES:
            if exists(folder / name) and not (folder / name).is_dir():
                return folder / name
        project = folder / "pyproject.toml"
        if exists(project) and _is_for_doclint(project, stop):
            return project
        if folder == stop or folder == folder.parent:
            return None
        folder = folder.parent


def _is_for_doclint(project: Path, stop: Path) -> bool:
    try:
        return b"[tool.doclint" in read_confined(project, (stop, project.parent), MAX_BYTES)
    except Refused:
        return False  # a file of other tools, which doclint does not judge


def read_config(root: Path, file: Path | None) -> Config:
    """Read `file` (or take the defaults) without looking at the tree or any pack.

    Raises:
        DoclintError: with file and line.
    """
    if file is None:
        return Config(root=str(root))
    shown = _shown(file, root)
    table, text = read_toml(file, shown, root if file.is_relative_to(root) else file.parent)
    prefix: tuple[str, ...] = ()
    if file.name == "pyproject.toml":
        prefix = ("tool", "doclint")
        table = table.get("tool", {}).get("doclint", {})
        if not isinstance(table, dict):
            raise DoclintError("'tool.doclint' must be a table", shown, line_of(text, prefix))
    return _config_of(root, table, text, shown, prefix)


def config_of_text(root: Path, text: str, shown: str = "doclint.toml") -> Config:
    """The configuration that a text would be as the file `shown`.

    Raises:
        DoclintError: with file and line.
    """
    return _config_of(root, parse_toml(text, shown), text, shown, ())


def _config_of(root: Path, table: dict[str, Any], text: str, shown: str, prefix: tuple[str, ...]) -> Config:
    check_table(table, OPTIONS, text, shown, prefix)
    config = _apply(Config(root=str(root), source=shown), table)
    _check_kinds(config.kinds, shown, text, prefix)
    return config._replace(traces=_traces(table, shown, text, prefix, optional=False))


def with_packs(config: Config, folders: Iterable[str]) -> tuple[Config, tuple[Pack, ...]]:
    """Merge the packs that the configuration lists, or those detected in the tree if it has no list.

    Args:
        config: as read from the file.
        folders: every folder of the tree.

    Returns:
        The merged configuration, and the packs in order.
    """
    if config.packs is None:
        packs = detect_packs(folders)
    else:
        packs = tuple(load_pack(name, Path(config.root)) for name in config.packs)
    for pack in packs:
        merged = _apply(Config(root=config.root), pack.table)
        shown = f"{pack.name}/pack.toml"
        _check_kinds(merged.kinds, shown, "", ())
        traces = _traces(pack.table, shown, "", (), optional=True)
        taken = {kind.name for kind in config.kinds}
        kinds = tuple(
            kind._replace(schema=str(pack.folder / kind.schema)) if kind.schema else kind
            for kind in merged.kinds
            if kind.name not in taken
        )
        config = config._replace(
            kinds=config.kinds + kinds,
            traces=config.traces + tuple(t for t in traces if t.id not in {own.id for own in config.traces}),
            docs_base_markers=config.docs_base_markers or merged.docs_base_markers,
            reference_fields=tuple(dict.fromkeys(config.reference_fields + merged.reference_fields)),
            fields=tuple({f.name: f for f in (*merged.fields, *config.fields)}.values()),
            data=(*config.data, *_sorts(merged.data, config.data, pack)),
            schema_field=config.schema_field or merged.schema_field,
            metadata_lines={**merged.metadata_lines, **config.metadata_lines},
            manifests=(*config.manifests, *_others(merged.manifests, config.manifests)),
            severity={**merged.severity, **config.severity},
            rules={**merged.rules, **{k: {**merged.rules.get(k, {}), **v} for k, v in config.rules.items()}},
        )
    field = config.schema_field or "schemaRefs"
    config = config._replace(packs=tuple(pack.name for pack in packs), schema_field=field)
    _check_trace_kinds(config)
    _check_fields(config)
    inverses = tuple(rule for field in config.fields for rule in inverse_rules(field))
    return config._replace(traces=config.traces + inverses), packs


def _sorts(sorts: Iterable[DataConfig], taken: Iterable[DataConfig], pack: Pack) -> Iterator[DataConfig]:
    """The sorts of data of a pack, but for those that the configuration describes itself."""
    names = {data.name for data in taken}
    return (d._replace(schema=str(pack.folder / d.schema)) for d in sorts if d.name not in names)


def _others(manifests: Iterable[ManifestConfig], taken: Iterable[ManifestConfig]) -> Iterator[ManifestConfig]:
    """The manifests of a pack, but for those that the configuration describes itself."""
    paths = {manifest.path for manifest in taken}
    return (manifest for manifest in manifests if manifest.path not in paths)


def _traces(
    table: Mapping[str, Any], shown: str, text: str, prefix: tuple[str, ...], *, optional: bool
) -> tuple[TraceRule, ...]:
    rules: dict[str, TraceRule] = {}
    for i, item in enumerate(table.get("rule", ())):
        place: tuple[str | int, ...] = (*prefix, "rule", i)
        rule = parse_trace(item, shown, line_of(text, place) if text else 0, optional=optional)
        if isinstance(rule, Mistake):
            raise DoclintError(rule.message, shown, line_of(text, (*place, *rule.keys)))
        if rule.id in rules:
            raise DoclintError(f"the rule '{rule.id}' is declared twice", shown, line_of(text, place))
        rules[rule.id] = rule
    return tuple(rules.values())


def _check_trace_kinds(config: Config) -> None:
    known = {kind.name for kind in config.kinds}
    for rule in config.traces:
        for selector in (rule.sources, rule.sources.excluded, rule.targets, rule.targets.excluded):
            for kind in selector.kinds if selector else ():
                if kind not in known:
                    hint = did_you_mean(kind, known) or f"kinds: {', '.join(sorted(known)) or 'none'}"
                    raise DoclintError(
                        f"the rule '{rule.id}' names an unknown kind '{kind}' ({hint})",
                        rule.source,
                        rule.line or None,
                    )


def _check_fields(config: Config) -> None:
    known = {kind.name for kind in config.kinds}
    for i, field in enumerate(config.fields):
        if field.kind not in known:
            hint = did_you_mean(field.kind, known) or f"kinds: {', '.join(sorted(known)) or 'none'}"
            line = line_in_file(Path(config.root), config.source, ("field", i, "kind"))
            message = f"the field '{field.name}' names an unknown kind '{field.kind}' ({hint})"
            raise DoclintError(message, config.source, line)


def _shown(file: Path, root: Path) -> str:
    return file.relative_to(root).as_posix() if file.is_relative_to(root) else str(file)


def _apply(config: Config, table: Mapping[str, Any]) -> Config:
    changes: dict[str, Any] = {}
    for key, value in table.items():
        name = key.replace("-", "_")
        if key == "rule":
            continue  # parsed with its place, see _traces
        if key == "kind":
            changes["kinds"] = tuple(_kind(item) for item in value)
        elif key == "field":
            changes["fields"] = tuple(FieldConfig(**item) for item in value)
        elif key == "data":
            changes[name] = tuple(map(_data, value))
        elif key == "manifest":
            changes["manifests"] = tuple(map(_manifest, [value] if isinstance(value, dict) else value))
        elif key == "per-file-ignores":
            changes[name] = {glob: tuple(codes) for glob, codes in value.items()}
        elif key == "docs-base":
            changes[name] = value.strip("/")
        elif key == "site-roots":
            changes[name] = tuple(root.removeprefix("./").strip("/") for root in value)
        elif key not in ("description", "detect"):
            changes[name] = tuple(value) if isinstance(value, list) else value
    return config._replace(**changes)


def _kind(table: Mapping[str, Any]) -> KindConfig:
    values = {key.replace("-", "_"): value for key, value in table.items()}
    for key in ("names", "templates"):
        values[key] = tuple(values.get(key, ()))
    folder = values.get("folder", "").removeprefix("./").strip("/").removesuffix(".")
    values["folder"] = f"{folder}/" if folder else ""
    return KindConfig(**values)


def _data(table: Mapping[str, Any]) -> DataConfig:
    lists = {key: words(table.get(key, ())) for key in ("files", "blocks", "fields", "scripts")}
    return DataConfig(table["name"], table["schema"], **lists)


def _manifest(table: Mapping[str, Any]) -> ManifestConfig:
    values = dict(table)
    values["kinds"] = words(values.get("kinds", ()))
    values["dependencies"] = tuple(DependencyConfig(**item) for item in values.get("dependencies", ()))
    return ManifestConfig(**values)


def _check_kinds(kinds: tuple[KindConfig, ...], shown: str, text: str, prefix: tuple[str, ...]) -> None:
    seen: set[str] = set()
    for i, kind in enumerate(kinds):
        key = "name"
        try:
            if kind.name in seen:
                raise ValueError(f"the kind '{kind.name}' is declared twice")
            key = "names"
            for pattern in kind.names:
                NamePattern.parse(pattern)
            key = "id"
            if kind.id:
                IdForm.parse(kind.id)
        except ValueError as error:
            raise DoclintError(str(error), shown, line_of(text, (*prefix, "kind", i, key))) from None
        seen.add(kind.name)
