package io.countersign.deploy.cli;

import io.countersign.deploy.audit.Contradictions.Contradiction;
import io.countersign.deploy.audit.Contradictions.Kind;
import io.countersign.deploy.audit.LogAudit;
import io.countersign.deploy.audit.LogAudit.Finding;
import io.countersign.deploy.audit.LogFolder;
import io.countersign.deploy.client.Requests;
import io.countersign.protocol.log.LogHead;
import io.countersign.protocol.log.LogVerification.Damaged;
import io.countersign.protocol.log.LogVerification.Sound;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** An audit's finding, for people and for programs. */
final class AuditText {
  private AuditText() {}

  static List<String> lines(Finding finding) {
    List<String> lines = new ArrayList<>();
    lines.add(of(finding) + ": " + verdict(finding));
    lines.add("  folder    " + finding.folder().path());
    if (finding.result() instanceof Sound sound) {
      lines.add(
          "  records   "
              + sound.records()
              + " and "
              + sound.seals()
              + " seals, all signatures good, in "
              + finding.folder().segments()
              + " segments");
      lines.add("  head      " + of(sound.head()));
      lines.add(
          "  unsealed  "
              + sound.unsealedOctets()
              + " octets"
              + (sound.unsealedOctets() == 0
                  ? ""
                  : " after the head: a batch under way, or an unfinished write"));
    } else if (finding.result() instanceof Damaged damaged) {
      lines.add("  bad       " + place(damaged));
      lines.add("  because   " + damaged.reason());
      lines.add("  good      up to " + of(damaged.lastGood()));
      lines.add("  do        keep the folder as evidence; see deploy/docs/node-log.md");
    }
    witnesses(finding, lines);
    others(finding.folder(), lines);
    return lines;
  }

  private static String verdict(Finding finding) {
    boolean own = finding.result() instanceof Sound && finding.contradictions().count() == 0;
    if (finding.isSound()) {
      return "sound";
    }
    return own ? "sound, but a witness is not" : "NOT what the node wrote";
  }

  private static void witnesses(Finding finding, List<String> lines) {
    if (finding.witnesses().isEmpty() && finding.isSound()) {
      lines.add("  witness   none asked: a log cut off or rolled back looks sound by itself");
    }
    for (LogAudit.WitnessLog witness : finding.witnesses()) {
      lines.add("  witness   " + of(witness));
    }
    for (Contradiction head : finding.contradictions().shown()) {
      lines.add("  missing   " + of(head));
    }
    long more = finding.contradictions().count() - finding.contradictions().shown().size();
    if (more > 0) {
      lines.add("  missing   " + more + " more heads");
    }
  }

  private static String of(LogAudit.WitnessLog witness) {
    String heads =
        of(witness.log())
            + " holds "
            + witness.heads()
            + " heads"
            + (witness.newest() > 0 ? ", the newest of record " + witness.newest() : "");
    if (witness.log().result() instanceof Damaged damaged) {
      return heads + "; it is itself bad at " + place(damaged) + ": " + damaged.reason();
    }
    return witness.wrong() == 0
        ? heads
        : heads + "; its record " + witness.wrong() + " has a head that the node did not sign";
  }

  private static String of(Contradiction head) {
    return head.kind().name().toLowerCase(Locale.ROOT)
        + (head.kind() == Kind.TRUNCATED ? " or rolled back" : "")
        + ": record "
        + head.n()
        + ", hash "
        + head.hash()
        + ", which "
        + head.witness()
        + " recorded (record "
        + head.record()
        + " there)";
  }

  private static List<Map<String, Object>> witnesses(Finding finding) {
    List<Map<String, Object>> list = new ArrayList<>();
    for (LogAudit.WitnessLog witness : finding.witnesses()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("node", witness.log().node());
      one.put("folder", witness.log().folder().path().toString());
      one.put("sound", witness.isSound());
      one.put("heads", witness.heads());
      one.put("newest", witness.newest());
      if (witness.wrong() > 0) {
        one.put("wrongStatementInRecord", witness.wrong());
      }
      if (witness.log().result() instanceof Damaged damaged) {
        one.put("firstBad", json(damaged));
      }
      list.add(one);
    }
    return list;
  }

  private static List<Map<String, Object>> missing(Finding finding) {
    List<Map<String, Object>> list = new ArrayList<>();
    for (Contradiction head : finding.contradictions().shown()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("kind", head.kind().name().toLowerCase(Locale.ROOT));
      one.put("n", head.n());
      one.put("hash", head.hash());
      one.put("witness", head.witness());
      one.put("record", head.record());
      list.add(one);
    }
    return list;
  }

  private static void others(LogFolder folder, List<String> lines) {
    if (!folder.torn().isEmpty()) {
      lines.add("  torn      unfinished writes that were set aside: " + folder.torn());
    }
    if (!folder.foreign().isEmpty()) {
      lines.add("  foreign   not of the log: " + folder.foreign());
    }
    if (folder.notShown() > 0) {
      lines.add("  foreign   " + folder.notShown() + " more files");
    }
  }

  static Map<String, Object> json(Finding finding, ExitCode exit) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("exit", exit.code());
    result.put("sound", finding.isSound());
    result.put("node", finding.node());
    result.put("role", finding.role());
    result.put("serial", finding.serial());
    result.put("folder", finding.folder().path().toString());
    result.put("segments", finding.folder().segments());
    if (finding.result() instanceof Sound sound) {
      result.put("records", sound.records());
      result.put("seals", sound.seals());
      result.put("head", json(sound.head()));
      result.put("unsealedOctets", sound.unsealedOctets());
    } else if (finding.result() instanceof Damaged damaged) {
      result.put("firstBad", json(damaged));
      result.put("lastGood", json(damaged.lastGood()));
    }
    result.put("witnesses", witnesses(finding));
    result.put("missingHeads", missing(finding));
    result.put("missingHeadsCount", finding.contradictions().count());
    result.put("torn", finding.folder().torn());
    result.put("foreign", finding.folder().foreign());
    result.put("filesNotShown", finding.folder().notShown());
    return result;
  }

  private static String of(Finding finding) {
    if (finding.role().isEmpty()) {
      return finding.node().isEmpty()
          ? "a log of no known node"
          : "a log of '" + finding.node() + "'";
    }
    return "the log of "
        + finding.node()
        + " ("
        + finding.role()
        + ", identity key "
        + finding.serial()
        + ")";
  }

  private static String place(Damaged damaged) {
    return (damaged.record() > 0 ? "record " + damaged.record() + ", " : "")
        + Requests.printable(damaged.file().replace('/', '\u2215')).replace('\u2215', '/')
        + (damaged.line() > 0 ? " line " + damaged.line() : "");
  }

  private static String of(LogHead head) {
    return head.n() == 0 ? "nothing" : "record " + head.n() + ", hash " + head.hash();
  }

  private static Map<String, Object> json(Damaged damaged) {
    Map<String, Object> bad = new LinkedHashMap<>();
    bad.put("file", damaged.file());
    bad.put("line", damaged.line());
    bad.put("record", damaged.record());
    bad.put("reason", damaged.reason());
    return bad;
  }

  private static Map<String, Object> json(LogHead head) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("n", head.n());
    map.put("hash", head.hash());
    return map;
  }
}
