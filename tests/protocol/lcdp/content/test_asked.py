from plong.protocol.lcdp.content.asked import MAX_LATE, Asked, Questions


def asking(*blocks: int) -> Questions:
    questions = Questions()
    for block in blocks:
        questions.ask(block, float(block))
    return questions


def test_what_is_asked_is_on_the_way_until_it_is_answered() -> None:
    questions = asking(3, 1)
    assert (len(questions), questions.blocks, 3 in questions) == (2, (3, 1), True)
    assert questions.oldest == Asked(3, 0, 3.0, is_repeated=False)
    assert questions.answer(3) == Asked(3, 0, 3.0, is_repeated=False)
    assert (len(questions), 3 in questions) == (1, False)
    assert questions.answer(3) is None
    assert questions.answer(7) is None


def test_what_is_lost_are_the_oldest_and_they_are_taken_late_once() -> None:
    questions = asking(0, 1, 2)
    assert [one.block for one in questions.lose(lambda one: one.block != 1)] == [0]
    assert questions.blocks == (1, 2)
    assert questions.answer(0) is not None
    assert questions.answer(0) is None


def test_what_is_asked_again_measures_nothing() -> None:
    questions = asking(0)
    questions.lose(lambda _: True)
    questions.ask(0, 5.0)
    assert questions.oldest == Asked(0, 1, 5.0, is_repeated=True)


def test_only_so_much_is_taken_late() -> None:
    questions = asking(*range(MAX_LATE + 1))
    questions.lose(lambda _: True)
    assert questions.answer(0) is None
    assert questions.answer(1) is not None
