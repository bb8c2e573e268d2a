"""Commands that wait for their answers, over breaks too."""

import pytest

from plong.client.questions import Question, Questions
from plong.client.wire.errors import PlongError
from plong.client.wire.words import Answer

CLOSED = PlongError("closed", "Over.")


def pending(*verbs: str) -> tuple[Questions, list[Question]]:
    questions = Questions()
    asked = [Question(verb, "x", is_repeatable=verb != "once") for verb in verbs]
    for question in asked:
        questions.add(question)
    return questions, asked


@pytest.mark.parametrize("verbs", [(), ("wuu2",), ("wuu2", "ping")])
async def test_an_answer_to_what_was_not_asked_next_is_an_error(verbs: tuple[str, ...]) -> None:
    questions, asked = pending(*verbs)
    with pytest.raises(PlongError, match="'ping'") as caught:
        questions.resolve(Answer("ping", {}))
    assert caught.value.code == "bad-answer"
    assert not any(question.answer.done() for question in asked)


async def test_after_a_break_the_link_comes_first_and_the_rest_in_its_order() -> None:
    questions, (iam, once, given_up, ping) = pending("iam", "once", "whois", "ping")
    given_up.answer.cancel()
    link, *rest = questions.ask_again("P")
    assert (link.text, rest) == ("\x1bchlink P", [iam, ping])
    with pytest.raises(PlongError) as caught:
        await once.answer
    assert caught.value.code == "connection-lost"
    for question in (link, iam, ping):
        questions.resolve(Answer(question.verb, {"Ok": question.verb}))
        assert await question.answer == {"Ok": question.verb}


async def test_without_a_link_only_what_was_asked_is_asked_again() -> None:
    questions, asked = pending("ping")
    assert questions.ask_again(None) == asked
    assert not questions.is_linking


async def test_the_end_answers_everything() -> None:
    questions, asked = pending("chlink", "ping")
    questions.fail(CLOSED)
    assert [question.answer.exception() for question in asked] == [CLOSED, CLOSED]
    assert not questions.is_linking
