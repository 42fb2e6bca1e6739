package io.countersign.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.protocol.log.LogEntry;
import io.countersign.protocol.wire.DeviceProtocol;
import io.countersign.protocol.wire.Refusal;
import io.countersign.protocol.wire.Refusal.Code;

/** I8: a clear error to its sender, a log record, and nothing else changes. */
final class Refusals {
  private Refusals() {}

  static Refusal assertRefuses(CoreDevice device, DeviceProtocol message, Code code, String check) {
    AttemptLedger before = device.state().ledger();
    int records = device.log.size();

    DeviceProtocol.Refused refused = device.ask(message, DeviceProtocol.Refused.class);

    assertThat(refused.refusal().check()).as("%s", refused.refusal()).isEqualTo(check);
    assertThat(refused.refusal().code()).as("%s", refused.refusal()).isEqualTo(code);
    assertThat(refused.device()).isEqualTo(Bench.device(device.index));
    assertThat(device.state().ledger()).isSameAs(before);
    assertThat(device.jobs).isEmpty();
    assertThat(device.log).hasSize(records + 1);
    LogEntry record = device.log.get(records);
    assertThat(record.kind()).isEqualTo("refused");
    assertThat(record.body()).containsEntry("check", check).containsEntry("code", code.name());
    return refused.refusal();
  }
}
