package dev.kinetics.spark;

import dev.kinetics.engine.Notes;
import dev.kinetics.engine.Recipe;
import dev.kinetics.error.ExitCode;
import dev.kinetics.error.KineticsException;
import dev.kinetics.journal.Block;
import dev.kinetics.tool.ToolOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The driver's side of all messages: it tells executors what to do and hears what they did. */
final class Desk {
  /** The desk of this process's cluster, which Spark's plugin comes to. */
  private static volatile Desk current;

  private final ToolOptions tools;
  private final int coresOfTask;
  private final Slots slots = new Slots();
  private final Map<Integer, Recipe<?, ?>> recipes = new HashMap<>();
  private final Set<String> hints = ConcurrentHashMap.newKeySet();
  private volatile Call<?> call;

  /**
   * Makes the desk of this process.
   *
   * @param tools the tools that a person named
   * @param coresOfTask how many cores a task takes
   */
  Desk(ToolOptions tools, int coresOfTask) {
    this.tools = tools;
    this.coresOfTask = coresOfTask;
    current = this;
  }

  static Desk current() {
    return current;
  }

  Slots slots() {
    return slots;
  }

  /** Takes in a recipe; answers its number. */
  synchronized int add(Recipe<?, ?> recipe) {
    recipes.put(recipes.size() + 1, recipe);
    return recipes.size();
  }

  private synchronized Recipe<?, ?> recipe(int number) {
    return recipes.get(number);
  }

  /** From now on executors work on this call. */
  void serve(Call<?> newCall) {
    call = newCall;
  }

  /** What an executor is answered. What goes wrong here ends the run, or it would ask for ever. */
  Object answer(Message message) {
    Call<?> now = call;
    try {
      return answer(message, now);
    } catch (RuntimeException e) {
      if (now != null) {
        now.fail(e);
      }
      return null;
    }
  }

  private Object answer(Message message, Call<?> now) {
    if (message instanceof Message.Ask ask) {
      int most = slots.cores(ask.executor()) / coresOfTask;
      String host = slots.host(ask.executor());
      return new Message.Terms(recipe(ask.recipe()), tools, host, most);
    }
    if (now == null) {
      return null;
    }
    Notes notes = now.notes();
    if (message instanceof Message.Take take) {
      return now.turn(take);
    } else if (message instanceof Message.Book book) {
      now.book(book);
    } else if (message instanceof Message.Say say) {
      notes.say().accept(named(say.executor(), say.line()));
    } else if (message instanceof Message.Hint hint) {
      if (hints.add(hint.line())) {
        notes.hint().accept(named(hint.executor(), hint.line()));
      }
    } else if (message instanceof Message.ToolLine line) {
      notes.tools().accept(named(line.executor(), line.line()));
    } else if (message instanceof Message.Blocked blocked) {
      Block block = blocked.block();
      String words = named(blocked.executor(), block.words());
      notes.blocked().accept(new Block(block.time(), block.until(), words));
    } else if (message instanceof Message.Fault fault) {
      if (fault.call() == now.number()) {
        now.fail(fault(fault));
      }
    }
    return null;
  }

  private String named(String executor, String line) {
    return slots.host(executor) + ": " + line;
  }

  private KineticsException fault(Message.Fault fault) {
    for (ExitCode code : ExitCode.values()) {
      if (code.code() == fault.exitCode()) {
        return new KineticsException(code, named(fault.executor(), fault.line()), null);
      }
    }
    throw new IllegalArgumentException("exit code " + fault.exitCode());
  }
}
