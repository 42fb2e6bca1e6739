package io.countersign.protocol.testing;

import io.countersign.protocol.engine.AgreementKey;
import io.countersign.protocol.engine.Engines;
import io.countersign.protocol.engine.IdentitySigner;
import io.countersign.protocol.engine.P256KeyPair;
import io.countersign.protocol.engine.P256Keys;
import io.countersign.protocol.engine.RsaKeys;
import io.countersign.protocol.evidence.Json;
import io.countersign.protocol.evidence.Jws;
import io.countersign.protocol.evidence.KeyRecord;
import io.countersign.protocol.evidence.PublicRecordEntry;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.RingChange;
import io.countersign.protocol.evidence.RingRecord;
import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.evidence.SignedRequest;
import io.countersign.protocol.evidence.SigningRequest;
import io.countersign.protocol.thresholdrsa.Dealer;
import io.countersign.protocol.thresholdrsa.Dealing;
import io.countersign.protocol.thresholdrsa.Family;
import io.countersign.protocol.thresholdrsa.FirstSignature;
import io.countersign.protocol.thresholdrsa.InsecureTestPrimes;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.PublicRecord;
import io.countersign.protocol.thresholdrsa.SafePrimes;
import io.countersign.protocol.thresholdrsa.SignatureAlgorithm;
import io.countersign.protocol.thresholdrsa.Threshold;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;

/**
 * A ring in memory: n devices named {@code device-1}.., {@code cards} agents each ({@code
 * agent-1-1} is the first of device 1, his card at node {@code agents-1}), one coordinator {@code
 * coordinator-1}, one requester {@code operator}; key sets {@code swa} (add, admin) and {@code
 * main} (add and mult, document). The moduli are the 2048-bit ones of the test vectors: insecure,
 * and quick.
 */
public final class TestRing {
  public static final String MAIN = "main";
  public static final String COORDINATOR = "coordinator-1";
  public static final String REQUESTER = "operator";

  /**
   * The message server of a device of {@link #split}: its own node, as for every device there.
   *
   * @param device 1 to n
   */
  public static String server(int device) {
    return "device-" + device + Ring.MESSAGE_SERVER_SUFFIX;
  }

  /** A second requester, who asks for nothing. */
  public static final String VISITOR = "visitor";

  private final Ring ring;
  private final String text;
  private final Map<String, IdentitySigner> identities;
  private final Map<String, AgreementKey> agreements;
  private final Map<String, KeyPair> cards;
  private final Map<String, Dealing> dealings;
  private final Map<String, TestCertificates.Issued> certificates;

  private TestRing(
      Ring ring,
      String text,
      Map<String, IdentitySigner> identities,
      Map<String, AgreementKey> agreements,
      Map<String, KeyPair> cards,
      Map<String, Dealing> dealings,
      Map<String, TestCertificates.Issued> certificates) {
    this.ring = ring;
    this.text = text;
    this.identities = identities;
    this.agreements = agreements;
    this.cards = cards;
    this.dealings = dealings;
    this.certificates = certificates;
  }

  /** A t-of-n ring with three agents a device, two of them needed. */
  public static TestRing of(int t, int n) {
    return of(t, n, 3, 2);
  }

  /**
   * @param cardsPerDevice agents registered at each device
   * @param quorum agents needed at each device
   */
  public static TestRing of(int t, int n, int cardsPerDevice, int quorum) {
    return of(t, n, cardsPerDevice, quorum, List.of(SignatureAlgorithm.values()));
  }

