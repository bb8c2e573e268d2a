import pytest

from plong.protocol.lcdp.content.sizes import believe


@pytest.mark.parametrize(
    ("named", "believed"),
    [([], None), ([5], 5), ([5, 9, 9], 9), ([9, 5], 5), ([9, 9, 5, 5, 1], 5)],
)
def test_the_size_that_most_name_and_of_several_the_smallest(
    named: list[int], believed: int | None
) -> None:
    assert believe(named) == believed
