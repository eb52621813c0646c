"""Log lines: together within a turn of the loop, at once without one, never lost."""

from __future__ import annotations

import asyncio
import io
import threading

from app.telemetry.line_writer import PAUSE_S, LineWriter


class Stream(io.StringIO):
    writes = 0

    def write(self, text: str) -> int:
        self.writes += 1
        return super().write(text)


def say(writer: LineWriter, text: str) -> None:
    writer.write(f"{text}\n")
    writer.flush()


def test_lines_that_follow_closely_go_out_together() -> None:
    """The first turn's at once, those of the next turns together a moment later, and a lone line at once again."""
    stream = Stream()
    pause_s = 0.3  # long enough for five turns of a loop on a busy machine
    writer = LineWriter(stream, pause_s)

    async def run() -> None:
        for turn in range(5):
            for n in range(100):
                say(writer, f"{turn}.{n}")
            await asyncio.sleep(0)
            assert stream.writes == 1
        await asyncio.sleep(pause_s * 2)
        assert stream.writes == 2
        await asyncio.sleep(pause_s * 2)
        say(writer, "alone")
        await asyncio.sleep(0)
        assert stream.writes == 3

    asyncio.run(run())
    assert stream.getvalue().count("\n") == 501


def test_without_a_loop_a_line_goes_at_once() -> None:
    """Before the loop begins, and after it has ended with a line still waiting."""
    stream = Stream()
    writer = LineWriter(stream)
    say(writer, "early")
    assert stream.getvalue() == "early\n"
    loop = asyncio.new_event_loop()
    loop.call_soon(say, writer, "last words")
    loop.call_soon(loop.stop)
    loop.run_forever()
    loop.close()
    say(writer, "late")
    assert stream.getvalue() == "early\nlast words\nlate\n"


def test_threads_lose_nothing() -> None:
    """Lines of several threads and a loop all arrive, whole."""
    stream = Stream()
    writer = LineWriter(stream)

    def thread(name: str) -> None:
        for n in range(2000):
            say(writer, f"{name}-{n}")

    async def loop() -> None:
        for n in range(2000):
            say(writer, f"loop-{n}")
            if n % 50 == 0:
                await asyncio.sleep(0)
        await asyncio.sleep(PAUSE_S * 2)

    threads = [threading.Thread(target=thread, args=(name,)) for name in ("a", "b")]
    for one in threads:
        one.start()
    asyncio.run(loop())
    for one in threads:
        one.join()
    wanted = {f"{name}-{n}" for name in ("a", "b", "loop") for n in range(2000)}
    assert sorted(stream.getvalue().splitlines()) == sorted(wanted)
