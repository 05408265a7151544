"""What can go wrong with a file or a page, each with the sentence that a person is shown."""


class ReadingProblem(Exception):
    """`sentence` says what happened and what to do next, in words for the person who handed the paper in."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Refused(ReadingProblem):
    """The file cannot be taken in as it is; trying again changes nothing."""


class ReadingFailed(ReadingProblem):
    """The file stands, but this page (or this look at it) did not succeed.

    With `try_again` the cause may pass: too busy, killed, no memory left on the machine. Without it the same page
    will fail the same way, and a person should look at it.
    """

    def __init__(self, sentence: str, *, try_again: bool) -> None:
        super().__init__(sentence)
        self.try_again = try_again
