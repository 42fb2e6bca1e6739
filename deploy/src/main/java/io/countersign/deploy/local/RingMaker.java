package io.countersign.deploy.local;

import io.countersign.agent.Card;
import io.countersign.coordinator.journal.JournalFile;
import io.countersign.deploy.config.Endpoint;
import io.countersign.deploy.guard.BootClock;
import io.countersign.deploy.guard.MarkFile;
import io.countersign.deploy.node.LogOwners;
import io.countersign.device.DeviceLog;
import io.countersign.device.ShareVault;
import io.countersign.protocol.engine.Engines;
import io.countersign.protocol.engine.Passphrase;
import io.countersign.protocol.engine.RsaKeys;
import io.countersign.protocol.engine.ScryptCost;
import io.countersign.protocol.engine.ShareSealing;
import io.countersign.protocol.engine.VaultKey;
import io.countersign.protocol.evidence.Jws;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.RingRecord;
import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.log.NodeLog;
import io.countersign.protocol.thresholdrsa.Dealer;
import io.countersign.protocol.thresholdrsa.Dealing;
import io.countersign.protocol.thresholdrsa.Family;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.SafePrimes;
import io.countersign.protocol.thresholdrsa.SecretArithmetic;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
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
import java.util.function.Consumer;

/**
 * Makes the folder of a local ring: all keys, cards, certificates, the two dealt key sets, the
 * ring's record and each node's configuration. Everything is made in a folder of another name and
 * renamed at the end, so an interrupted run leaves nothing that looks like a ring, and no key.
 *
 * <p>Secrets: the primes and shares of both keys while it runs. The process that deals must end
 * afterwards (I1), so {@code up} and {@code demo} start this in a process of its own.
 */
public final class RingMaker {
  private static final String HOST = "127.0.0.1";
  private static final int CARD_BITS = 3072;

  private final RingPlan plan;
  private final PrimeSource primes;
  private final Consumer<String> progress;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final SecretArithmetic engine = Engines.best();
  private final Map<String, PartyKeys> parties = new LinkedHashMap<>();
  private final Map<String, Endpoint> addresses = new LinkedHashMap<>();
  private final Map<String, Endpoint> guards = new LinkedHashMap<>();
  private final List<RingRecord.AgentEntry> agents = new ArrayList<>();

  /** Where a key's two safe primes come from. */
  @FunctionalInterface
  public interface PrimeSource {
    /**
     * @param key name of the key set
     * @throws InterruptedException if the caller was interrupted
     */
    SafePrimes find(String key, int bits) throws InterruptedException;
  }

  /**
   * @param progress is told what is being made, one sentence at a time
   */
  public RingMaker(RingPlan plan, PrimeSource primes, Consumer<String> progress, Clock clock) {
    this.plan = plan;
    this.primes = primes;
    this.progress = progress;
    this.clock = clock;
  }

  /**
   * Makes the ring; waits while another process makes it.
   *
   * @throws FileAlreadyExistsException if a ring of that name exists
   * @throws InterruptedException if the caller was interrupted; nothing is left behind then
   */
  public RingFolder make(Path home) throws IOException, InterruptedException {
    RingFolder target = RingFolder.of(home, plan.ring());
    try (MakingFolder making = MakingFolder.begin(target, progress)) {
      fill(making.ring());
      making.become(target);
      return target;
    } catch (ClosedByInterruptException | FileLockInterruptionException e) {
      InterruptedException interrupted = new InterruptedException("the making of the ring");
      interrupted.initCause(e);
      throw interrupted;
    } finally {
      parties.values().forEach(PartyKeys::close);
    }
  }

  private void fill(RingFolder folder) throws IOException, InterruptedException {
    Instant now = clock.instant();
    Endpoint api = makeParties(folder, now);
    makeCards(folder, now);
    try (Dealing swa = deal(RingRecord.SWA, Set.of(Family.ADD));
        Dealing main = deal(RecordMaker.MAIN, Set.of(Family.ADD, Family.MULT))) {
      progress.accept("signing the ring's record with the swa key");
      Jws record = record(swa, main, now);
      Ring ring = Ring.pinned(record.text(), record.payloadSha256());
      writeRecord(folder, record.text());
      writeConfigs(folder, ring.hash(), api);
      for (int index = 1; index <= plan.threshold().n(); index++) {
        writeShares(folder, index, swa, main);
      }
    }
    makeLogs(folder);
  }

