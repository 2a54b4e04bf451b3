"""Questions that are asked again and again in, the answers that were found on the same version of the data set out."""

from collections.abc import Callable, Hashable


class Memory[T]:
    """Remembers answers as long as the data set stays as it is; a new version of it forgets them all.

    Safe to use from several threads: what two of them find at once is the same. `weigh` says how much an answer takes
    of `most`, which bounds what is kept; 1 each by default.
    """

    def __init__(self, most: int, weigh: Callable[[T], int] = lambda _: 1) -> None:
        self._most = most
        self._weigh = weigh
        self._version = -1
        self._found: dict[Hashable, T] = {}
        self._weight = 0

    def recall(self, version: int, key: Hashable, find: Callable[[], T]) -> T:
        """Return what was found for the key on this version of the data set, or find it.

        The version has to be read before: what is written in between is then found again, never missed.
        """
        found = self._found
        if version != self._version:
            found = {}
            self._found, self._weight, self._version = found, 0, version
        try:
            return found[key]
        except KeyError:
            answer = find()
        weight = self._weigh(answer)
        if weight <= self._most // 4:
            if self._weight + weight > self._most:
                found.clear()
                self._weight = 0
            found[key] = answer
            self._weight += weight
        return answer
