package io.countersign.deploy.config;

import io.countersign.protocol.thresholdrsa.Octets;
import java.nio.file.Path;

/**
 * What one {@code client.conf} says: who asks, and where {@code /v1} is. Read by {@link
 * NodeConfigReader#readClient}.
 *
 * @param coordinator name of the coordinator that must answer there
 * @param folder where the file lies; unfinished requests are kept beside it
 */
public record ClientConfig(
    String ring,
    String requester,
    Path recordFile,
    Octets recordPin,
    String coordinator,
    Endpoint api,
    Path identity,
    NodeConfig.TlsFiles tls,
    Path folder) {

  /** Where its keys lie. */
  public NodeKeys.Sources sources() {
    return new NodeKeys.Sources(ring, requester, recordFile, recordPin, identity, null, tls);
  }
}
