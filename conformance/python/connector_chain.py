"""What a connector writes: a connection and under it the chain of parents down to one asset, as data and as assets."""

import inspect
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from pyatlan.model.assets import Asset


@dataclass(frozen=True)
class Link:
    """One asset of a chain: its class and what it is given beside its name and connection.

    A class among the values stands for the asset of that class in the same chain: its qualified name or its name where
    the key says so, otherwise a reference to it. In a list it is a list of one.
    """

    kind: type[Asset]
    has_creator: bool
    given: dict[str, Any]


@dataclass(frozen=True)
class Chain:
    """A connector and what is under a connection of it, parents first."""

    connector: str
    links: tuple[Link, ...]


def created(kind: type[Asset], **given: Any) -> Link:
    """An asset that the client has a creator for."""
    return Link(kind, True, given)


def minimal(kind: type[Asset], **given: Any) -> Link:
    """An asset without one: name, qualified name and connection are set, as a connector's own code has to."""
    return Link(kind, False, given)


def chain(connector: str, *links: Link) -> Chain:
    return Chain(connector, links)


class Builder:
    """Makes assets of the links of a chain, with the classes of one generation of the client."""

    def __init__(self, assets: ModuleType, connector: str, connection_qualified_name: str):
        self._assets = assets
        self._connector = connector
        self._connection = connection_qualified_name
        self._made: dict[str, Any] = {}

    def build(self, links: tuple[Link, ...]) -> list[Any]:
        for link in links:
            self._made[link.kind.__name__] = self._created(link) if link.has_creator else self._minimal(link)
        return list(self._made.values())

    def _class_of(self, kind: type[Asset]) -> Any:
        return getattr(self._assets, kind.__name__)

    def _created(self, link: Link) -> Any:
        kind = self._class_of(link.kind)
        parameters = inspect.signature(kind.creator).parameters
        own = {"name": link.kind.__name__, "connection_qualified_name": self._connection}
        every = {**own, **{key: self._value(key, value) for key, value in link.given.items()}}
        asset = kind.creator(**{key: value for key, value in every.items() if key in parameters})
        return self._with(asset, {key: every[key] for key in link.given if key not in parameters})

    def _minimal(self, link: Link) -> Any:
        name = link.kind.__name__
        asset = self._class_of(link.kind).updater(qualified_name=f"{self._connection}/{name}", name=name)
        own = {"connector_name": self._connector, "connection_qualified_name": self._connection}
        return self._with(asset, {**own, **{key: self._value(key, value) for key, value in link.given.items()}})

    def _with(self, asset: Any, values: dict[str, Any]) -> Any:
        for key, value in values.items():
            setattr(asset, key, value)
        return asset

    def _value(self, key: str, value: Any) -> Any:
        if isinstance(value, list):
            return [self._value(key.removesuffix("s"), one) for one in value]
        if not inspect.isclass(value) or key == "parent_type":
            return value
        asset = self._made[value.__name__]
        if key.endswith("qualified_name"):
            return asset.qualified_name
        return asset.name if key.endswith("_name") else self._class_of(value).ref_by_qualified_name(asset.qualified_name)
