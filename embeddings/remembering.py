"""What was worked out before, so that it need not be worked out again, for any thread."""

from collections.abc import Callable, Hashable
from threading import Lock, RLock
from typing import Generic, Self, TypeVar, overload

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
OwnerT = TypeVar("OwnerT")


class made_once(Generic[OwnerT, V]):  # noqa: N801 - used as a decorator, as cached_property is
    """A property made when it is first asked for, once, however many threads ask.

    `functools.cached_property` has no lock from Python 3.12 on: a model would be loaded twice.
    """

    def __init__(self, make: Callable[[OwnerT], V]) -> None:
        self._make, self._name = make, ""
        self.__doc__ = make.__doc__

    def __set_name__(self, owner: type[OwnerT], name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type[OwnerT]) -> Self: ...

    @overload
    def __get__(self, instance: OwnerT, owner: type[OwnerT]) -> V: ...

    def __get__(self, instance: OwnerT | None, owner: type[OwnerT]) -> Self | V:
        """Return the value; what is made is found without this from then on."""
        if instance is None:
            return self
        values = vars(instance)
        with values.setdefault(f"{self._name} is made under", RLock()):
            if self._name not in values:
                values[self._name] = self._make(instance)
            made: V = values[self._name]
            return made


class Remembered(Generic[K, V]):
    """Values by key, at most so many of them: those asked for longest ago go first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: dict[K, V] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, key: object) -> bool:
        return key in self._values

    def get(self, key: K) -> V | None:
        """Return what is remembered under `key`, None for nothing."""
        with self._lock:
            value = self._values.pop(key, None)
            if value is not None:
                self._values[key] = value
            return value

    def put(self, key: K, value: V) -> None:
        """Remember `value` under `key`."""
        with self._lock:
            self._values.pop(key, None)
            self._values[key] = value
            if len(self._values) > self._most:
                del self._values[next(iter(self._values))]

    def clear(self) -> None:
        """Remember nothing."""
        with self._lock:
            self._values.clear()
