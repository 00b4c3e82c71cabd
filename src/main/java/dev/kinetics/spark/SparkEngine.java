package dev.kinetics.spark;

import dev.kinetics.engine.Answer;
import dev.kinetics.engine.Engine;
import dev.kinetics.engine.Notes;
import dev.kinetics.engine.Recipe;
import dev.kinetics.engine.Results;
import dev.kinetics.engine.Workshop;
import dev.kinetics.error.KineticsException;
import dev.kinetics.tool.ToolOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** Work is done by the executors of a Spark cluster; this process is its driver. */
public final class SparkEngine implements Engine {
  private static final String PLUGINS = "spark.plugins";
  private static final String REDACTION = "spark.redaction.regex";

  /** What Spark keeps secret by itself, as its documentation gives it. */
  private static final String USUAL_SECRETS = "(?i)secret|password|token|access[.]?key";

  /** Spark shows this process's command line, and a proxy's address may have a password in it. */
  private static final String OUR_SECRETS = "|sun[.]java[.]command|://[^/@\\s]+@";

  private static final Pattern MASTER = Pattern.compile("([^,:/\\[\\]]+|\\[[^\\]]+\\]):(\\d{1,5})");
  private static final int PATIENCE_MILLIS = 10_000;

  private final ToolOptions tools;
  private final String name;
  private JavaSparkContext context;
  private Desk desk;
  private int calls;

  /**
   * An engine; the cluster is asked when there is work.
   *
   * @param tools the tools that a person named: paths on the executors' machines
   * @param name what the cluster's own pages call the run
   */
  public SparkEngine(ToolOptions tools, String name) {
    this.tools = tools;
    this.name = name;
  }

  @Override
  public <T, R extends Answer<?>> Workshop<T, R> open(Recipe<T, R> recipe) {
    start();
    int number = desk.add(recipe);
    return new Workshop<>() {
      @Override
      public Results<R> on(Object common, List<T> items, Notes notes) {
        Call<R> call = new Call<>(++calls, number, batches(recipe, items), notes);
        desk.serve(call);
        begin(call, common);
        return call;
      }

      @Override
      public void close() {
        // Executors put away what they have made half, when they end or get another recipe.
      }
    };
  }

  @Override
  public boolean isCluster() {
    return true;
  }

  private void start() {
    if (context != null) {
      return;
    }
    SparkConf conf = new SparkConf();
    String master = conf.get("spark.master", "");
    requireAnswer(master);
    conf.setIfMissing("spark.app.name", name);
    conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    String others = conf.get(PLUGINS, "");
    conf.set(PLUGINS, (others.isBlank() ? "" : others + ",") + KineticsPlugin.class.getName());
    conf.set(REDACTION, conf.get(REDACTION, USUAL_SECRETS) + OUR_SECRETS);
    desk = new Desk(tools, Integer.parseInt(conf.get("spark.task.cpus", "1")));
    try {
      context = new JavaSparkContext(conf);
    } catch (RuntimeException e) {
      throw unreachable(master, e.getMessage());
    }
    context.setLogLevel("WARN");
  }

  /** Asks a master of Spark's own first, since Spark waits a minute before it gives up. */
  private static void requireAnswer(String master) {
    if (!master.startsWith("spark://")) {
      return;
    }
    Matcher address = MASTER.matcher(master.substring("spark://".length()));
    String fault = "it names no host and port";
    while (address.find()) {
      try (Socket socket = new Socket()) {
        String host = address.group(1).replaceAll("[\\[\\]]", "");
        int port = Integer.parseInt(address.group(2));
        socket.connect(new InetSocketAddress(host, port), PATIENCE_MILLIS);
        return;
      } catch (IOException | IllegalArgumentException e) {
        fault = String.valueOf(e.getMessage());
      }
    }
    throw unreachable(master, fault);
  }

  private static KineticsException unreachable(String master, String fault) {
    return KineticsException.unavailable(
        "the cluster at "
            + master
            + " can't be reached ("
            + fault
            + "); start it, or name another with --master");
  }

  private <T> List<List<T>> batches(Recipe<T, ?> recipe, List<T> items) {
    return Call.batches(items, recipe.largestBatch(), context.defaultParallelism());
  }

  private void begin(Call<?> call, Object common) {
    int batches = call.batches();
    if (batches == 0) {
      call.over(null);
      return;
    }
    context.setJobGroup(name, name, true);
    Broadcast<byte[]> sent = common == null ? null : context.broadcast(Wire.pack(common));
    List<Integer> numbers = new ArrayList<>(IntStream.range(0, batches).boxed().toList());
    JavaFutureAction<Void> job =
        context.parallelize(numbers, batches).foreachPartitionAsync(new Turn(call.number(), sent));
    call.stopBy(() -> stop(job));
    Thread waiting = new Thread(() -> await(job, call, sent), "spark-job");
    waiting.setDaemon(true);
    waiting.start();
  }

  /**
   * Ends a job. What Spark has to say of tasks that end on their way is of no use, and its traces
   * kept a busy machine from its end for two seconds more.
   */
  private void stop(JavaFutureAction<Void> job) {
    context.setLogLevel("OFF");
    job.cancel(true);
  }

  private static void await(JavaFutureAction<Void> job, Call<?> call, Broadcast<byte[]> sent) {
    KineticsException fault = null;
    try {
      job.get();
    } catch (ExecutionException e) {
      fault =
          KineticsException.stopped(
              "the cluster gave up ("
                  + firstLine(e.getCause())
                  + "); run the same command again, it goes on from there");
    } catch (InterruptedException | CancellationException e) {
      // It was ended from here.
    }
    forget(sent);
    call.over(fault);
  }

  /** What all tasks of a job had in common, nobody needs any more. */
  private static void forget(Broadcast<byte[]> sent) {
    try {
      if (sent != null) {
        sent.destroy();
      }
    } catch (RuntimeException e) {
      // The cluster is gone, and it with it.
    }
  }

  private static String firstLine(Throwable fault) {
    String message = String.valueOf(fault.getMessage()).strip();
    return message.lines().findFirst().orElse(fault.toString());
  }

  @Override
  public void close() {
    if (context != null) {
      context.stop();
    }
  }
}
