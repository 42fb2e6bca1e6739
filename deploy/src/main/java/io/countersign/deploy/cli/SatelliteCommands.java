package io.countersign.deploy.cli;

import io.countersign.agent.Card;
import io.countersign.deploy.cli.SatelliteResults.Result;
import io.countersign.deploy.client.SatelliteClient;
import io.countersign.deploy.config.ClientConfig;
import io.countersign.deploy.config.NodeConfigReader;
import io.countersign.deploy.config.NodeKeys;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.guard.SatelliteOrder;
import io.countersign.protocol.guard.SatelliteReceipt;
import io.countersign.protocol.guard.SignedSatelliteOrder;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign satellite}: operators stop a stolen device from afar (M28). */
@Command(
    name = "satellite",
    description = "Switch devices off and on at satellites, under an operator's card.",
    mixinStandardHelpOptions = true)
final class SatelliteCommands {
  /** An order of one of several operators counts so long. */
  private static final Duration VALIDITY = Duration.ofHours(1);

  private static final Duration ASKING = Duration.ofMinutes(2);

  /** Which satellites. */
  static final class SatelliteOption {
    @Option(
        names = "--satellite",
        paramLabel = "NAME|all",
        defaultValue = "all",
        description = "Which satellite (default: all).")
    private String name = "";

    List<Ring.Party> of(Ring ring) {
      return SatelliteTargets.of(ring, Role.SATELLITE, name);
    }
  }

  /** Which device is switched where, and under whose card. */
  static final class SwitchOptions {
    @Mixin private RingOptions ring = new RingOptions();
    @Mixin private RecordOptions record = new RecordOptions();
    @Mixin private CardOptions card = new CardOptions();
    @Mixin private SatelliteOption satellite = new SatelliteOption();

    @Parameters(paramLabel = "DEVICE|all", description = "Which device.")
    private String device = "";
  }

  private final Clock clock = Clock.systemUTC();
  private final SatelliteClient client = new SatelliteClient(SatelliteClient.PATIENCE);

  @Command(
      name = "off",
      description = {
        "Switch a device off: it signs nothing once a quorum of its satellites says so.",
        "Exit codes: 0 all satellites obeyed, 2 one did not answer, 3 refused, 4 more operators needed."
      },
      mixinStandardHelpOptions = true)
  int off(@Mixin SwitchOptions options) throws IOException {
    return switched(options, SatelliteOrder.OFF);
  }

  @Command(
      name = "on",
      description = {
        "Let a device go on that was switched off.",
        "Exit codes: 0 all satellites obeyed, 2 one did not answer, 3 refused, 4 more operators needed."
      },
      mixinStandardHelpOptions = true)
  int on(@Mixin SwitchOptions options) throws IOException {
    return switched(options, SatelliteOrder.ON);
  }

  @Command(
      name = "list",
      description = {
        "Ask the satellites what they say of each device, as the ring's requester.",
        "Exit codes: 0 all answered, 2 one did not."
      },
      mixinStandardHelpOptions = true)
  int list(@Mixin RingOptions options, @Mixin SatelliteOption satellite) {
    ClientConfig config = NodeConfigReader.readClient(options.existing().clientConfig());
    try (NodeKeys keys = NodeKeys.open(config.sources(), clock)) {
      Ring ring = keys.ring();
      String serial = keys.identity().publicKey().serial();
      List<Result> results =
          each(
              satellite.of(ring),
              ring.parties(Role.DEVICE),
              (sat, device) ->
                  client.bring(
                      SignedSatelliteOrder.byRequester(
                          order(
                              ring,
                              sat,
                              device,
                              SatelliteOrder.ASK,
                              config.requester(),
                              clock.millis(),
                              ASKING),
                          serial,
                          keys.identity()::sign),
                      sat));
      return SatelliteResults.tell(results, options.json());
    }
  }

  private int switched(SwitchOptions options, String wish) throws IOException {
    Ring ring = options.record.ring(options.ring);
    List<Ring.Party> satellites = options.satellite.of(ring);
    List<Ring.Party> devices = SatelliteTargets.of(ring, Role.DEVICE, options.device);
    try (Card card = options.card.open(ring)) {
      List<Result> results =
          each(satellites, devices, (sat, dev) -> brought(ring, sat, dev, wish, card));
      return SatelliteResults.tell(results, options.ring.json());
    }
  }

  /** Once more with a greater number, if the satellite knows one that is not less. */
  private Optional<SatelliteReceipt> brought(
      Ring ring, Ring.Party satellite, Ring.Party device, String wish, Card card)
      throws IOException {
    Function<Long, SignedSatelliteOrder> signed =
        number ->
            SignedSatelliteOrder.byCard(
                order(ring, satellite, device, wish, card.name(), number, VALIDITY),
                card.serial(),
                card::sign);
    long number = clock.millis();
    Optional<SatelliteReceipt> receipt = client.bring(signed.apply(number), satellite);
    if (receipt.isPresent()
        && receipt.get().result().equals(SatelliteReceipt.OLD)
        && receipt.get().number() >= number) {
      return client.bring(signed.apply(receipt.get().number() + 1), satellite);
    }
    return receipt;
  }

  private SatelliteOrder order(
      Ring ring,
      Ring.Party satellite,
      Ring.Party device,
      String wish,
      String by,
      long number,
      Duration validity) {
    long now = clock.instant().getEpochSecond();
    return new SatelliteOrder(
        SatelliteOrder.VERSION,
        ring.name(),
        satellite.name(),
        device.name(),
        wish,
        by,
        number,
        now,
        now + validity.toSeconds());
  }

  /** Brings an order and says what came of it. */
  @FunctionalInterface
  private interface Bringing {
    Optional<SatelliteReceipt> bring(Ring.Party satellite, Ring.Party device) throws IOException;
  }

  /** Each satellite beside the others: one that is dead must not hold the next up. */
  private static List<Result> each(
      List<Ring.Party> satellites, List<Ring.Party> devices, Bringing bringing) {
    return satellites.parallelStream()
        .flatMap(satellite -> devicesOf(satellite, devices, bringing).stream())
        .toList();
  }

  /** A satellite that does not answer once is not asked about the other devices. */
  private static List<Result> devicesOf(
      Ring.Party satellite, List<Ring.Party> devices, Bringing bringing) {
    List<Result> results = new ArrayList<>();
    boolean silent = false;
    for (Ring.Party device : devices) {
      try {
        Optional<SatelliteReceipt> receipt =
            silent ? Optional.empty() : bringing.bring(satellite, device);
        silent = receipt.isEmpty();
        results.add(new Result(satellite.name(), device.name(), receipt));
      } catch (IOException e) {
        Console.say(satellite.name() + ": " + e.getMessage());
        silent = true;
        results.add(new Result(satellite.name(), device.name(), Optional.empty()));
      }
    }
    return results;
  }
}
