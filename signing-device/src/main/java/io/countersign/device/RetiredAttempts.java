package io.countersign.device;

import io.countersign.protocol.thresholdrsa.HeaderHash;
import io.countersign.protocol.thresholdrsa.Octets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;

/**
 * What a device keeps of attempts that it needs no more: which header each number was voted for
 * with, so that a number never comes with another (A1). Immutable; about 40 octets an attempt.
 */
final class RetiredAttempts {
  private final Octets id;
  private final long notAfter;
  private final int[] numbers;
  private final byte[] headers;

  private RetiredAttempts(Octets id, long notAfter, int[] numbers, byte[] headers) {
    this.id = id;
    this.notAfter = notAfter;
    this.numbers = numbers;
    this.headers = headers;
  }

  static RetiredAttempts of(OpenRequest open) {
    return new RetiredAttempts(open.id(), open.request().notAfter(), new int[0], new byte[0]);
  }

  /** With more attempts of the same request. */
  RetiredAttempts and(Collection<Attempt> attempts) {
    int size = numbers.length;
    int[] moreNumbers = Arrays.copyOf(numbers, size + attempts.size());
    byte[] moreHeaders = Arrays.copyOf(headers, moreNumbers.length * HeaderHash.LENGTH);
    for (Attempt attempt : attempts) {
      moreNumbers[size] = attempt.plan().attempt();
      byte[] header = attempt.header().octets().toByteArray();
      System.arraycopy(header, 0, moreHeaders, size * HeaderHash.LENGTH, HeaderHash.LENGTH);
      size++;
    }
    return new RetiredAttempts(id, notAfter, moreNumbers, moreHeaders);
  }

  Octets id() {
    return id;
  }

  /** When the request ends, in seconds since 1970. */
  long notAfter() {
    return notAfter;
  }

  int size() {
    return numbers.length;
  }

  /** What an attempt was voted for with. */
  Optional<HeaderHash> header(int number) {
    for (int i = 0; i < numbers.length; i++) {
      if (numbers[i] == number) {
        int from = i * HeaderHash.LENGTH;
        byte[] header = Arrays.copyOfRange(headers, from, from + HeaderHash.LENGTH);
        return Optional.of(new HeaderHash(Octets.of(header)));
      }
    }
    return Optional.empty();
  }
}
