package io.countersign.device;

import io.countersign.protocol.thresholdrsa.HeaderHash;
import io.countersign.protocol.thresholdrsa.KeyId;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.Threshold;
import io.countersign.protocol.wire.DeviceProtocol;
import io.countersign.protocol.wire.DeviceProtocol.Hop;
import io.countersign.protocol.wire.DeviceProtocol.Plan;
import io.countersign.protocol.wire.DeviceProtocol.Prepare;
import io.countersign.protocol.wire.DeviceProtocol.Prove;
import io.countersign.protocol.wire.DeviceProtocol.SignHop;
import io.countersign.protocol.wire.DeviceProtocol.SignPartially;
import io.countersign.protocol.wire.DeviceProtocol.Vote;
import io.countersign.protocol.wire.Refusal.Code;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a message has all its parts and their lengths are possible, before any of them is used
 * (I8): an authentic sender can still send null where the message says octets.
 */
final class Form {
  private static final String CHECK = "message:form";
  private static final int REQUEST_OCTETS = 32;

  private Form() {}

  /**
   * Checks a message of those that a device answers.
   *
   * @throws Refusing {@code message:form}
   */
  static void check(DeviceProtocol message) {
    if (message instanceof Prepare m) {
      check(m.request(), m.header());
      require(m.signedRequest() != null, "no signed request");
      require(m.plan() != null, "no plan");
      check(m.plan());
    } else if (message instanceof SignPartially m) {
      check(m.request(), m.header());
      checkVotes(m.votes());
    } else if (message instanceof SignHop m) {
      check(m.request(), m.header());
      checkVotes(m.votes());
      m.earlier().forEach(Form::check);
      require(m.earlier().size() < Threshold.DEVICES_MAX, "too many hops");
    } else if (message instanceof Prove m) {
      check(m.request(), m.header());
    }
  }

  private static void check(@Nullable Octets request, @Nullable Octets header) {
    length("request id", request, REQUEST_OCTETS);
    length("header", header, HeaderHash.LENGTH);
  }

  private static void check(Plan plan) {
    require(plan.mode() != null, "no mode");
    length("key id", plan.keyId(), KeyId.LENGTH);
    require(plan.signers().size() <= Threshold.DEVICES_MAX, "too many signers");
  }

  private static void checkVotes(List<Vote> votes) {
    require(votes.size() <= Threshold.DEVICES_MAX, "too many votes");
    votes.forEach(vote -> require(vote.signature() != null, "a vote without signature"));
  }

  private static void check(Hop hop) {
    require(
        hop.y() != null && hop.proof() != null && hop.signature() != null,
        "a hop without value, proof or signature");
  }

  private static void length(String what, @Nullable Octets octets, int wanted) {
    int got = octets == null ? 0 : octets.length();
    require(got == wanted, what + " of " + got + " octets, need " + wanted);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new Refusing(Code.BAD_REQUEST, CHECK, otherwise);
    }
  }
}
