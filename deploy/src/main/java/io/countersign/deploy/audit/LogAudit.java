package io.countersign.deploy.audit;

import io.countersign.protocol.evidence.Name;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.log.LogDamaged;
import io.countersign.protocol.log.LogHead;
import io.countersign.protocol.log.LogVerification;
import io.countersign.protocol.log.LogVerification.Damaged;
import io.countersign.protocol.log.LogVerification.Result;
import io.countersign.protocol.log.NodeIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Checks logs independently of the nodes that wrote them (I7; issue 3, acceptance 3): every line
 * and every seal, under the identity keys of the ring's record and nothing that lies in the folder.
 * It changes nothing and takes no lock, so a running node's log can be audited.
 *
 * <p>Memory: one batch of a log. Thread: any, one at a time.
 */
public final class LogAudit {
  private static final LogHead NONE = new LogHead(0, "0".repeat(64));

  private final Ring ring;

  /**
   * @param ring the checked record whose identity keys seal the logs
   */
  public LogAudit(Ring ring) {
    this.ring = ring;
  }

  /**
   * What was found of one log.
   *
   * @param node name of the node whose log it must be, or claims to be
   * @param role of that node, empty when the ring has none of that name
   * @param serial of that node's identity key, 32 hexadecimal digits, or empty
   * @param result sound, or the first bad record
   */
  public record Finding(String node, String role, String serial, LogFolder folder, Result result) {
    public boolean isSound() {
      return result instanceof LogVerification.Sound;
    }
  }

  /**
   * Audits a folder.
   *
   * @param given a log's folder, or a node's folder with {@code log} in it
   * @param node whose log it must be; if empty, whose log its first record says it is
   * @throws IllegalArgumentException if the folder is a link or is not there, if it holds no log
   *     and no node was named, or if the ring has no node of the name; says what to give instead
   * @throws IOException if it cannot be read
   */
  public Finding audit(Path given, Optional<String> node) throws IOException {
    LogFolder folder = LogFolder.of(given);
    if (node.isPresent()) {
      Ring.Party party = party(node.get());
      return finding(folder, party, verify(folder, party));
    }
    if (folder.segments() == 0) {
      throw new IllegalArgumentException(
          "there is no log in "
              + folder.path()
              + ": give the folder that holds log-000001.jsonl, or --node NAME if a log of that"
              + " node must be there");
    }
    Optional<NodeIdentity> claimed;
    try {
      claimed = LogVerification.claimed(folder.path());
    } catch (LogDamaged e) {
      return unknown(folder, "", new Damaged(e.file(), e.line(), 0, NONE, e.reason()));
    }
    if (claimed.isEmpty()) {
      String first = folder.path().resolve("log-000001.jsonl").toString();
      return unknown(
          folder,
          "",
          new Damaged(
              first,
              1,
              1,
              NONE,
              "no genesis record that says whose log it is; --node NAME tells that"));
    }
    String name = claimed.get().name();
    Optional<Ring.Party> party = ring.party(name);
    if (party.isEmpty()) {
      String first = folder.path().resolve("log-000001.jsonl").toString();
      String reason =
          "the log is of node " + name + ", and ring " + ring.name() + " has none of that name";
      return unknown(folder, name, new Damaged(first, 1, 1, NONE, reason));
    }
    return finding(folder, party.get(), verify(folder, party.get()));
  }

  private static Result verify(LogFolder folder, Ring.Party party) throws IOException {
    return LogVerification.of(
        folder.path(), new NodeIdentity(party.name(), party.serial()), party::verify);
  }

  private static Finding finding(LogFolder folder, Ring.Party party, Result result) {
    return new Finding(party.name(), party.role().label(), party.serial(), folder, result);
  }

  private static Finding unknown(LogFolder folder, String name, Damaged damaged) {
    return new Finding(name, "", "", folder, damaged);
  }

  private Ring.Party party(String name) {
    return ring.party(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "ring "
                        + ring.name()
                        + " has no node '"
                        + Name.printable(name)
                        + "'; it has "
                        + ring.parties().stream().map(Ring.Party::name).toList()));
  }
}
