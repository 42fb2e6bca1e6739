package io.countersign.coordinator;

import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.wire.HeadStatement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Where the nodes' logs, this coordinator's among them, stand as they last said, to be passed on to
 * the others, who record it (I7). A smaller number than before is passed on as well: it is the
 * others who judge. What a node did not sign is not passed on. Thread: one.
 */
final class LogHeads {
  private final Ring ring;
  private final Map<String, HeadStatement> heads = new TreeMap<>();
  private final Map<String, HeadStatement> greatest = new TreeMap<>();

  /**
   * @param known heads that this coordinator recorded before
   */
  LogHeads(Ring ring, Collection<HeadStatement> known) {
    this.ring = ring;
    known.forEach(head -> greatest.put(head.node(), head));
  }

  /** A node said this of its own log. */
  void told(String from, HeadStatement head) {
    HeadStatement before = heads.get(from);
    boolean same = before != null && before.sameHead(head);
    if (!same && ring.party(from).filter(head::saidBy).isPresent()) {
      heads.put(from, head);
      greatest.merge(from, head, (one, two) -> two.n() > one.n() ? two : one);
    }
  }

  /**
   * The greatest head that the node itself ever told, if it told one, by which it finds out whether
   * it was rolled back ({@link io.countersign.protocol.wire.OwnHead}), and the heads of all others;
   * of more than {@link HeadStatement#MOST}, others in each turn.
   *
   * @param turn a number that grows by one
   */
  List<HeadStatement> forNode(String node, long turn) {
    List<HeadStatement> others = new ArrayList<>(heads.values());
    others.removeIf(head -> head.node().equals(node));
    if (others.size() > HeadStatement.MOST) {
      Collections.rotate(others, (int) (turn * HeadStatement.MOST % others.size()));
    }
    return Stream.concat(Stream.ofNullable(greatest.get(node)), others.stream())
        .limit(HeadStatement.MOST)
        .toList();
  }
}
