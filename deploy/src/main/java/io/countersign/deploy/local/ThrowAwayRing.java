package io.countersign.deploy.local;

import io.countersign.deploy.config.Endpoint;
import io.countersign.deploy.config.NodeConfig;
import io.countersign.deploy.guard.BootClock;
import io.countersign.deploy.guard.MarkFile;
import io.countersign.device.DeviceLog;
import io.countersign.device.ShareVault;
import io.countersign.protocol.engine.Engines;
import io.countersign.protocol.engine.IdentitySigner;
import io.countersign.protocol.engine.Passphrase;
import io.countersign.protocol.engine.ScryptCost;
import io.countersign.protocol.engine.SecretFile;
import io.countersign.protocol.engine.ShareSealing;
import io.countersign.protocol.engine.VaultKey;
import io.countersign.protocol.evidence.Jws;
import io.countersign.protocol.evidence.RingRecord;
import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.thresholdrsa.Dealer;
import io.countersign.protocol.thresholdrsa.Dealing;
import io.countersign.protocol.thresholdrsa.Family;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.SecretArithmetic;
import io.countersign.protocol.thresholdrsa.Threshold;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.spec.RSAPublicKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A ring for drills: devices that hold shares of one key which signs nothing but the ring's record,
 * and heartbeat sources. Of each device any number of fresh copies can be made, each to be erased
 * once. Its people have no cards and cannot vote. Secrets: those of the ring, worth nothing.
 */
public final class ThrowAwayRing {
  /** Bits of its key, the fewest that nodes take. */
  public static final int BITS = 2048;

  /** The cheapest that a vault takes: a drill opens thousands. */
  private static final ScryptCost COST = new ScryptCost(14, 8, 1);

  private static final String HOST = "127.0.0.1";

  /** What a node logs, in its run folder. */
  private static final String SAID = "node.log";

  private static final String AGENTS = "agents";

  private final RingFolder folder;
  private final RingPlan plan;
  private final Octets pin;
  private final Map<String, Endpoint> addresses;

  private ThrowAwayRing(
      RingFolder folder, RingPlan plan, Octets pin, Map<String, Endpoint> addresses) {
    this.folder = folder;
    this.plan = plan;
    this.pin = pin;
    this.addresses = Map.copyOf(addresses);
  }

  /**
   * Makes one.
   *
   * @param home folder in which it is made
   * @param devices 2 to 16
   * @param sources heartbeat sources, 1 to 9
   * @throws InterruptedException if the caller was interrupted
   */
  public static ThrowAwayRing make(
      Path home, int devices, int sources, RingMaker.PrimeSource primes, Clock clock)
      throws IOException, InterruptedException {
    RingPlan.Guarding guarding =
        new RingPlan.Guarding(
            sources, Duration.ofSeconds(1), Duration.ofSeconds(15), Duration.ofDays(1));
    RingPlan plan = new RingPlan("drill", BITS, new Threshold(2, devices), guarding);
    RingFolder folder = RingFolder.of(home, plan.ring());
    Map<String, PartyKeys> parties = new LinkedHashMap<>();
    Map<String, Endpoint> addresses = new LinkedHashMap<>();
    SecureRandom random = new SecureRandom();
    Instant now = clock.instant();
    Iterator<Integer> ports = Ports.free(devices + sources + 1, random).iterator();
    try {
      Map<String, Role> roles = new LinkedHashMap<>();
      plan.devices().forEach(device -> roles.put(device, Role.DEVICE));
      guarding.names().forEach(source -> roles.put(source, Role.HEARTBEAT));
      roles.put(AGENTS, Role.AGENTS);
      for (Map.Entry<String, Role> party : roles.entrySet()) {
        String name = party.getKey();
        Endpoint address = new Endpoint(HOST, ports.next());
        addresses.put(name, address);
        Path keys = folder.node(name).keys();
        parties.put(
            name, PartyKeys.create(name, party.getValue(), address.toString(), keys, now, random));
      }
      SecretArithmetic engine = Engines.best();
      try (Dealing dealing =
          new Dealer(engine, random)
              .deal(primes.find(RingRecord.SWA, BITS), plan.threshold(), Set.of(Family.ADD))) {
        Jws record = record(plan, parties, dealing, engine, random, now);
        for (String node : roles.keySet()) {
          PrivateFiles.create(folder.node(node).path().resolve("ring.jws"), record.text());
        }
        for (String device : plan.devices()) {
          writeShares(folder.node(device), of(parties, device), plan, dealing, engine, random);
        }
        return new ThrowAwayRing(folder, plan, record.payloadSha256(), addresses);
      }
    } finally {
      parties.values().forEach(PartyKeys::close);
    }
  }

  private static Jws record(
      RingPlan plan,
      Map<String, PartyKeys> parties,
      Dealing dealing,
      SecretArithmetic engine,
      SecureRandom random,
      Instant now) {
    List<RingRecord.PartyEntry> devices = new ArrayList<>();
    Map<String, String> serials = new LinkedHashMap<>();
    List<RingRecord.AgentEntry> agents = new ArrayList<>();
    for (String device : plan.devices()) {
      PartyKeys keys = of(parties, device);
      devices.add(keys.entry());
      serials.put(device, keys.identity().publicKey().serial());
      for (String agent : plan.agents(device)) {
        agents.add(
            new RingRecord.AgentEntry(
                agent, device, AGENTS, nobodysCard(random), now.getEpochSecond(), true));
      }
    }
    RecordMaker maker = new RecordMaker(plan, devices, serials, dealing, engine, random);
    return maker.ring(
        parties.values().stream().map(PartyKeys::entry).toList(),
        agents,
        List.of(maker.key(RingRecord.SWA, "admin", dealing, Set.of(Family.ADD))),
        now);
  }