  /**
   * @param allowed algorithms that the records of both keys allow, in each mode (A8)
   */
  public static TestRing of(
      int t, int n, int cardsPerDevice, int quorum, List<SignatureAlgorithm> allowed) {
    try {
      return new Builder(t, n, cardsPerDevice, quorum, allowed).build();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A t-of-n ring whose devices each have a message server as a node of its own (M8). */
  public static TestRing split(int t, int n) {
    try {
      Builder builder = new Builder(t, n, 3, 2, List.of(SignatureAlgorithm.values()));
      for (int i = 1; i <= n; i++) {
        builder.party(server(i), Role.MESSAGE_SERVER);
      }
      return builder.build();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A t-of-n ring with {@code coordinator-1} to {@code coordinator-3}. */
  public static TestRing withThreeCoordinators(int t, int n) {
    try {
      Builder builder = new Builder(t, n, 2, 2, List.of(SignatureAlgorithm.values()));
      builder.party("coordinator-2", Role.COORDINATOR);
      builder.party("coordinator-3", Role.COORDINATOR);
      return builder.build();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public Ring ring() {
    return ring;
  }

  /** The same ring at record number 0, of its own: a test may put later records in force. */
  public Ring freshRing() {
    return Ring.pinned(text, pin());
  }

  /** The change as the ring's next record, signed by the swa key. */
  public String next(Ring inForce, RingChange change) {
    Jws.Unsigned unsigned = RingChange.unsigned(inForce, change.record(Instant.now()));
    return unsigned.with(swaSigner().sign(unsigned.octets())).text();
  }

  /** Puts the change in force: what a node has that obeys the next record. */
  public void take(Ring inForce, RingChange change) {
    inForce.take(inForce.next(next(inForce, change)));
  }

  /** RS256 under the swa key, with its dealt shares. */
  Jws.Signer swaSigner() {
    return signer(dealing(RingRecord.SWA));
  }

  /** A certificate of a key that no record pins. */
  public static X509Certificate freshCertificate(String party) {
    return (X509Certificate) TestCertificates.selfSigned(party).certificate();
  }

  private static Jws.Signer signer(Dealing swa) {
    FirstSignature first = new FirstSignature(swa, Engines.best(), new SecureRandom());
    return octets ->
        first.sign(SignatureAlgorithm.RSASSA_PKCS1_V1_5_SHA256, octets).octets().toByteArray();
  }

  /** The ring's record, number 0, as every node reads it. */
  public String text() {
    return text;
  }

  public Octets pin() {
    return ring.genesis();
  }

  /** The identity key of a device, agents' node, coordinator or requester. */
  public IdentitySigner identity(String party) {
    IdentitySigner signer = identities.get(party);
    if (signer == null) {
      throw new IllegalArgumentException("no party " + party);
    }
    return signer;
  }

  /** The agreement key of a device, agents' node, coordinator or requester. */
  public AgreementKey agreement(String party) {
    AgreementKey key = agreements.get(party);
    if (key == null) {
      throw new IllegalArgumentException("no party " + party);
    }
    return key;
  }

  /** TLS on loopback as one party, with its pinned certificate, trusting exactly the parties. */
  public SSLContext tls(String party) {
    TestCertificates.Issued own = certificates.get(party);
    if (own == null) {
      throw new IllegalArgumentException("no party " + party);
    }
    return TestCertificates.context(own, certificates.values());
  }

  /** A party's TLS key and certificate as a PKCS#12 file. */
  public byte[] keystore(String party, char[] passphrase) {
    TestCertificates.Issued own = certificates.get(party);
    if (own == null) {
      throw new IllegalArgumentException("no party " + party);
    }
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(party, own.key(), passphrase, new Certificate[] {own.certificate()});
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      store.store(out, passphrase);
      return out.toByteArray();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The RSA user key of an agent's card. */
  public KeyPair card(String agent) {
    KeyPair card = cards.get(agent);
    if (card == null) {
      throw new IllegalArgumentException("no agent " + agent);
    }
    return card;
  }

  /** The shares of a key set as its dealer made them. */
  public Dealing dealing(String key) {
    Dealing dealing = dealings.get(key);
    if (dealing == null) {
      throw new IllegalArgumentException("no key " + key);
    }
    return dealing;
  }

  /** RS256 under an agent's card. */
  public Jws.Signer cardSigner(String agent) {
    KeyPair card = card(agent);
    return octets -> rs256(card.getPrivate(), octets);
  }

  /**
   * A request of {@code operator} for key {@code main}, content enclosed, valid for an hour from
   * {@code now}.
   */
  public SignedRequest request(
      byte[] document, SignatureAlgorithm algorithm, String mode, Instant now) {
    byte[] nonce = new byte[16];
    new SecureRandom().nextBytes(nonce);
    return request(document, algorithm, mode, now, nonce);
  }

  public SignedRequest request(
      byte[] document, SignatureAlgorithm algorithm, String mode, Instant now, byte[] nonce) {
    long seconds = now.getEpochSecond();
    SigningRequest request =
        new SigningRequest(
            SigningRequest.VERSION,
            MAIN,
            "document",
            algorithm.label(),
            mode,
            HexFormat.of().formatHex(digest(algorithm, document)),
            document.length,
            "document.txt",
            SigningRequest.FORM_CONTENT,
            REQUESTER,
            seconds,
            seconds + 3600,
            HexFormat.of().formatHex(nonce));
    IdentitySigner signer = identity(REQUESTER);
    return SignedRequest.sign(request, signer.publicKey().serial(), signer::sign);
  }

  /** A request that the swa key signs the next record. */
  public SignedRequest adminRequest(byte[] document, Instant now) {
    SigningRequest usual =
        request(document, SignatureAlgorithm.RSASSA_PKCS1_V1_5_SHA256, "parallel", now).request();
    SigningRequest request =
        new SigningRequest(
            usual.v(),
            RingRecord.SWA,
            "admin",
            usual.alg(),
            usual.mode(),
            usual.digest(),
            usual.size(),
            usual.name(),
            usual.form(),
            usual.requester(),
            usual.notBefore(),
            usual.notAfter(),
            usual.nonce());
    IdentitySigner signer = identity(REQUESTER);
    return SignedRequest.sign(request, signer.publicKey().serial(), signer::sign);
  }

  private static byte[] digest(SignatureAlgorithm algorithm, byte[] document) {
    try {
      return MessageDigest.getInstance(algorithm.hashAlgorithm()).digest(document);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] rs256(java.security.PrivateKey key, byte[] octets) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key);
      signature.update(octets);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Builds the record the way the launcher does, with fixed primes. */
  private static final class Builder {
    private final SecureRandom random = new SecureRandom();
    private final int t;
    private final int n;
    private final int cardsPerDevice;
    private final int quorum;
    private final List<SignatureAlgorithm> allowedAlgorithms;
    private final Map<String, IdentitySigner> identities = new HashMap<>();
    private final Map<String, AgreementKey> agreements = new HashMap<>();
    private final Map<String, String> identityHex = new HashMap<>();
    private final Map<String, KeyPair> cards = new HashMap<>();
    private final Map<String, Dealing> dealings = new HashMap<>();
    private final Map<String, TestCertificates.Issued> certificates = new HashMap<>();
    private final List<RingRecord.PartyEntry> parties = new ArrayList<>();
    private final List<RingRecord.AgentEntry> agents = new ArrayList<>();

    Builder(
        int t, int n, int cardsPerDevice, int quorum, List<SignatureAlgorithm> allowedAlgorithms) {
      this.allowedAlgorithms = allowedAlgorithms;
      this.t = t;
      this.n = n;
      this.cardsPerDevice = cardsPerDevice;
      this.quorum = quorum;
    }

    TestRing build() throws GeneralSecurityException {
      long notAfter = Instant.now().getEpochSecond() + 365L * 24 * 3600;
      for (int i = 1; i <= n; i++) {
        party("device-" + i, Role.DEVICE);
        party("agents-" + i, Role.AGENTS);
        for (int j = 1; j <= cardsPerDevice; j++) {
          String name = "agent-" + i + "-" + j;
          KeyPair card = RsaKeys.generate(2048);
          cards.put(name, card);
          agents.add(
              new RingRecord.AgentEntry(
                  name,
                  "device-" + i,
                  "agents-" + i,
                  HexFormat.of().formatHex(card.getPublic().getEncoded()),
                  notAfter,
                  false));
        }
      }
      party(COORDINATOR, Role.COORDINATOR);
      party(REQUESTER, Role.REQUESTER);
      party(VISITOR, Role.REQUESTER);
      Dealing swaDealing = deal(RingRecord.SWA, InsecureTestPrimes.first(), Set.of(Family.ADD));
      deal(MAIN, InsecureTestPrimes.second(), Set.of(Family.ADD, Family.MULT));
      RSAPublicKey swaPublic = publicKey(swaDealing);
      Jws.Signer swa = signer(swaDealing);
      List<RingRecord.KeyEntry> keys =
          List.of(
              key(RingRecord.SWA, "admin", Set.of(Family.ADD), Ring.serial(swaPublic), swa),
              key(MAIN, "document", Set.of(Family.ADD, Family.MULT), Ring.serial(swaPublic), swa));
      RingRecord record =
          new RingRecord(
              RingRecord.VERSION,
              "test",
              0,
              RingRecord.NO_PREVIOUS,
              Instant.now().getEpochSecond(),
              parties,
              agents,
              keys);
      Jws jws = Jws.sign("RS256", RingRecord.TYPE, Ring.serial(swaPublic), Json.write(record), swa);
      return new TestRing(
          Ring.pinned(jws.text(), jws.payloadSha256()),
          jws.text(),
          identities,
          agreements,
          cards,
          dealings,
          certificates);
    }

    private Dealing deal(String name, SafePrimes primes, Set<Family> families) {
      Dealing dealing =
          new Dealer(Engines.best(), random).deal(primes, new Threshold(t, n), families);
      dealings.put(name, dealing);
      return dealing;
    }

    private static <T> T of(Map<String, T> map, String name) {
      T value = map.get(name);
      if (value == null) {
        throw new IllegalStateException("no " + name);
      }
      return value;
    }

    private static RSAPublicKey publicKey(Dealing dealing) throws GeneralSecurityException {
      PublicRecord record = dealing.record(Family.ADD);
      return (RSAPublicKey)
          KeyFactory.getInstance("RSA")
              .generatePublic(
                  new RSAPublicKeySpec(
                      record.modulus(), BigInteger.valueOf(record.publicExponent())));
    }

    private void party(String name, Role role) {
      P256KeyPair identity = P256Keys.generate();
      identities.put(name, IdentitySigner.fromPem(identity.pkcs8Pem()));
      AgreementKey agreement = AgreementKey.fresh();
      agreements.put(name, agreement);
      String spki = HexFormat.of().formatHex(identity.spki());
      identityHex.put(name, spki);
      TestCertificates.Issued tls = TestCertificates.selfSigned(name);
      certificates.put(name, tls);
      parties.add(
          new RingRecord.PartyEntry(
              name,
              role.label(),
              role == Role.REQUESTER ? "" : "127.0.0.1:" + (25000 + parties.size()),
              spki,
              HexFormat.of().formatHex(agreement.spki()),
              tls.hex(),
              "",
              false));
    }

    private RingRecord.KeyEntry key(
        String name, String purpose, Set<Family> families, String swaSerial, Jws.Signer swa) {
      Dealing dealing = dealings.get(name);
      if (dealing == null) {
        throw new IllegalStateException(name + " was not dealt");
      }
      List<String> algorithms = allowedAlgorithms.stream().map(SignatureAlgorithm::label).toList();
      Map<String, String> keyIds = new HashMap<>();
      Map<String, List<String>> allowed = new HashMap<>();
      for (Family family : families) {
        keyIds.put(family.label(), dealing.record(family).keyId().toString());
        allowed.put(family == Family.ADD ? "parallel" : "serial", algorithms);
      }
      Map<String, Integer> quorums = new HashMap<>();
      List<KeyRecord.Device> devices =
          IntStream.rangeClosed(1, n)
              .mapToObj(
                  i -> {
                    String device = "device-" + i;
                    quorums.put(device, quorum);
                    return new KeyRecord.Device(
                        i,
                        device,
                        of(identities, device).publicKey().serial(),
                        of(identityHex, device));
                  })
              .toList();
      KeyRecord record =
          new KeyRecord(
              KeyRecord.VERSION, name, 1, purpose, t, keyIds, allowed, devices, quorums, true);
      Jws jws = Jws.sign("RS256", KeyRecord.TYPE, swaSerial, Json.write(record), swa);
      return new RingRecord.KeyEntry(
          jws.text(), families.stream().map(f -> PublicRecordEntry.of(dealing.record(f))).toList());
    }
  }
}
