package dev.kinetics.spark;

import dev.kinetics.engine.Answer;
import dev.kinetics.engine.Crew;
import dev.kinetics.engine.Notes;
import dev.kinetics.engine.Recipe;
import dev.kinetics.engine.Results;
import dev.kinetics.engine.Surroundings;
import dev.kinetics.engine.Workshop;
import dev.kinetics.error.KineticsException;
import dev.kinetics.process.ProcessRunner;
import dev.kinetics.process.StoppedException;
import dev.kinetics.process.ToolCall;
import dev.kinetics.tool.Tools;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.spark.TaskContext;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.broadcast.Broadcast;

/** An executor: one scratch folder, one set of tools and one gate for all its tasks. */
final class Node {
  /** How long an executor waits to be told where it is, and how many tasks it has. */
  private static final int MOST_ASKED = 50;

  /** So many results are told of at once at most. */
  private static final int MOST_TOLD = 64;

  /** The one of this process; tasks have no other way to it. */
  private static volatile Node here;

  private final PluginContext driver;
  private final Notes notes;
  private final Set<Results<?>> running = ConcurrentHashMap.newKeySet();
  private ProcessRunner runner;
  private Workshop<Object, Answer<?>> workshop;
  private Semaphore turns;
  private boolean hears;
  private int recipe;
  private Object common;
  private int commonOf;
  private volatile boolean ending;

  private Node(PluginContext driver) {
    this.driver = driver;
    this.notes =
        new Notes(
            line -> tell(new Message.Say(driver.executorID(), line)),
            line -> tell(new Message.Hint(driver.executorID(), line)),
            block -> tell(new Message.Blocked(driver.executorID(), block)),
            this::tellTools);
  }

  static void open(PluginContext driver) {
    here = new Node(driver);
  }

  static Node here() {
    return here;
  }

  static void end() {
    Node node = here;
    if (node != null) {
      node.close();
    }
  }

  private void tellTools(String line) {
    if (hears) {
      tell(new Message.ToolLine(driver.executorID(), line));
    }
  }

  /** Says something for which nobody waits. */
  private void tell(Message message) {
    try {
      driver.send(Wire.pack(message));
    } catch (IOException e) {
      // Without a driver there is nobody to say it to.
    }
  }

  /** Works on what nobody has booked of a batch. */
  void work(int call, Broadcast<byte[]> sent, int batch) throws InterruptedException {
    Message.Batch turn = (Message.Batch) ask(new Message.Take(call, batch));
    if (turn == null || turn.items().isEmpty()) {
      return;
    }
    try {
      Workshop<Object, Answer<?>> open = workshop(turn.recipe());
      Object known = common(call, sent);
      turns.acquire();
      try (Results<Answer<?>> results = open.on(known, turn.items(), notes)) {
        hand(call, results);
      } finally {
        turns.release();
      }
    } catch (StoppedException e) {
      throw new InterruptedException();
    } catch (KineticsException e) {
      if (!ending) {
        ask(new Message.Fault(call, driver.executorID(), e.exitCode().code(), e.getMessage()));
      }
    }
  }

  /** Tells the driver of each result as it comes; of those that came meanwhile at once. */
  private void hand(int call, Results<Answer<?>> results) throws InterruptedException {
    running.add(results);
    try (Crew<Answer<?>> ready = ahead(results)) {
      if (ending) {
        return;
      }
      for (List<Answer<?>> some = ready.some(); !some.isEmpty(); some = ready.some()) {
        List<Answer<?>> told = new ArrayList<>(some);
        if (ending) {
          told.removeIf(answer -> !answer.isThere()); // The tools are being ended.
        }
        ask(new Message.Book(call, told));
      }
    } finally {
      running.remove(results);
    }
  }

  private static Crew<Answer<?>> ahead(Results<Answer<?>> results) {
    return Crew.startUninterrupted(
        1,
        MOST_TOLD,
        "results",
        results::close,
        out -> {
          for (Answer<?> next = results.next(); next != null; next = results.next()) {
            out.put(next);
          }
        });
  }

