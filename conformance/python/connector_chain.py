"""What a connector writes: a connection and under it the chain of parents down to one asset, as data and as assets."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from pyatlan.model.assets import Asset
from pyatlan.utils import next_id


@dataclass(frozen=True)
class Link:
    """One asset of a chain: its class and what it is given beside its name and connection.

    A class among the values stands for the asset of that class in the same chain: its name or its qualified name where
    the key says so or a creator takes it, otherwise a reference to it. In a list it is a list of one.
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
    """Makes assets of links, with the classes of one generation of the client."""

    def __init__(self, assets: ModuleType, connector: str, connection_qualified_name: str):
        self._assets = assets
        self._connector = connector
        self._connection = connection_qualified_name
        self._made: dict[str, Any] = {}

    def build(self, links: tuple[Link, ...]) -> list[Any]:
        for link in links:
            self._made[link.kind.__name__] = self._created(link) if link.has_creator else self._minimal(link)
        return list(self._made.values())

    def change(self, asset: Any) -> Any:
        """The asset as a request that changes it names it."""
        return self._bare(type(asset), asset.qualified_name, asset.name)

    def _created(self, link: Link) -> Any:
        kind = self._class_of(link.kind)
        takes = inspect.signature(kind.creator).parameters
        own = {"name": link.kind.__name__, "connection_qualified_name": self._connection}
        named = {key: self._value(key, value, self._name_of) for key, value in link.given.items() if key in takes}
        asset = kind.creator(**{key: value for key, value in own.items() if key in takes}, **named)
        return self._filled(asset, {key: value for key, value in link.given.items() if key not in takes})

    def _minimal(self, link: Link) -> Any:
        name = link.kind.__name__
        asset = self._bare(self._class_of(link.kind), f"{self._connection}/{name}", name)
        own = {"connector_name": self._connector, "connection_qualified_name": self._connection}
        return self._filled(asset, {**own, **link.given})

    def _bare(self, kind: Any, qualified_name: str, name: str) -> Any:
        # What every class inherits: a few have one of their own that reads the asset first or wants more of it.
        asset = self._assets.Asset.updater.__func__(kind, qualified_name=qualified_name, name=name)
        # The ninth generation gives placeholders to what its creators make, and to nothing else.
        asset.guid = asset.guid or next_id()
        return asset

    def _filled(self, asset: Any, given: dict[str, Any]) -> Any:
        for key, value in given.items():
            setattr(asset, key, self._value(key, value, self._reference_to))
        return asset

    def _value(self, key: str, value: Any, of: Callable[[str, type[Asset]], Any]) -> Any:
        if isinstance(value, list):
            return [self._value(key, one, of) for one in value]
        return of(key, value) if inspect.isclass(value) else value

    def _name_of(self, key: str, kind: type[Asset]) -> Any:
        asset = self._made[kind.__name__]
        if key == "parent_type":
            return type(asset)
        return asset.name if key.endswith("_name") and "qualified_name" not in key else asset.qualified_name

    def _reference_to(self, key: str, kind: type[Asset]) -> Any:
        if key.endswith("_name"):
            return self._name_of(key, kind)
        return self._class_of(kind).ref_by_qualified_name(self._made[kind.__name__].qualified_name)

    def _class_of(self, kind: type[Asset]) -> Any:
        return getattr(self._assets, kind.__name__)
