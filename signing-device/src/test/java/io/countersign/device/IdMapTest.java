package io.countersign.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.protocol.thresholdrsa.Octets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IdMapTest {
  @Test
  void holdsWhatAHashMapHolds() {
    long seed = 20261121;
    Random random = new Random(seed);
    Map<Octets, Integer> expected = new HashMap<>();
    IdMap<Integer> map = IdMap.empty();
    for (int i = 0; i < 3000; i++) {
      Octets id = id(random.nextInt(1000));
      expected.put(id, i);
      map = map.with(id, i);
    }

    IdMap<Integer> all = map;
    assertThat(all.size()).as("seed %d", seed).isEqualTo(expected.size());
    expected.forEach((id, value) -> assertThat(all.get(id)).contains(value));
    assertThat(all.get(id(1000))).isEmpty();
    IdMap<Integer> even = all.keep(value -> value % 2 == 0);
    List<Integer> kept = new ArrayList<>();
    even.forEach(kept::add);
    assertThat(kept)
        .hasSize(even.size())
        .containsExactlyInAnyOrderElementsOf(
            expected.values().stream().filter(value -> value % 2 == 0).toList());
  }

  @Test
  void takesIdsAwayAgain() {
    IdMap<Integer> map = IdMap.empty();
    for (int i = 0; i < 500; i++) {
      map = map.with(id(i), i);
    }
    IdMap<Integer> whole = map;
    assertThat(whole.without(id(1000))).isSameAs(whole);
    for (int i = 0; i < 500; i++) {
      assertThat(map.get(id(i))).contains(i);
      map = map.without(id(i));
      assertThat(map.get(id(i))).isEmpty();
      assertThat(map.size()).isEqualTo(499 - i);
    }
    List<Integer> left = new ArrayList<>();
    map.forEach(left::add);
    assertThat(left).isEmpty();
    assertThat(whole.size()).isEqualTo(500);
    assertThat(map.with(id(7), 7).get(id(7))).contains(7);
  }

  @Test
  void staysAsItWasWhenSomethingIsPutIn() {
    IdMap<String> before = IdMap.<String>empty().with(id(1), "a");

    IdMap<String> after = before.with(id(1), "b").with(id(2), "c");

    assertThat(before.get(id(1))).contains("a");
    assertThat(before.get(id(2))).isEmpty();
    assertThat(after.get(id(1))).contains("b");
    assertThat(after.size()).isEqualTo(2);
  }

  @Test
  void tellsIdsApartThatDifferInTheLastOctetOnly() {
    byte[] octets = new byte[32];
    Octets zero = Octets.of(octets);
    octets[31] = 1;
    Octets one = Octets.of(octets);

    IdMap<String> map = IdMap.<String>empty().with(zero, "zero").with(one, "one");

    assertThat(map.get(zero)).contains("zero");
    assertThat(map.get(one)).contains("one");
  }

  @Test
  void isTheSameMapWhenNothingIsLeftOut() {
    IdMap<String> map = IdMap.<String>empty().with(id(1), "a");

    assertThat(map.keep(value -> true)).isSameAs(map);
  }

  private static Octets id(int number) {
    return Octets.of(new byte[] {(byte) (number >> 8), (byte) number}).sha256();
  }
}