  /** What all items of a call have in common, which may be much, once for all tasks. */
  private synchronized Object common(int call, Broadcast<byte[]> sent) {
    if (commonOf != call) {
      common = sent == null ? null : Wire.unpack(sent.value());
      commonOf = call;
    }
    return common;
  }

  private synchronized Workshop<Object, Answer<?>> workshop(int number)
      throws InterruptedException {
    if (ending) {
      throw new StoppedException("this executor is ending");
    }
    if (recipe == number) {
      return workshop;
    }
    closeWorkshop();
    Message.Terms terms = terms(number);
    int slots = Math.max(1, terms.slots());
    int asked = terms.recipe().workers();
    int workers = asked > 0 ? asked : slots;
    // Each task works on so many clips at once that all of them together come to the number asked.
    int workersOfTask = (workers + slots - 1) / slots;
    int threads = Math.max(1, TaskContext.get().cpus() / workersOfTask);
    hears = terms.recipe().hearsTools();
    turns = new Semaphore(Math.max(1, Math.min(workers, slots)));
    runner = new ProcessRunner(dyingAlong());
    Tools tools = new Tools(runner, terms.tools());
    workshop =
        opened(terms.recipe(), new Surroundings(tools, terms.host(), workersOfTask, threads));
    recipe = number;
    return workshop;
  }

  @SuppressWarnings("unchecked") // The driver sends the items that its recipe is for.
  private static Workshop<Object, Answer<?>> opened(Recipe<?, ?> recipe, Surroundings here) {
    return (Workshop<Object, Answer<?>>) recipe.open(here);
  }

  /**
   * What has the system kill a tool when this process is killed, which can end nothing itself then;
   * nothing where there is no such program.
   */
  private static List<String> dyingAlong() throws InterruptedException {
    List<String> words = List.of("setpriv", "--pdeathsig", "KILL");
    List<String> trial = new ArrayList<>(words);
    trial.add("true");
    try {
      return new ProcessRunner().run(ToolCall.of(trial)).ok() ? words : List.of();
    } catch (KineticsException e) {
      return List.of();
    }
  }

  private Message.Terms terms(int number) throws InterruptedException {
    Message.Terms terms = null;
    for (int asked = 0; asked < MOST_ASKED && (terms == null || terms.host().isEmpty()); asked++) {
      if (asked > 0) {
        TimeUnit.MILLISECONDS.sleep(100);
      }
      terms = (Message.Terms) ask(new Message.Ask(number, driver.executorID()));
    }
    return terms;
  }

  /**
   * Says something to the driver, as often as it needs: one that stands still for a while goes on
   * later, and without a driver Spark ends this process.
   */
  private Object ask(Message message) {
    byte[] bytes = Wire.pack(message);
    while (true) {
      try {
        return Wire.unpack((byte[]) driver.ask(bytes));
      } catch (InterruptedException e) {
        throw new StoppedException("this task is being ended");
      } catch (Exception e) {
        if (ending || Thread.currentThread().isInterrupted()) {
          throw new StoppedException("this executor is ending");
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.SECONDS.sleep(1);
    } catch (InterruptedException e) {
      throw new StoppedException("this task is being ended");
    }
  }

  /** Ends the pools first, so that no end of a tool is taken for a clip's fault. */
  private void close() {
    ending = true;
    running.forEach(Results::close);
    synchronized (this) {
      if (runner != null) {
        runner.stop();
      }
      closeWorkshop();
    }
  }

  private void closeWorkshop() {
    if (workshop != null) {
      Workshop<?, ?> old = workshop;
      workshop = null;
      recipe = 0;
      try {
        old.close();
      } catch (RuntimeException e) {
        System.err.println("kinetics: warning: " + e.getMessage());
      }
    }
  }
}
