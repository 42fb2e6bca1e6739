package io.countersign.device;

import io.countersign.protocol.engine.Engines;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.thresholdrsa.SecretArithmetic;
import java.util.ArrayList;
import java.util.List;

/**
 * A device's shares as the dealer made them, in an engine. Stands in for {@link ShareVault#open},
 * whose scrypt and checks would be most of the work of a test that starts hundreds of devices.
 */
public final class DealtVault {
  private DealtVault() {}

  /**
   * @param index of the device in every key of the ring
   */
  public static ShareVault of(TestRing ring, int index) {
    SecretArithmetic engine = Engines.best();
    List<ShareVault.Held> held = new ArrayList<>();
    for (Ring.KeySet key : ring.ring().keys()) {
      key.families()
          .forEach(
              (family, record) ->
                  held.add(
                      new ShareVault.Held(
                          key.name(),
                          record,
                          ring.dealing(key.name()).share(family, index).load(engine))));
    }
    return new ShareVault(engine, held, List.of());
  }
}
