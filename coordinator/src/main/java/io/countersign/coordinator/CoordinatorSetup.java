package io.countersign.coordinator;

import io.countersign.protocol.engine.AgreementKey;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.wire.EnvelopeSealer;
import io.countersign.protocol.wire.Outbox;
import io.countersign.protocol.wire.RecordTaker;
import java.time.Clock;
import java.util.random.RandomGenerator;

/**
 * All that a coordinator is given. It holds no secret but the identity and agreement keys behind
 * its envelopes, which give no authority to sign documents.
 *
 * @param name its name in the ring's record
 * @param ring the ring's record
 * @param identity signs the openings of its channels with the coordinator's identity key
 * @param agreement the agreement key of the ring's record; stays its owner's
 * @param outbox where sealed messages leave
 * @param clock wall clock
 * @param random names this life's channel
 * @param directory which requests the journal holds
 * @param log its log, which it writes alone from now on and closes at its end
 * @param limits every bound and deadline
 * @param records where it keeps the ring's records after number 0
 */
public record CoordinatorSetup(
    String name,
    Ring ring,
    EnvelopeSealer.Signer identity,
    AgreementKey agreement,
    Outbox outbox,
    Clock clock,
    RandomGenerator random,
    RequestDirectory directory,
    CoordinatorLog log,
    CoordinatorLimits limits,
    RecordTaker.Keeper records) {}
