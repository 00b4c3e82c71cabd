package dev.kinetics.support;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A cluster of Apache Spark's own kind on the loopback interface: a master and two workers, one on
 * 127.0.0.1 and one on 127.0.0.2, each a process, from the jars that {@code spark.home} names.
 */
public final class SparkCluster implements AutoCloseable {
  private static final Path HOME = Path.of(System.getProperty("spark.home", "target/spark"));
  private static final String JARS = HOME.resolve("jars").toAbsolutePath() + "/*";
  private static final List<String> HOSTS = List.of("127.0.0.1", "127.0.0.2");
  private static final Duration LIFE = Duration.ofMinutes(30);

  private final Path folder;
  private final Map<String, String> environment;
  private final int port;
  private final Kinetics.Run master;
  private final List<Kinetics.Run> workers = new ArrayList<>();
  private final List<Kinetics.Run> lost = new ArrayList<>();

  /**
   * Starts a cluster and waits until it is up.
   *
   * @param folder where the workers put what they need
   * @param environment what executors find in theirs
   */
  public SparkCluster(Path folder, Map<String, String> environment) throws Exception {
    this.folder = folder;
    this.environment = environment;
    this.port = freePort();
    String at = Integer.toString(port);
    this.master =
        at("127.0.0.1")
            .start(
                java(
                    "128m",
                    "deploy.master.Master",
                    "--host",
                    "127.0.0.1",
                    "--port",
                    at,
                    "--webui-port",
                    "0"));
    await(() -> isListening(port));
    for (String host : HOSTS) {
      workers.add(worker(host));
    }
    awaitWorkers();
  }

  private Kinetics.Run worker(String host) {
    return at(host)
        .start(
            java(
                "128m",
                "deploy.worker.Worker",
                "--host",
                host,
                "--webui-port",
                "0",
                "--cores",
                "2",
                "--memory",
                "512m",
                "--work-dir",
                folder.resolve("work-" + host).toString(),
                address()));
  }

  /** Waits until all workers can be worked with. */
  public void awaitWorkers() throws InterruptedException {
    await(
        () -> workers.stream().allMatch(worker -> worker.err().contains("registered with master")));
  }

  /** The master's address. */
  public String address() {
    return "spark://127.0.0.1:" + port;
  }

  /** The executor of a worker, 0 or 1, that is alive; empty where there is none. */
  public Optional<ProcessHandle> executor(int worker) {
    return workers.get(worker).survivors().stream()
        .filter(line -> line.contains("CoarseGrainedExecutorBackend"))
        .findFirst()
        .flatMap(line -> ProcessHandle.of(Long.parseLong(line.split(" ")[0])));
  }

  /** Kills a worker, 0 or 1, which can end nothing itself then, and starts another in its place. */
  public void replace(int worker) {
    Kinetics.Run old = workers.get(worker);
    old.signal("KILL");
    lost.add(old);
    workers.set(worker, worker(HOSTS.get(worker)));
  }

  /** The executors and tools that are alive, of all workers there were. */
  public List<String> running() {
    return Stream.concat(workers.stream(), lost.stream())
        .flatMap(worker -> worker.survivors().stream())
        .toList();
  }

  /**
   * Starts the program by spark-submit.
   *
   * @param settings of Spark, such as {@code spark.task.maxFailures=1}
   */
  public Kinetics.Run submit(String master, List<String> settings, List<String> arguments) {
    List<String> all = new ArrayList<>(List.of("--master", master));
    List<String> usual =
        List.of(
            "spark.driver.host=127.0.0.1", "spark.ui.enabled=false", "spark.executor.memory=512m");
    Stream.concat(usual.stream(), settings.stream())
        .forEach(setting -> all.addAll(List.of("--conf", setting)));
    all.add(System.getProperty("kinetics.jar"));
    all.addAll(arguments);
    return at("127.0.0.1").start(java("512m", "deploy.SparkSubmit", all.toArray(String[]::new)));
  }

  private Kinetics at(String host) {
    return Kinetics.in(folder)
        .within(LIFE)
        .with(environment)
        .with("SPARK_HOME", HOME.toAbsolutePath().toString())
        .with("SPARK_SCALA_VERSION", "2.13")
        .with("SPARK_LOCAL_IP", host);
  }

  /** A command with the options that Spark's launcher gives Java. */
  private static List<String> java(String memory, String program, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + memory);
    command.add("-XX:+UseSerialGC");
    command.add("-Djdk.reflect.useDirectMethodHandle=false");
    Stream.of(
            "java.lang",
            "java.lang.invoke",
            "java.lang.reflect",
            "java.io",
            "java.net",
            "java.nio",
            "java.util",
            "java.util.concurrent",
            "java.util.concurrent.atomic",
            "sun.nio.ch",
            "sun.nio.cs",
            "sun.security.action",
            "sun.util.calendar")
        .forEach(opened -> command.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED"));
    command.addAll(List.of("-cp", JARS, "org.apache.spark." + program));
    command.addAll(Arrays.asList(arguments));
    return command;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static boolean isListening(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Waits until something is so. */
  public static void await(BooleanSupplier isSo) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (!isSo.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited two minutes in vain");
      }
      Thread.sleep(100);
    }
  }

  @Override
  public void close() {
    workers.forEach(Kinetics.Run::close);
    lost.forEach(Kinetics.Run::close);
    master.close();
  }
}
