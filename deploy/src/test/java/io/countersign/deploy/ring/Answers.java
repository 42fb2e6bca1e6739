package io.countersign.deploy.ring;

import io.countersign.protocol.log.LogRecord;
import io.countersign.protocol.wire.DeviceProtocol;
import io.countersign.protocol.wire.WireMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What devices said for each attempt, and where one said two things (I7). */
final class Answers {
  private final Map<String, String> said = new HashMap<>();
  private final List<String> contradictions = new ArrayList<>();

  /** Takes a message that a device let go. */
  void heard(String device, WireMessage message) {
    if (message instanceof DeviceProtocol.Voted m) {
      say(device, m.request().hex(), m.attempt(), "H", m.header().hex());
    } else if (message instanceof DeviceProtocol.PartiallySigned m) {
      say(device, m.request().hex(), m.attempt(), "H", m.header().hex());
      say(device, m.request().hex(), m.attempt(), "partial", m.y().hex());
    } else if (message instanceof DeviceProtocol.HopSigned m) {
      say(device, m.request().hex(), m.attempt(), "H", m.header().hex());
      say(device, m.request().hex(), m.attempt(), "hop", m.hop().y().hex());
      say(device, m.request().hex(), m.attempt(), "hop's proof", m.hop().proof().hex());
    }
  }

  /** Takes a record of a device's log. */
  void logged(String device, LogRecord record) {
    if (record.request().isEmpty() || !record.has("attempt")) {
      return;
    }
    String request = record.request().get();
    int attempt = (int) record.number("attempt");
    if (record.has("header")) {
      say(device, request, attempt, "H", record.text("header"));
    }
    if (record.kind().equals("hop-start")) {
      say(device, request, attempt, "place", String.valueOf(record.number("position")));
      say(device, request, attempt, "hops before", record.text("earlier"));
    }
    if (record.kind().equals("hop-answer")) {
      say(device, request, attempt, "hop", record.text("y"));
      say(device, request, attempt, "hop's proof", record.text("proof"));
    }
  }

  private void say(String device, String request, int attempt, String what, String value) {
    String subject = what + " of " + device + " in attempt " + attempt + " of " + request;
    String before = said.putIfAbsent(subject, value);
    if (before != null && !before.equals(value)) {
      contradictions.add(subject + ": " + before + ", then " + value);
    }
  }

  /** One sentence for each thing that was said in two ways. */
  List<String> contradictions() {
    return List.copyOf(contradictions);
  }

  /** Number of different things said. */
  int size() {
    return said.size();
  }
}
