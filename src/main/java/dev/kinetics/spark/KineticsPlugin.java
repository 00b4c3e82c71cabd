package dev.kinetics.spark;

import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/** What Spark starts in the driver and in each executor, and brings their messages through. */
public final class KineticsPlugin implements SparkPlugin {
  @Override
  public DriverPlugin driverPlugin() {
    return new AtDriver();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new AtExecutor();
  }

  private static final class AtDriver implements DriverPlugin {
    private final Desk desk = Desk.current();

    @Override
    public Map<String, String> init(SparkContext context, PluginContext plugin) {
      context.addSparkListener(desk.slots());
      return Map.of();
    }

    @Override
    public Object receive(Object message) {
      return Wire.pack(desk.answer((Message) Wire.unpack((byte[]) message)));
    }
  }

  private static final class AtExecutor implements ExecutorPlugin {
    @Override
    public void init(PluginContext plugin, Map<String, String> more) {
      Node.open(plugin);
    }

    @Override
    public void shutdown() {
      Node.end();
    }
  }
}
