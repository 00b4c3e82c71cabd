#!/usr/bin/env bash
# A cluster of Spark's own kind on this machine, with the program's driver, on a source that costs
# nothing. Limits: the first clip is booked within 10 s of spark-submit; a source that waits 300 ms
# a clip is 1.9 and 3.6 times as fast on 2 and 4 slots as on one; 650,000 clips on 64 slots go at
# 1,000 a second, and the driver takes less than 1 GiB. Spark's jars come from Maven's repository.
# shellcheck source=common.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

version=4.2.0
home=$top/target/spark-$version
[[ -d $home/jars ]] || ./mvnw --quiet --batch-mode --file src/test/spark/pom.xml \
  "-Dspark.version=$version" "-DoutputDirectory=$home/jars" \
  org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy-dependencies
in_memory
javac -d "$data/classes" -cp "$jar" bench/IdleCluster.java
jar --create --file "$data/idle.jar" -C "$data/classes" .
measure "$data" "$jar" "$home" "${1:-650000}" <<'END'
import os
import socket
import subprocess
import sys
import time
from common import Run, say

data, jar, home, release = *sys.argv[1:4], int(sys.argv[4])
opened = "lang lang.invoke lang.reflect io net nio util util.concurrent util.concurrent.atomic"
packages = [f"java.{name}" for name in opened.split()]
packages += ["sun.nio.ch", "sun.nio.cs", "sun.security.action", "sun.util.calendar"]
java = ["java", "-XX:+UseSerialGC", "-Djdk.reflect.useDirectMethodHandle=false"]
java += [f"--add-opens=java.base/{name}=ALL-UNNAMED" for name in packages]
java += ["-cp", f"{home}/jars/*"]
os.environ.update(SPARK_HOME=home, SPARK_SCALA_VERSION="2.13", SPARK_LOCAL_IP="127.0.0.1")
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
master = f"spark://127.0.0.1:{port}"
count = 0


def start(program, *arguments):
    command = [*java[:1], "-Xmx128m", *java[1:], f"org.apache.spark.deploy.{program}"]
    log = open(f"{data}/{program}.log", "w")
    return subprocess.Popen(command + list(arguments), stdout=log, stderr=log)


def submit(clips, millis, cores, executor_cores):
    """The seconds to the first clip, the clips a second from then on, and the driver's MiB."""
    global count
    count += 1
    settings = {
        "spark.cores.max": cores,
        "spark.executor.cores": executor_cores,
        "spark.executor.memory": "512m",
        "spark.driver.host": "127.0.0.1",
        "spark.ui.enabled": "false",
    }
    command = [*java[:1], "-Xmx512m", *java[1:], "org.apache.spark.deploy.SparkSubmit"]
    command += ["--master", master, "--class", "IdleCluster", "--jars", jar]
    for name, value in settings.items():
        command += ["--conf", f"{name}={value}"]
    run = Run(command + [f"{data}/idle.jar", f"{data}/dataset-{count}", clips, millis])
    first, rate = (float(word) for word in run.output.split())
    return first, rate, run.mebibytes


def kept(well):
    return "kept" if well else "MISSED"


cluster = [start("master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", "0")]
try:
    options = ["--host", "127.0.0.1", "--webui-port", "0", "--cores", "64", "--memory", "4g"]
    cluster.append(start("worker.Worker", *options, "--work-dir", f"{data}/work", master))
    while "registered with master" not in open(f"{data}/worker.Worker.log").read():
        time.sleep(0.2)

    first, rate, _ = submit(40_000, 0, 4, 2)
    local = Run(
        ["java", "-XX:+UseSerialGC", "-Xmx320m", "-cp", f"{data}/classes:{jar}", "IdleCluster"]
        + [f"{data}/dataset-here", 40_000, 0]
    )
    here = float(local.output.split()[1])
    say(
        "spark, times the limit of 10 s to the first clip",
        10 / first,
        f"{first:.1f} s after spark-submit: {kept(first <= 10)}; then {1000 / rate:.2f} ms a clip"
        f" in batches of 16 on 4 slots, {1000 / here:.2f} ms here",
        1,
    )

    rates = {slots: submit(96, 300, slots, slots)[1] for slots in (1, 2, 4)}
    for slots, limit in ((2, 1.9), (4, 3.6)):
        ratio = rates[slots] / rates[1]
        say(
            f"spark, a source that waits 300 ms a clip, {slots} slots against one",
            ratio,
            f"{rates[slots]:.1f} clips a second, limit {limit}: {kept(ratio >= limit)}",
            1,
        )

    _, rate, memory = submit(release, 0, 64, 16)
    say(
        f"spark, {release:,} clips on 64 slots, times the limit of 1,000 clips a second",
        rate / 1000,
        f"{rate:,.0f} clips a second, the driver takes {memory:.0f} MiB of 1,024:"
        f" {kept(rate >= 1000 and memory < 1024)}",
        1,
    )
finally:
    for process in reversed(cluster):
        process.kill()
        process.wait()
END