  private Endpoint makeParties(RingFolder folder, Instant now) throws IOException {
    progress.accept("making keys and certificates of " + plan.threshold().n() + " devices");
    int nodes = 2 * plan.threshold().n() + 1;
    int sources = plan.guarding().sources();
    int satellites = plan.guarding().satellites();
    int beats = sources == 0 ? 0 : sources + satellites + plan.threshold().n();
    int servers = plan.messageServers().size();
    Iterator<Integer> ports = Ports.free(nodes + servers + 1 + beats, random).iterator();
    for (String device : plan.devices()) {
      party(folder.node(device).keys(), device, Role.DEVICE, ports.next(), now);
    }
    for (String server : plan.messageServers()) {
      party(folder.node(server).keys(), server, Role.MESSAGE_SERVER, ports.next(), now);
    }
    for (String device : plan.devices()) {
      String node = Names.agentsNode(device);
      party(folder.node(node).keys(), node, Role.AGENTS, ports.next(), now);
    }
    party(
        folder.node(Names.COORDINATOR).keys(),
        Names.COORDINATOR,
        Role.COORDINATOR,
        ports.next(),
        now);
    parties.put(
        Names.REQUESTER,
        PartyKeys.create(
            Names.REQUESTER, Role.REQUESTER, "", folder.client().resolve("keys"), now, random));
    Endpoint api = new Endpoint(HOST, ports.next());
    for (String source : plan.guarding().names()) {
      party(folder.node(source).keys(), source, Role.HEARTBEAT, ports.next(), now);
    }
    for (String satellite : plan.guarding().satelliteNames()) {
      party(folder.node(satellite).keys(), satellite, Role.SATELLITE, ports.next(), now);
    }
    if (sources > 0) {
      plan.devices().forEach(device -> guards.put(device, new Endpoint(HOST, ports.next())));
    }
    return api;
  }

  private void party(Path keys, String name, Role role, int port, Instant now) throws IOException {
    Endpoint address = new Endpoint(HOST, port);
    addresses.put(name, address);
    parties.put(name, PartyKeys.create(name, role, address.toString(), keys, now, random));
  }

  private void makeCards(RingFolder folder, Instant now) throws IOException {
    for (String device : plan.devices()) {
      progress.accept(
          "making the cards of " + String.join(", ", plan.agents(device)) + " for " + device);
      Path keys = folder.node(Names.agentsNode(device)).keys();
      List<KeyPair> pairs =
          plan.agents(device).parallelStream().map(name -> RsaKeys.generate(CARD_BITS)).toList();
      for (int i = 0; i < pairs.size(); i++) {
        card(keys, plan.agents(device).get(i), device, pairs.get(i), now);
      }
    }
  }

  private void card(Path keys, String agent, String device, KeyPair pair, Instant now)
      throws IOException {
    char[] pin = PartyKeys.passphrase(random);
    try {
      Card.create(keys.resolve(agent + ".p12"), agent, pin, pair);
      PartyKeys.secret(keys.resolve(agent + ".pin"), pin);
    } finally {
      Arrays.fill(pin, '\0');
    }
    agents.add(
        new RingRecord.AgentEntry(
            agent,
            device,
            Names.agentsNode(device),
            HexFormat.of().formatHex(((RSAPublicKey) pair.getPublic()).getEncoded()),
            now.plus(PartyKeys.VALIDITY).getEpochSecond(),
            false));
  }

  private Dealing deal(String key, Set<Family> families) throws InterruptedException {
    progress.accept(
        "dealing key %s: RSA-%d, %s, families %s"
            .formatted(
                key,
                plan.bits(),
                plan.threshold(),
                families.stream().map(Family::label).sorted().toList()));
    return new Dealer(engine, random)
        .deal(primes.find(key, plan.bits()), plan.threshold(), families);
  }

  private Jws record(Dealing swa, Dealing main, Instant now) {
    List<RingRecord.PartyEntry> devices = plan.devices().stream().map(d -> of(d).entry()).toList();
    Map<String, String> serials = new LinkedHashMap<>();
    plan.devices().forEach(d -> serials.put(d, of(d).identity().publicKey().serial()));
    RecordMaker maker = new RecordMaker(plan, devices, serials, swa, engine, random);
    return maker.ring(
        parties.values().stream().map(PartyKeys::entry).toList(),
        agents,
        List.of(
            maker.key(RingRecord.SWA, "admin", swa, Set.of(Family.ADD)),
            maker.key(RecordMaker.MAIN, "document", main, Set.of(Family.ADD, Family.MULT))),
        now);
  }

