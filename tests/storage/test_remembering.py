"""What is remembered is what would be found again, and no more than there is room for."""

from ingest.preparing import RENDERER, prepare
from storage.queries import PartnerQuery
from storage.remembering import Memory
from storage.store import Store
from tests import samples


def test_an_answer_is_found_once_as_long_as_the_data_set_stays() -> None:
    memory: Memory[str] = Memory(10)
    asked = []

    def find() -> str:
        asked.append(1)
        return f"answer {len(asked)}"

    assert [memory.recall(7, "a", find) for _ in range(3)] == ["answer 1"] * 3
    assert memory.recall(8, "a", find) == "answer 2"
    assert memory.recall(8, "b", find) == "answer 3"


def test_what_a_search_raises_is_not_remembered() -> None:
    memory: Memory[str] = Memory(10)

    def fail() -> str:
        raise ValueError

    for _ in range(2):
        try:
            memory.recall(1, "a", fail)
        except ValueError:
            continue
        raise AssertionError
    assert memory.recall(1, "a", lambda: "found") == "found"


def test_no_more_is_kept_than_there_is_room_for() -> None:
    memory: Memory[bytes] = Memory(1000, len)
    for number in range(100):
        memory.recall(1, number, lambda: b"x" * 200)
        assert sum(map(len, memory._found.values())) <= 1000
    memory.recall(1, "large", lambda: b"x" * 251)
    assert "large" not in memory._found


def test_what_was_written_is_seen_at_once(store: Store) -> None:

    assert store.resolve_actor("Donald Trump") == ()
    store.add(prepare(samples.talks()), renderer=RENDERER)
    (match,) = store.resolve_actor("Donald Trump")
    assert match.id == "person:donald-trump"
    query = PartnerQuery(actor_id="country:RUS")
    before = store.partners(query)
    store.add(prepare(samples.sanctions()), renderer=RENDERER)
    assert store.partners(query) != before