  /** A number that nobody can factor in the place of a user key: its agent is revoked anyway. */
  private static String nobodysCard(SecureRandom random) {
    BigInteger modulus = new BigInteger(BITS, random).setBit(BITS - 1).setBit(0);
    try {
      return HexFormat.of()
          .formatHex(
              KeyFactory.getInstance("RSA")
                  .generatePublic(
                      new RSAPublicKeySpec(modulus, BigInteger.valueOf(Dealer.PUBLIC_EXPONENT)))
                  .getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has RSA", e);
    }
  }

  private static void writeShares(
      RingFolder.NodeFolder node,
      PartyKeys keys,
      RingPlan plan,
      Dealing dealing,
      SecretArithmetic engine,
      SecureRandom random)
      throws IOException {
    char[] passphrase = PartyKeys.passphrase(random);
    byte[] octets = PartyKeys.ascii(passphrase, 0);
    try (Passphrase secret = Passphrase.of(octets);
        VaultKey vault = ShareSealing.newVault(secret, COST, engine)) {
      PartyKeys.secret(node.keys().resolve("shares.passphrase"), passphrase);
      ShareVault.write(
          node.path().resolve("shares"),
          RingRecord.SWA,
          keys.identity().publicKey().serial(),
          dealing.share(Family.ADD, plan.devices().indexOf(node.name()) + 1),
          vault);
    } finally {
      Arrays.fill(octets, (byte) 0);
      Arrays.fill(passphrase, '\0');
    }
  }

  private static PartyKeys of(Map<String, PartyKeys> parties, String name) {
    PartyKeys keys = parties.get(name);
    if (keys == null) {
      throw new IllegalStateException("no keys were made for " + name);
    }
    return keys;
  }

  /** Names of the devices. */
  public List<String> devices() {
    return plan.devices();
  }

  /** Names of the sources. */
  public List<String> sources() {
    return plan.guarding().names();
  }

  /** How many of the sources a device needs: the default of a local ring. */
  public int need() {
    return plan.guarding().need();
  }

  private Endpoint address(String party) {
    Endpoint address = addresses.get(party);
    if (address == null) {
      throw new IllegalArgumentException("no address was chosen for " + party);
    }
    return address;
  }

  /**
   * Makes a fresh device with its own log and mark.
   *
   * @param target its folder, not there yet
   * @param device which of the ring's devices it is a copy of
   * @param beats where it listens for beats
   */
  public void copy(
      Path target,
      String device,
      Endpoint beats,
      Duration disarmAfter,
      Duration eraseAfter,
      Clock clock)
      throws IOException {
    RingFolder.NodeFolder from = folder.node(device);
    copyFolder(from.path(), target);
    copyFolder(from.keys(), target.resolve("keys"));
    copyFolder(from.path().resolve("shares"), target.resolve("shares"));
    RingPlan.Guarding guarding =
        new RingPlan.Guarding(
            plan.guarding().sources(), plan.guarding().period(), disarmAfter, eraseAfter);
    PrivateFiles.create(
        target.resolve("node.conf"),
        ConfigText.device(
            plan.ring(),
            device,
            pin,
            address(device),
            false,
            ConfigText.guard(guarding, Optional.of(beats))));
    try (IdentitySigner identity = identity(target)) {
      DeviceLog.create(target.resolve("log"), device, identity, clock);
    }
    PrivateFiles.folder(target.resolve("guard"));
    beginSilence(target, device, clock);
  }

  /** Writes a fresh mark for a device whose guard does not run: its silence begins now. */
  public void beginSilence(Path target, String device, Clock clock) throws IOException {
    Path guard = target.resolve("guard");
    try (Stream<Path> marks = Files.list(guard)) {
      for (Path mark : marks.toList()) {
        Files.delete(mark);
      }
    }
    try (IdentitySigner identity = identity(target)) {
      new MarkFile(guard, device, identity).create(BootClock.ofThisMachine(clock).get());
    }
  }

  private static IdentitySigner identity(Path target) throws IOException {
    byte[] pem = SecretFile.read(target.resolve("keys").resolve("identity.pem"));
    try {
      return IdentitySigner.fromPem(pem);
    } finally {
      Arrays.fill(pem, (byte) 0);
    }
  }

  private static void copyFolder(Path from, Path to) throws IOException {
    PrivateFiles.folder(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        PrivateFiles.create(to.resolve(file.getFileName()), Files.readAllBytes(file));
      }
    }
  }

  /** Starts a source as the process that every ring has; it ends with this one. */
  public Process start(String source, Duration period, List<NodeConfig.Target> targets)
      throws IOException {
    RingFolder.NodeFolder node = folder.node(source);
    PrivateFiles.folder(node.path().resolve("log"));
    PrivateFiles.folder(node.run());
    Files.deleteIfExists(node.run().resolve(SAID));
    PrivateFiles.replace(
        node.config(),
        ConfigText.heartbeat(plan.ring(), source, pin, address(source), period, targets));
    return new JavaCommand(true).start(node);
  }

  /** Whether a source that was started sends. */
  public boolean isSending(String source) throws IOException {
    Path said = folder.node(source).run().resolve(SAID);
    return Files.exists(said) && Files.readString(said).contains("heartbeat for");
  }

  @Override
  public String toString() {
    return "ThrowAwayRing[" + folder.path() + ", redacted]";
  }
}
