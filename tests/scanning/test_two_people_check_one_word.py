"""Two people answer about the same word, or about two words of one page, in the same moment."""

import io
import threading

from django.db import connection

from documents.checking import Overtaken
from documents.models import DoubtfulWord, Reading
from scanning import checking as desk
from scanning.actions import intake
from tests.scanning.doubtful_pages import read_again, text_of
from tests.scanning.pages import add_read_pages

READ = "by Ann Bcck at tbe school"


def make(council):
    clerk = council.user("clerk")
    batch = intake.receive_batch(by=clerk)
    upload = intake.add_upload(
        by=clerk, batch=batch, stream=io.BytesIO(b"%PDF-1.7 x"), name="a.pdf"
    )
    image = add_read_pages(upload, [READ])[0]
    read_again(image, READ, {"Bcck": ("word", ""), "tbe": ("word", "")})
    return image


def at_once(*answers) -> list[str]:
    """Each of `answers` (who, word, text) given in a thread of its own, all together."""
    said: list[str] = []
    ready = threading.Barrier(len(answers))

    def give(by, word, text):
        try:
            ready.wait()
            desk.answer(by=by, word=word, verdict="corrected", text=text)
            said.append(text)
        except Overtaken:
            said.append("too late")
        finally:
            connection.close()

    threads = [threading.Thread(target=give, args=answer) for answer in answers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


def test_one_word_is_settled_once_and_the_other_person_is_told(own_council):
    image = make(own_council)
    word = DoubtfulWord._base_manager.get(read="tbe")
    again = DoubtfulWord._base_manager.get(read="tbe")
    said = at_once(
        (own_council.user("clerk"), word, "the"), (own_council.user("records"), again, "tube")
    )
    assert said.count("too late") == 1
    kept = next(text for text in said if text != "too late")
    assert text_of(image) == READ.replace("tbe", kept)


def test_two_words_of_one_page_are_both_kept(own_council):
    image = make(own_council)
    said = at_once(
        (own_council.user("clerk"), DoubtfulWord._base_manager.get(read="tbe"), "the"),
        (own_council.user("records"), DoubtfulWord._base_manager.get(read="Bcck"), "Beck"),
    )
    assert sorted(said) == ["Beck", "the"]
    assert text_of(image) == "by Ann Beck at the school"
    assert Reading._base_manager.filter(page=image.page_id, is_current=True).count() == 1
