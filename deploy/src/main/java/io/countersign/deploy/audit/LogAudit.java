package io.countersign.deploy.audit;

import io.countersign.protocol.evidence.Name;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.log.LogDamaged;
import io.countersign.protocol.log.LogHead;
import io.countersign.protocol.log.LogVerification;
import io.countersign.protocol.log.LogVerification.Damaged;
import io.countersign.protocol.log.LogVerification.Result;
import io.countersign.protocol.log.LogVerification.Sound;
import io.countersign.protocol.log.NodeIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Checks logs independently of the nodes that wrote them (I7; issue 3, acceptance 3): every line
 * and every seal, under the identity keys of the ring's record and nothing that lies in the folder.
 * It changes nothing and takes no lock, so a running node's log can be audited.
 *
 * <p>Memory: one batch of a log, and so many heads of witnesses as {@link WitnessCheck} holds at
 * once. Thread: any, one at a time.
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
   * @param witnesses other nodes' logs that were asked
   * @param contradictions heads that the node signed and that do not stand in its log
   */
  public record Finding(
      String node,
      String role,
      String serial,
      LogFolder folder,
      Result result,
      List<WitnessLog> witnesses,
      Contradictions contradictions) {
    public Finding {
      witnesses = List.copyOf(witnesses);
    }

    /** Whether nothing at all was found: neither in this log nor in a witness. */
    public boolean isSound() {
      return result instanceof Sound
          && contradictions.count() == 0
          && witnesses.stream().allMatch(WitnessLog::isSound);
    }
  }

  /**
   * Another node's log, asked what it recorded of the first.
   *
   * @param heads statements of the first node's heads that stand in it, each signed by that node
   * @param newest the largest number among them, 0 if there is none
   * @param wrong the first record with a statement that the first node did not sign, 0 if none
   */
  public record WitnessLog(Finding log, long heads, long newest, long wrong) {
    public boolean isSound() {
      return log.isSound() && wrong == 0;
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
    return audit(given, node, List.of());
  }

  /**
   * Audits a folder against what other nodes recorded of it: every head of this node that stands in
   * their logs, under this node's signature, must stand in its own. The witnesses are read first,
   * so that a ring may run meanwhile. A log's own statements are no witness.
   *
   * @param others folders of other nodes' logs
   * @throws IllegalArgumentException as {@link #audit(Path, Optional)}, also for the others, and if
   *     one of them is a log of the same node
   */
  public Finding audit(Path given, Optional<String> node, List<Path> others) throws IOException {
    Whose whose = whose(given, node);
    if (whose.party().isEmpty()) {
      return whose.unknown();
    }
    Ring.Party party = whose.party().get();
    WitnessCheck check = new WitnessCheck(whose.folder().path(), party);
    List<WitnessLog> witnesses = new ArrayList<>();
    for (Path other : others) {
      witnesses.add(witness(other, party, check));
    }
    Result result = check.finish();
    return finding(whose.folder(), party, result, witnesses, check.contradictions());
  }

  private WitnessLog witness(Path given, Ring.Party of, WitnessCheck check) throws IOException {
    Whose whose = whose(given, Optional.empty());
    if (whose.party().isEmpty()) {
      return new WitnessLog(whose.unknown(), 0, 0, 0);
    }
    Ring.Party party = whose.party().get();
    if (party.name().equals(of.name())) {
      throw new IllegalArgumentException(
          whose.folder().path()
              + " is a log of "
              + of.name()
              + " itself: a witness is the log of another node");
    }
    WitnessCheck.Hearing hearing = check.hearing(party.name());
    Result result =
        LogVerification.of(whose.folder().path(), identity(party), party::verify, hearing);
    Finding heard = finding(whose.folder(), party, result, List.of(), Contradictions.NONE);
    return new WitnessLog(heard, hearing.heads(), hearing.newest(), hearing.wrong());
  }

  /**
   * Whose log a folder must hold or claims to hold.
   *
   * @param claimed name in its first record, or empty
   * @param party that node in the ring, if it is one
   * @param why what is wrong where it is none
   */
  private record Whose(
      LogFolder folder, String claimed, Optional<Ring.Party> party, Optional<Damaged> why) {
    Finding unknown() {
      return new Finding(
          claimed, "", "", folder, why.orElseThrow(), List.of(), Contradictions.NONE);
    }
  }

  private Whose whose(Path given, Optional<String> node) throws IOException {
    LogFolder folder = LogFolder.of(given);
    if (node.isPresent()) {
      return new Whose(folder, node.get(), Optional.of(party(node.get())), Optional.empty());
    }
    if (folder.segments() == 0) {
      throw new IllegalArgumentException(
          "there is no log in "
              + folder.path()
              + ": give the folder that holds log-000001.jsonl, or --node NAME if a log of that"
              + " node must be there");
    }
    String first = folder.path().resolve("log-000001.jsonl").toString();
    Optional<NodeIdentity> claimed;
    try {
      claimed = LogVerification.claimed(folder.path());
    } catch (LogDamaged e) {
      return nobodys(folder, "", new Damaged(e.file(), e.line(), 0, NONE, e.reason()));
    }
    if (claimed.isEmpty()) {
      String reason = "no genesis record that says whose log it is; --node NAME tells that";
      return nobodys(folder, "", new Damaged(first, 1, 1, NONE, reason));
    }
    String name = claimed.get().name();
    Optional<Ring.Party> party = ring.party(name);
    if (party.isEmpty()) {
      String reason =
          "the log is of node " + name + ", and ring " + ring.name() + " has none of that name";
      return nobodys(folder, name, new Damaged(first, 1, 1, NONE, reason));
    }
    return new Whose(folder, name, party, Optional.empty());
  }

  private static Whose nobodys(LogFolder folder, String claimed, Damaged why) {
    return new Whose(folder, claimed, Optional.empty(), Optional.of(why));
  }

  private static NodeIdentity identity(Ring.Party party) {
    return new NodeIdentity(party.name(), party.serial());
  }

  private static Finding finding(
      LogFolder folder,
      Ring.Party party,
      Result result,
      List<WitnessLog> witnesses,
      Contradictions contradictions) {
    return new Finding(
        party.name(),
        party.role().label(),
        party.serial(),
        folder,
        result,
        witnesses,
        contradictions);
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
