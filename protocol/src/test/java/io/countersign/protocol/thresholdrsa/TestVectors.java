package io.countersign.protocol.thresholdrsa;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * One vector file {@code vectors/<family>-<t>-<n>.json}, made by an independent implementation of
 * CRYPTO.md. Insecure: the files hold the primes.
 */
final class TestVectors {
  static final TestVectors MULT_2_3 = new TestVectors("mult-2-3");
  static final TestVectors MULT_3_5 = new TestVectors("mult-3-5");
  static final TestVectors ADD_2_3 = new TestVectors("add-2-3");
  static final TestVectors ADD_3_5 = new TestVectors("add-3-5");

  private final String name;
  private final JsonNode root;
  private final PublicRecord record;

  private TestVectors(String name) {
    this.name = name;
    this.root = TestFiles.json("vectors/" + name + ".json");
    this.record = readRecord();
  }

  static List<TestVectors> all() {
    return List.of(MULT_2_3, MULT_3_5, ADD_2_3, ADD_3_5);
  }

  static List<TestVectors> of(Family family) {
    return all().stream().filter(vectors -> vectors.record.family() == family).toList();
  }

  PublicRecord record() {
    return record;
  }

  /** The record's key id as the file has it. */
  Octets keyId() {
    return Octets.ofHex(root.at("/public/key_id").asText());
  }

  SafePrimes primes() {
    return SafePrimes.of(number(root.at("/key/p")), number(root.at("/key/q")));
  }

  BigInteger key(String field) {
    return number(root.at("/key/" + field));
  }

  String publicKeyPem() {
    return root.at("/key/public_key_pem").asText();
  }

  List<JsonNode> sessions() {
    return list(root.get("sessions"));
  }

  List<JsonNode> negative(String kind) {
    return list(root.get("negative")).stream()
        .filter(node -> node.get("kind").asText().equals(kind))
        .toList();
  }

  /** All parts by row and colour. */
  List<List<BigInteger>> dealerRows() {
    return list(root.get("dealer_rows")).stream()
        .map(row -> list(row).stream().map(TestVectors::number).toList())
        .toList();
  }

  List<BigInteger> shareValues(int device) {
    JsonNode node = root.get("devices").get(device - 1);
    return list(node.get("shares")).stream().map(share -> number(share.get("value"))).toList();
  }

  KeyShare share(int device, SecretArithmetic engine) {
    List<byte[]> rows =
        shareValues(device).stream()
            .map(value -> BigEndian.encode(value, record.modulusOctets()))
            .toList();
    return KeyShare.load(engine, record, device, rows);
  }

  /** The session whose header hash is this. */
  JsonNode session(String headerHash) {
    return sessions().stream()
        .filter(session -> session.at("/header/header_hash").asText().equals(headerHash))
        .findFirst()
        .orElseThrow();
  }

  SessionHeader header(JsonNode session) {
    JsonNode header = session.get("header");
    return new SessionHeader(
        record.keyId(),
        record.epoch(),
        new SessionId(octets(header, "session_id")),
        SignatureAlgorithm.fromLabel(header.get("alg").asText()),
        octets(header, "dochash"),
        octets(header, "salt"),
        SigningMode.fromLabel(header.get("mode").asText()),
        header.get("row").asInt(),
        list(header.get("signers")).stream().map(JsonNode::asInt).toList());
  }

  static Octets octets(JsonNode node, String field) {
    return Octets.ofHex(node.get(field).asText());
  }

  static BigInteger number(JsonNode hex) {
    return new BigInteger(hex.asText(), 16);
  }

  static ProofOfCorrectness proof(JsonNode node) {
    return new ProofOfCorrectness(number(node.get("c")), number(node.get("z")));
  }

  static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  @Override
  public String toString() {
    return name;
  }

  private PublicRecord readRecord() {
    JsonNode node = root.get("public");
    Threshold threshold = new Threshold(node.get("t").asInt(), node.get("n").asInt());
    List<List<BigInteger>> values =
        list(node.get("verification_values")).stream()
            .map(row -> list(row).stream().map(TestVectors::number).toList())
            .toList();
    List<String> rows = list(node.get("phf")).stream().map(JsonNode::asText).toList();
    PublicRecord bare =
        new PublicRecord(
            Family.fromLabel(node.get("family").asText()),
            number(root.at("/key/N")),
            root.at("/key/e").asInt(),
            threshold,
            node.get("epoch").asInt(),
            number(node.get("sigma")),
            number(node.get("delta")),
            node.get("share_bits").asInt(),
            node.get("d_bits").asInt(),
            number(node.get("v")),
            values,
            PerfectHashFamily.parse(threshold, rows),
            list(node.get("pub")).stream().map(TestVectors::number).toList(),
            Optional.empty());
    return root.has("dealer_chain") ? bare.withDealChain(readChain()) : bare;
  }

  private DealChain readChain() {
    List<List<DealChain.Step>> rows = new ArrayList<>();
    for (JsonNode row : root.get("dealer_chain")) {
      rows.add(
          list(row).stream()
              .map(step -> new DealChain.Step(number(step.get("y")), proof(step)))
              .toList());
    }
    return new DealChain(rows);
  }

  /** The document of a session or negative case. */
  static byte[] document(JsonNode node) {
    return HexFormat.of().parseHex(node.get("document").asText());
  }
}
