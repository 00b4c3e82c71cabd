package dev.kinetics.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StallGuardTest {
  /** A body that sends nothing, and of which somebody may wait for the end. */
  private static final class Silent extends InputStream {
    private final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public int read() {
      return -1;
    }

    @Override
    public void close() throws IOException {
      closed.countDown();
      throw new IOException("can't be closed");
    }
  }

  @Test
  void aBodyThatCantBeClosedDoesNotEndTheWatchOfLaterOnes() throws Exception {
    try (StallGuard guard = new StallGuard(Duration.ofMillis(20), () -> false)) {
      for (int i = 0; i < 3; i++) {
        Silent body = new Silent();
        guard.watch(body);
        assertThat(body.closed.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(guard.stalled()).isTrue();
        guard.rest();
      }
    }
  }
}
