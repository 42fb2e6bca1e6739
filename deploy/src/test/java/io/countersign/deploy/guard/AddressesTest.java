package io.countersign.deploy.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.deploy.config.Endpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** Hosts are looked up by others, and what was found stays in use. */
class AddressesTest {
  private static final Endpoint AMBER = new Endpoint("amber.example", 20001);
  private static final Endpoint BASALT = new Endpoint("basalt.example", 20001);

  private final Map<String, InetAddress> resolver = new HashMap<>();
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private final Addresses addresses = new Addresses(this::lookUp, waiting::add);

  private InetAddress lookUp(String host) throws UnknownHostException {
    InetAddress known = resolver.get(host);
    if (known == null) {
      throw new UnknownHostException(host);
    }
    return known;
  }

  private static InetAddress address(int last) throws UnknownHostException {
    return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
  }

  private void lookUps() {
    for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
      next.run();
    }
  }

  @Test
  void aResolverThatIsDownTakesNobodyAwayWhoWasFoundBefore() throws UnknownHostException {
    assertThat(addresses.of(AMBER)).as("never found").isEmpty();
    lookUps();
    assertThat(addresses.of(AMBER)).isEmpty();
    resolver.put(AMBER.host(), address(1));
    lookUps();
    assertThat(addresses.of(AMBER)).contains(new InetSocketAddress(address(1), 20001));
    resolver.clear();
    lookUps();
    assertThat(addresses.of(AMBER)).contains(new InetSocketAddress(address(1), 20001));
    resolver.put(AMBER.host(), address(2));
    lookUps();
    assertThat(addresses.of(AMBER)).contains(new InetSocketAddress(address(2), 20001));
  }

  @Test
  void aLookUpThatLastsHoldsNobodyUpAndIsNotDoubled() throws UnknownHostException {
    assertThat(addresses.of(AMBER)).isEmpty();
    assertThat(addresses.of(AMBER)).isEmpty();
    assertThat(addresses.of(BASALT)).isEmpty();
    assertThat(waiting).as("one each").hasSize(2);
    resolver.put(BASALT.host(), address(3));
    waiting.remove();
    lookUps();
    assertThat(addresses.of(AMBER)).isEmpty();
    assertThat(addresses.of(BASALT)).contains(new InetSocketAddress(address(3), 20001));
  }

  @Test
  void aLiteralAddressNeedsNoResolver() {
    Addresses real = Addresses.ofThisMachine();
    assertThat(real.of(new Endpoint("127.0.0.1", 20001)))
        .contains(new InetSocketAddress("127.0.0.1", 20001));
    assertThat(real.of(new Endpoint("::1", 20001))).isPresent();
  }
}
