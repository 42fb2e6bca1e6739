package io.countersign.deploy.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.deploy.config.Endpoint;
import io.countersign.deploy.guard.BeatPort;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import org.junit.jupiter.api.Test;

/** How a node ends tells its supervisor what to do next. */
class FailuresTest {
  @Test
  void aTakenPortOfTheHeartbeatIsUnavailableAndNoFaultOfTheDisk() throws IOException {
    try (DatagramChannel taken = DatagramChannel.open()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      int port = ((InetSocketAddress) taken.getLocalAddress()).getPort();
      BeatPort beats = new BeatPort(new Endpoint("127.0.0.1", port));
      assertThatThrownBy(() -> beats.listen(datagram -> {}))
          .isInstanceOf(BindException.class)
          .hasMessageContaining("127.0.0.1:" + port)
          .satisfies(
              failure ->
                  assertThat(Failures.exitOf(new IllegalStateException(failure)))
                      .isEqualTo(NodeExit.UNAVAILABLE));
    }
    assertThat(Failures.exitOf(new IOException("No space left on device")))
        .isEqualTo(NodeExit.LOG_UNWRITABLE);
  }

  @Test
  void aListeningHostThatIsUnknownNowIsUnavailableAndNoFaultOfTheConfiguration() {
    BeatPort beats = new BeatPort(new Endpoint("no host", 20001));
    assertThatThrownBy(() -> beats.listen(datagram -> {}))
        .hasMessageContaining("no host:20001")
        .satisfies(failure -> assertThat(Failures.exitOf(failure)).isEqualTo(NodeExit.UNAVAILABLE));
  }
}