  private void writeRecord(RingFolder folder, String text) throws IOException {
    PrivateFiles.create(folder.record(), text);
    for (String node : addresses.keySet()) {
      PrivateFiles.create(folder.node(node).path().resolve("ring.jws"), text);
    }
    PrivateFiles.create(folder.client().resolve("ring.jws"), text);
  }

  private void writeConfigs(RingFolder folder, Octets pin, Endpoint api) throws IOException {
    String ring = plan.ring();
    for (String device : plan.devices()) {
      PrivateFiles.create(
          folder.node(device).config(),
          ConfigText.device(
              ring,
              device,
              pin,
              address(device),
              plan.split(),
              ConfigText.guard(plan.guarding(), Optional.ofNullable(guards.get(device)))));
      String node = Names.agentsNode(device);
      PrivateFiles.create(
          folder.node(node).config(),
          ConfigText.agents(ring, node, pin, address(node), plan.agents(device)));
    }
    PrivateFiles.create(
        folder.node(Names.COORDINATOR).config(),
        ConfigText.coordinator(ring, Names.COORDINATOR, pin, address(Names.COORDINATOR), api));
    for (String server : plan.messageServers()) {
      PrivateFiles.create(
          folder.node(server).config(),
          ConfigText.messageServer(ring, server, pin, address(server)));
    }
    OuterConfigs.write(folder, plan, pin, addresses, guards);
    PrivateFiles.create(
        folder.clientConfig(),
        ConfigText.client(ring, Names.REQUESTER, pin, Names.COORDINATOR, api));
  }

  private void writeShares(RingFolder folder, int index, Dealing swa, Dealing main)
      throws IOException {
    String device = plan.devices().get(index - 1);
    progress.accept("sealing the shares of " + device);
    RingFolder.NodeFolder node = folder.node(device);
    Path shares = node.path().resolve("shares");
    String serial = of(device).identity().publicKey().serial();
    char[] passphrase = PartyKeys.passphrase(random);
    byte[] octets = PartyKeys.ascii(passphrase, 0);
    try (Passphrase secret = Passphrase.of(octets);
        VaultKey vault = ShareSealing.newVault(secret, ScryptCost.DEFAULT, engine)) {
      PartyKeys.secret(node.keys().resolve("shares.passphrase"), passphrase);
      ShareVault.write(shares, RingRecord.SWA, serial, swa.share(Family.ADD, index), vault);
      ShareVault.write(shares, RecordMaker.MAIN, serial, main.share(Family.ADD, index), vault);
      ShareVault.write(shares, RecordMaker.MAIN, serial, main.share(Family.MULT, index), vault);
    } finally {
      Arrays.fill(octets, (byte) 0);
      Arrays.fill(passphrase, '\0');
    }
  }

  /**
   * A log is begun once, here, and so is the journal: a node that lost its own must not begin
   * another.
   */
  private void makeLogs(RingFolder folder) throws IOException {
    for (String device : plan.devices()) {
      Path log = folder.node(device).path().resolve("log");
      DeviceLog.create(log, device, of(device).identity(), clock);
      if (guards.containsKey(device)) {
        Path guard = PrivateFiles.folder(folder.node(device).path().resolve("guard"));
        new MarkFile(guard, device, of(device).identity())
            .create(BootClock.ofThisMachine(clock).get());
      }
      makeLog(folder, Names.agentsNode(device));
    }
    for (String server : plan.messageServers()) {
      makeLog(folder, server);
    }
    for (String satellite : plan.guarding().satelliteNames()) {
      makeLog(folder, satellite);
    }
    for (String source : plan.guarding().names()) {
      PrivateFiles.folder(folder.node(source).path().resolve("log"));
    }
    makeLog(folder, Names.COORDINATOR);
    JournalFile.open(
            PrivateFiles.folder(folder.node(Names.COORDINATOR).path().resolve("journal")), clock)
        .close();
  }

  private void makeLog(RingFolder folder, String node) throws IOException {
    Path log = folder.node(node).path().resolve("log");
    NodeLog.create(log, LogOwners.of(node, of(node).identity()), clock).close();
  }

  private PartyKeys of(String party) {
    PartyKeys keys = parties.get(party);
    if (keys == null) {
      throw new IllegalStateException("no keys were made for " + party);
    }
    return keys;
  }

  private Endpoint address(String node) {
    Endpoint address = addresses.get(node);
    if (address == null) {
      throw new IllegalStateException("no address was chosen for " + node);
    }
    return address;
  }
}
