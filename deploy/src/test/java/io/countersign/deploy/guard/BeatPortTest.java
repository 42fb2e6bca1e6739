package io.countersign.deploy.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How the port of a guard is read. */
class BeatPortTest {
  /** Datagrams and faults, and then the end. */
  private static BeatPort.Incoming of(List<Object> all) {
    Iterator<Object> left = all.iterator();
    return () -> {
      Object next = left.hasNext() ? left.next() : new ClosedChannelException();
      if (next instanceof IOException fault) {
        throw fault;
      }
      return (byte[]) next;
    };
  }

  @Test
  void aFaultThatLastsIsTriedAgainWithPauses() {
    List<byte[]> got = new ArrayList<>();
    List<Integer> pauses = new ArrayList<>();
    IOException fault = new IOException("No buffer space available");
    BeatPort.receive(
        of(List.of(new byte[1], fault, fault, fault, new byte[2], fault, new byte[3])),
        got::add,
        () -> pauses.add(got.size()));
    assertThat(got).extracting(datagram -> datagram.length).containsExactly(1, 2, 3);
    assertThat(pauses).as("after how many datagrams").containsExactly(1, 1, 1, 2);
  }
}
