package io.countersign.coordinator;

import java.util.List;

/**
 * One request as its requester sees it; the JSON of {@code GET /v1/requests/{id}}. States: {@code
 * collecting}, {@code waiting-for-devices}, {@code signing}, {@code signed}, {@code refused},
 * {@code expired}; the last three are final.
 *
 * @param id 64 hex digits
 * @param name the document's name
 * @param mode the mode that is used: {@code parallel} or {@code serial}
 * @param digest hash of the document, hex
 * @param size octets of the document
 * @param state one of the six
 * @param missing one sentence: what keeps it from being signed now; empty when nothing does
 * @param canSucceed whether it would be signed if nothing changed but the answers of those who are
 *     there; true when signed, false when refused or expired
 * @param attempts number of the last attempt planned, 0 before the first; numbers may be passed
 *     over
 * @param signers names of the devices of the attempt that runs or succeeded
 * @param culprits devices that gave wrong values, with the failed check
 * @param reason why it is refused or expired; empty otherwise
 * @param accepted seconds since 1970
 * @param notAfter seconds since 1970
 * @param ended seconds since 1970, 0 while it is open
 */
public record RequestView(
    String id,
    String name,
    String key,
    String algorithm,
    String mode,
    String digest,
    long size,
    String requester,
    String state,
    People people,
    Devices devices,
    String missing,
    boolean canSucceed,
    int attempts,
    List<String> signers,
    List<CulpritView> culprits,
    String reason,
    long accepted,
    long notAfter,
    long ended) {

  /** State of a request whose people have not yet agreed at enough devices. */
  public static final String COLLECTING = "collecting";

  /** State of a request that enough people agreed to, but too few devices are there. */
  public static final String WAITING = "waiting-for-devices";

  /** State of a request that devices are signing. */
  public static final String SIGNING = "signing";

  /** State of a request whose signature may be fetched. */
  public static final String SIGNED = "signed";

  /** State of a request that will not be signed. */
  public static final String REFUSED = "refused";

  /** State of a request that was not signed within its validity. */
  public static final String EXPIRED = "expired";

  /** Copies the lists. */
  public RequestView {
    signers = List.copyOf(signers);
    culprits = List.copyOf(culprits);
  }

  /**
   * The approvals at the t devices that are closest to their quorum.
   *
   * @param have approvals that count
   * @param need approvals needed
   * @param text such as {@code people 2 of 3 (needs: agent-1-2)}
   * @param approved names of all agents who approved, at any device
   * @param declined agents who said no, or could not be asked, and why
   */
  public record People(
      int have, int need, String text, List<String> approved, List<DeclinedView> declined) {
    /** Copies the lists. */
    public People {
      approved = List.copyOf(approved);
      declined = List.copyOf(declined);
    }
  }

  /**
   * The devices that could sign now, with or without their people.
   *
   * @param have devices that could sign
   * @param need t
   * @param of n
   * @param text such as {@code devices 3 of 5 (down: cobalt)}
   * @param down names of those that could not
   */
  public record Devices(int have, int need, int of, String text, List<String> down) {
    /** Copies the list. */
    public Devices {
      down = List.copyOf(down);
    }
  }

  /** An agent's no. */
  public record DeclinedView(String agent, String device, boolean lasting, String reason) {}

  /** A device that gave a wrong value. */
  public record CulpritView(String device, String check) {}

  /**
   * Whether the state will not change any more. Not named as a property: {@code ended} is a time.
   */
  public boolean over() {
    return state.equals(SIGNED) || state.equals(REFUSED) || state.equals(EXPIRED);
  }
}
