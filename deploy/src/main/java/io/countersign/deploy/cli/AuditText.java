package io.countersign.deploy.cli;

import io.countersign.deploy.audit.LogAudit.Finding;
import io.countersign.deploy.audit.LogFolder;
import io.countersign.deploy.client.Requests;
import io.countersign.protocol.log.LogHead;
import io.countersign.protocol.log.LogVerification.Damaged;
import io.countersign.protocol.log.LogVerification.Sound;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An audit's finding, for people and for programs. */
final class AuditText {
  private AuditText() {}

  static List<String> lines(Finding finding) {
    List<String> lines = new ArrayList<>();
    lines.add(of(finding) + ": " + (finding.isSound() ? "sound" : "NOT what the node wrote"));
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
    others(finding.folder(), lines);
    return lines;
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
      Map<String, Object> bad = new LinkedHashMap<>();
      bad.put("file", damaged.file());
      bad.put("line", damaged.line());
      bad.put("record", damaged.record());
      bad.put("reason", damaged.reason());
      result.put("firstBad", bad);
      result.put("lastGood", json(damaged.lastGood()));
    }
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

  private static Map<String, Object> json(LogHead head) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("n", head.n());
    map.put("hash", head.hash());
    return map;
  }
}
