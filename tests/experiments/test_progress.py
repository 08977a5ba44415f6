"""Waiting is seen: a bar or plain lines at once, and no estimate before it can be one."""

import io

import pytest

from experiments.presentation import progress as module
from experiments.presentation.progress import AT_ONCE, Progress, duration, elapsed, progress


class Clock:
    """Seconds that pass when told to."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Show at once, unlike other tests."""
    monkeypatch.delenv(module.OFF)
    monkeypatch.setattr(module, "POLL_SECONDS", 0.001)
    monkeypatch.setattr(module, "AT_ONCE", 0.0)


def log(
    clock: Clock, what: str, total: int | None = None, *, enough: int = 1, done: int = 0
) -> Progress:
    return Progress(what, total, enough=enough, done=done, stream=io.StringIO(), clock=clock)


def written(bar: Progress) -> str:
    assert isinstance(bar.stream, io.StringIO)
    return bar.stream.getvalue()


def test_short_work_shows_nothing(clock: Clock) -> None:
    for stream in (io.StringIO(), Terminal()):
        bar = Progress("running", 4, stream=stream, clock=clock)
        bar.look()
        bar.add(4)
        bar.close()
        assert stream.getvalue() == ""


def test_a_line_comes_within_a_second_and_tells_no_time_left(clock: Clock) -> None:
    bar = log(clock, "running", 4)
    clock.now = AT_ONCE
    bar.look()

    assert AT_ONCE < 1.0
    assert written(bar) == "running: 0 of 4 runs, 0:00 so far\n"


def test_the_time_left_waits_for_a_piece_from_each_worker(clock: Clock) -> None:
    bar = log(clock, "running", 12, enough=3)
    clock.now = 30.0
    bar.add(2)
    assert bar.seconds_left() is None
    bar.add(1)
    assert bar.seconds_left() == 90.0


def test_what_was_found_done_tells_nothing_of_the_time_left(clock: Clock) -> None:
    bar = log(clock, "running", 100, done=60)
    clock.now = 10.0
    bar.add(20, is_free=True)
    assert bar.seconds_left() is None
    bar.add(10)
    assert bar.seconds_left() == 10.0


def test_a_log_gets_a_line_at_each_tenth_but_not_more_often_than_all_ten_seconds(
    clock: Clock,
) -> None:
    bar = log(clock, "running", 1000)
    for second in range(1, 1001):
        clock.now = float(second)
        bar.add()
        bar.look()
    bar.close()

    text = written(bar)
    lines = text.splitlines()
    assert "\r" not in text
    assert 10 < len(lines) <= 22  # a tenth takes 100 seconds here, and a minute is the longest
    assert lines[-1] == "running: 1,000 of 1,000 runs, 16:40 so far"
    assert "about 15 min left" in lines[2]


def test_a_fast_log_has_few_lines(clock: Clock) -> None:
    bar = log(clock, "running", 10)
    for tenth in range(1, 11):
        clock.now = 2.0 * tenth
        bar.add()
        bar.look()
    bar.close()

    assert len(written(bar).splitlines()) == 3


def test_a_resumed_bar_ends_full(clock: Clock) -> None:
    bar = Progress("running", 5, "points", done=1, stream=Terminal(), clock=clock)
    clock.now = 1.0
    bar.look()
    bar.add(4)
    bar.close()

    last = written(bar).rstrip("\n").split("\r")[-1]
    assert "100%" in last
    assert "5 of 5 points" in last


def test_work_that_cant_be_counted_shows_its_time(clock: Clock) -> None:
    bar = log(clock, "drawing")
    clock.now = 62.0
    bar.look()
    assert written(bar) == "drawing: 1:02 so far\n"


def test_what_others_do_is_counted_while_the_block_runs(
    shown: None, capsys: pytest.CaptureFixture[str]
) -> None:
    waiting = iter([1, 1, 1])
    with progress("running", 3, watch=lambda bar: bar.add(next(waiting, 0))) as bar:
        while bar.n < 3:
            pass

    lines = capsys.readouterr().err.splitlines()
    assert lines[-1].startswith("running: 3 of 3 runs")


def test_nothing_shows_where_someone_else_shows_it(
    shown: None, capsys: pytest.CaptureFixture[str]
) -> None:
    looks = iter(range(3))
    with module.silent(), progress("running", 1, watch=lambda bar: next(looks, None)):
        while next(looks, None) is not None:
            pass
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("seconds", "words"), [(40.2, "40 s"), (89.0, "89 s"), (120.0, "2 min"), (9000.0, "2.5 h")]
)
def test_times_to_come_are_rough(seconds: float, words: str) -> None:
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "words"), [(5.9, "0:05"), (65.0, "1:05"), (3661.0, "1:01:01")]
)
def test_times_gone_are_read_as_on_a_clock(seconds: float, words: str) -> None:
    assert elapsed(seconds) == words
