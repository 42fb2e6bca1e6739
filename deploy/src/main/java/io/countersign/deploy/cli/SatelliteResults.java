package io.countersign.deploy.cli;

import io.countersign.protocol.guard.SatelliteReceipt;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What satellites answered, for people, programs and the exit code. */
final class SatelliteResults {
  private SatelliteResults() {}

  /**
   * One answer.
   *
   * @param receipt empty if none came
   */
  record Result(String satellite, String device, Optional<SatelliteReceipt> receipt) {
    private ExitCode exit() {
      if (receipt.isEmpty()) {
        return ExitCode.REMOTE;
      }
      return switch (receipt.get().result()) {
        case SatelliteReceipt.DONE, SatelliteReceipt.TOLD -> ExitCode.DONE;
        case SatelliteReceipt.PENDING -> ExitCode.PENDING;
        default -> ExitCode.REFUSED;
      };
    }

    private String line() {
      if (receipt.isEmpty()) {
        return satellite
            + ": no answer about "
            + device
            + "; it may have been switched all the same";
      }
      SatelliteReceipt got = receipt.get();
      String is = satellite + ": " + device + " is " + (got.on() ? "on" : "off");
      return switch (got.result()) {
        case SatelliteReceipt.DONE, SatelliteReceipt.TOLD ->
            got.votes() == 0 ? is : is + ", " + votes(got);
        case SatelliteReceipt.PENDING -> is + " still, " + votes(got);
        default -> is + "; the order is refused: " + why(got.result());
      };
    }

    private static String votes(SatelliteReceipt got) {
      return got.votes()
          + " of "
          + got.needed()
          + " operators want it "
          + (got.on() ? "off" : "on");
    }

    private static String why(String check) {
      String reason =
          switch (check) {
            case "order:operator" -> "he is not one of satellite.operators";
            case "order:revoked" -> "his card is revoked";
            case "order:card-expired" -> "his card has expired";
            case "order:expired" -> "it is not valid now: compare the clocks";
            case "order:number" -> "its number is in the future: compare the clocks";
            case SatelliteReceipt.OLD -> "a newer order was obeyed";
            default -> "see the satellite's log";
          };
      return reason + " (" + check + ")";
    }

    private Map<String, Object> json() {
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("satellite", satellite);
      all.put("device", device);
      all.put("result", receipt.map(SatelliteReceipt::result).orElse("no-answer"));
      receipt.ifPresent(
          got -> {
            all.put("state", got.on() ? "on" : "off");
            all.put("number", got.number());
            all.put("votes", got.votes());
            all.put("needed", got.needed());
          });
      return all;
    }
  }

  /** Prints them. */
  static int tell(List<Result> results, boolean json) {
    if (json) {
      Console.json(results.stream().map(Result::json).toList());
    } else {
      results.forEach(result -> Console.print(result.line()));
    }
    for (ExitCode worst : List.of(ExitCode.REFUSED, ExitCode.REMOTE, ExitCode.PENDING)) {
      if (results.stream().anyMatch(result -> result.exit() == worst)) {
        return worst.code();
      }
    }
    return ExitCode.DONE.code();
  }
}
