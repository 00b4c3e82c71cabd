package dev.kinetics.support;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A cluster of Apache Spark's own kind on the loopback interface: a master and two workers, one on
 * 127.0.0.1 and one on 127.0.0.2, each a process, from the jars that {@code spark.home} names.
 */
public final class SparkCluster implements AutoCloseable {
  private static final Path HOME =
      Path.of(System.getProperty("spark.home", "target/spark")).toAbsolutePath();
  private static final List<String> HOSTS = List.of("127.0.0.1", "127.0.0.2");
  private static final Duration LIFE = Duration.ofMinutes(30);

  /**
   * These processes live for seconds: what is small and soon ready is best. The archive of classes
   * stays where it was made for: elsewhere each process has to change a copy of all of it.
   */
  private static final List<String> QUICK =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-Xms32m",
          "-XX:+UnlockDiagnosticVMOptions",
          "-XX:ArchiveRelocationMode=0");

  /** The classes that Spark loads, read already; good for the Java that made it alone. */
  private static final Path CLASSES =
      HOME.resolve("classes-" + System.getProperty("java.vm.version") + ".jsa");

  private final Path folder;
  private final Map<String, String> environment;
  private final List<String> java;
  private final int port;
  private final Kinetics.Run master;
  private final List<Kinetics.Run> workers = new CopyOnWriteArrayList<>();
  private final List<Kinetics.Run> lost = new ArrayList<>();
  private final Thread watch = new Thread(this::watch, "cluster-memory");
  private volatile long mostResident;

  /**
   * Starts a cluster and waits until it is up.
   *
   * @param folder where the workers put what they need
   * @param environment what executors find in theirs
   * @param first a job of a few clips, which is done at once, without the cluster
   */
  public SparkCluster(Path folder, Map<String, String> environment, List<String> first)
      throws Exception {
    this.folder = folder;
    this.environment = environment;
    this.java = java();
    if (!Files.exists(CLASSES)) {
      archiveClasses(first);
    }
    this.port = freePort();
    String at = Integer.toString(port);
    String name = "deploy.master.Master";
    this.master =
        start("127.0.0.1", "128m", name, "--host", "127.0.0.1", "--port", at, "--webui-port", "0");
    await(() -> isListening(port));
    for (String host : HOSTS) {
      workers.add(worker(host));
    }
    awaitWorkers();
    watch.setDaemon(true);
    watch.start();
  }

  /** Java starts twice as fast with it; made by a job that this one process does all alone. */
  private void archiveClasses(List<String> first) throws IOException {
    Path made = Files.createTempFile(HOME, "classes", ".new");
    Files.delete(made);
    try (Kinetics.Run run =
        submit("local[1]", List.of(), first, "-XX:ArchiveClassesAtExit=" + made)) {
      Kinetics.Result result = run.await();
      if (result.exitCode() != 0 || !Files.exists(made)) {
        throw new AssertionError(result);
      }
      Files.move(made, CLASSES, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(made);
    }
  }

  private Kinetics.Run worker(String host) {
    return start(
        host,
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
        address());
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
        .flatMap(line -> ProcessHandle.of(process(line)));
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
   * The most bytes that the master, the workers, the driver, the executors and their tools had in
   * memory so far, all together at one time.
   */
  public long mostResident() {
    return mostResident;
  }

  private void watch() {
    try {
      while (true) {
        // What the tests start is the cluster, its drivers, and what those start.
        try (Stream<ProcessHandle> all = ProcessHandle.current().descendants()) {
          long resident = all.mapToLong(process -> resident(process.pid())).sum();
          mostResident = Math.max(mostResident, resident);
        }
        Thread.sleep(500);
      }
    } catch (InterruptedException e) {
      // The cluster is closed.
    }
  }

  /** Its share of the memory in use: what processes have in common counts once for all of them. */
  private static long resident(long process) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(process), "smaps_rollup")).stream()
          .filter(line -> line.startsWith("Pss:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .sum();
    } catch (IOException e) {
      return 0; // It has ended.
    }
  }

  private static long process(String line) {
    return Long.parseLong(line.split(" ")[0]);
  }

  /**
   * Starts the program by spark-submit.
   *
   * @param settings of Spark, such as {@code spark.task.maxFailures=1}
   */
  public Kinetics.Run submit(String at, List<String> settings, List<String> arguments) {
    return submit(at, settings, arguments, "-XX:SharedArchiveFile=" + CLASSES);
  }

  private Kinetics.Run submit(
      String at, List<String> settings, List<String> arguments, String option) {
    List<String> all = new ArrayList<>(List.of(option, "org.apache.spark.deploy.SparkSubmit"));
    all.addAll(List.of("--master", at));
    List<String> usual =
        List.of(
            "spark.driver.host=127.0.0.1",
            "spark.ui.enabled=false",
            "spark.executor.memory=512m",
            "spark.executor.extraJavaOptions=" + String.join(" ", quick()));
    Stream.concat(usual.stream(), settings.stream())
        .forEach(setting -> all.addAll(List.of("--conf", setting)));
    all.add(System.getProperty("kinetics.jar"));
    all.addAll(arguments);
    return start("127.0.0.1", "512m", all);
  }

  private static List<String> quick() {
    List<String> options = new ArrayList<>(QUICK);
    options.add("-XX:SharedArchiveFile=" + CLASSES);
    return options;
  }

  private Kinetics.Run start(String host, String memory, String program, String... arguments) {
    List<String> words = new ArrayList<>(List.of("-XX:SharedArchiveFile=" + CLASSES));
    words.add("org.apache.spark." + program);
    words.addAll(Arrays.asList(arguments));
    return start(host, memory, words);
  }

  private Kinetics.Run start(String host, String memory, List<String> words) {
    List<String> command = new ArrayList<>(java);
    command.add("-Xmx" + memory);
    command.addAll(QUICK);
    command.addAll(words);
    return at(host).start(command);
  }

  private Kinetics at(String host) {
    return Kinetics.in(folder)
        .within(LIFE)
        .with(environment)
        .with("SPARK_HOME", HOME.toString())
        .with("SPARK_SCALA_VERSION", "2.13")
        .with("SPARK_LOCAL_IP", host);
  }

  /**
   * The command that Spark's launcher starts its programs by, up to the program: executors have the
   * same class path, without which one archive of classes would not do for all.
   */
  private List<String> java() {
    String program = "org.apache.spark.deploy.SparkSubmit";
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String jars = HOME.resolve("jars") + "/*";
    List<String> launcher =
        List.of(java, "-cp", jars, "org.apache.spark.launcher.Main", program, "program.jar");
    try (Kinetics.Run run =
        at("127.0.0.1").with("JAVA_HOME", System.getProperty("java.home")).start(launcher)) {
      List<String> words = Stream.of(run.await().out().split("\0")).map(String::strip).toList();
      int first = words.indexOf(java);
      return words.subList(first, words.indexOf(program));
    }
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
    watch.interrupt();
    workers.forEach(Kinetics.Run::close);
    lost.forEach(Kinetics.Run::close);
    master.close();
  }
}
