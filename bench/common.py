"""What the benchmarks share: running a command with its time and memory, and the line they print."""

import os
import statistics
import subprocess
import sys
import time


class Run:
    """A command that was run: its exit code, standard output, seconds, and most MiB of memory."""

    def __init__(self, command, expect=0):
        begin = time.perf_counter()
        process = subprocess.Popen(
            [str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        # The memory is that of this one process: the launcher becomes Java, and Java starts none.
        self.output = process.stdout.read().decode()
        errors = process.stderr.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
        self.seconds = time.perf_counter() - begin
        process.returncode = code = os.waitstatus_to_exitcode(status)
        unit = 1024 * 1024 if sys.platform == "darwin" else 1024
        self.mebibytes = usage.ru_maxrss / unit
        self.cpu_seconds = usage.ru_utime + usage.ru_stime
        if code != expect:
            sys.exit(f"{command}: exit {code}, not {expect}\n{self.output}{errors}")


def runs(count, *commands, before=lambda: None):
    """Runs each command so many times, in turn, so that all meet the same disturbances.

    What is to be done before each, such as removing what the last one made, is not timed.
    """
    all_runs = [[] for _ in commands]
    for _ in range(count):
        for command, done in zip(commands, all_runs):
            before()
            done.append(Run(command))
    return all_runs


def median(done):
    return statistics.median(run.seconds for run in done)


def cpu(done):
    return statistics.median(run.cpu_seconds for run in done)


def memory(done):
    return max(run.mebibytes for run in done)


def say(name, ratio, figures, count):
    """The line of one benchmark; a ratio above 1 is better than what it is held against."""
    print(
        f"{name}: {ratio:.2f} ({figures}, median of {count}, {os.cpu_count()} cores)", flush=True
    )
