"""Answers are told together, never one by one."""

from hygie.domain.playing.survey import BY_CODE, LEAST, QUESTIONS, SCALE, Answer, results, shown


def test_ten_questions_at_most_and_none_asks_who() -> None:
    assert len(QUESTIONS) <= 10
    assert len(BY_CODE) == len(QUESTIONS)
    assert sum(one.is_text for one in QUESTIONS) == 2
    assert list(SCALE) == [1, 2, 3, 4]
    assert not any(word in one.label.lower() for one in QUESTIONS for word in ("nom", "fonction"))


def test_under_three_answers_nothing_is_told() -> None:
    answers = [Answer({"utile": 4}, {"garder": "Le calme"})] * (LEAST - 1)
    assert results(answers) == ()


def test_counts_by_mark_and_texts_in_an_order_that_says_nothing() -> None:
    answers = [
        Answer({"utile": 4, "role": 1}, {"garder": "Le calme"}),
        Answer({"utile": 4}, {"garder": "Relève", "changer": "Trop long"}),
        Answer({"utile": 2}, {"garder": "L’annuaire", "changer": "  "}),
    ]
    found = {one.question.code: one for one in results(answers)}
    assert (found["utile"].counts, found["utile"].agree) == ((0, 1, 0, 2), 2)
    assert found["role"].counts == ()  # one person alone answered it
    assert found["changer"].texts == ()
    assert found["garder"].texts == ("Le calme", "L’annuaire", "Relève")


def test_the_answers_of_a_group_that_is_not_whole_wait() -> None:
    answers = [Answer({"utile": 4}, {}, batch=rank // LEAST) for rank in range(LEAST + 2)]
    assert len(shown(answers)) == LEAST
    assert sum(next(one for one in results(answers) if one.counts).counts) == LEAST
    assert len(shown([*answers, Answer({"utile": 1}, {}, batch=1)])) == 2 * LEAST
