package io.countersign.protocol.evidence;

import io.countersign.protocol.thresholdrsa.Octets;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.BERSequence;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CRLHolder;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v1CertificateBuilder;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;

/** Octets of each kind, made by another library. */
final class Samples {
  private static final X500Name NAME = new X500Name("CN=amber,O=Countersign");
  private static final Date FROM = Date.from(Instant.parse("2026-01-01T00:00:00Z"));

  /** Past 2049, so that the time is a GeneralizedTime. */
  private static final Date TO = Date.from(Instant.parse("2055-01-01T00:00:00Z"));

  private final KeyPair pair = Rings.SMALL.card("agent-1-1");
  private final ContentSigner signer;
  private final X509CertificateHolder certificate;

  private Samples() throws OperatorCreationException, IOException {
    signer = new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate());
    certificate =
        new X509v3CertificateBuilder(
                NAME, BigInteger.TEN, FROM, TO, NAME, SubjectPublicKeyInfo.getInstance(spki()))
            .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
            .addExtension(
                Extension.extendedKeyUsage,
                true,
                new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping))
            .build(signer);
  }

  /** What a signature covers, and the finished object, of each typed kind. */
  static Map<String, Sample> all() {
    try {
      Samples samples = new Samples();
      Map<String, Sample> all = new LinkedHashMap<>();
      samples.certificates(all);
      samples.cms(all);
      samples.timestamp(all);
      samples.jws(all);
      return all;
    } catch (OperatorCreationException
        | IOException
        | CMSException
        | TSPException
        | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  record Sample(ContentKind kind, Octets octets) {}

  private byte[] spki() {
    return pair.getPublic().getEncoded();
  }

  private void certificates(Map<String, Sample> all) throws IOException {
    put(all, "certificate", ContentKind.X509, certificate.getEncoded());
    put(
        all,
        "TBSCertificate",
        ContentKind.X509,
        certificate.toASN1Structure().getTBSCertificate().getEncoded());
    X509CertificateHolder first =
        new X509v1CertificateBuilder(
                NAME, BigInteger.ONE, FROM, TO, NAME, SubjectPublicKeyInfo.getInstance(spki()))
            .build(signer);
    put(
        all,
        "TBSCertificate of version 1",
        ContentKind.X509,
        first.toASN1Structure().getTBSCertificate().getEncoded());
    put(
        all,
        "TBSCertificate in BER",
        ContentKind.X509,
        new BERSequence(
                ASN1Sequence.getInstance(first.toASN1Structure().getTBSCertificate().getEncoded())
                    .toArray())
            .getEncoded(ASN1Encoding.BER));
    X509CRLHolder empty = new X509v2CRLBuilder(NAME, FROM).setNextUpdate(TO).build(signer);
    X509CRLHolder full =
        new X509v2CRLBuilder(NAME, FROM)
            .addCRLEntry(BigInteger.TEN, FROM, CRLReason.keyCompromise)
            .build(signer);
    put(all, "CRL", ContentKind.CRL, full.getEncoded());
    put(all, "TBSCertList", ContentKind.CRL, full.toASN1Structure().getTBSCertList().getEncoded());
    put(
        all,
        "TBSCertList without entries",
        ContentKind.CRL,
        empty.toASN1Structure().getTBSCertList().getEncoded());
  }

  private void cms(Map<String, Sample> all)
      throws CMSException, OperatorCreationException, IOException {
    CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
    generator.addSignerInfoGenerator(
        new JcaSimpleSignerInfoGeneratorBuilder()
            .build("SHA256withRSA", pair.getPrivate(), certificate));
    CMSSignedData signed =
        generator.generate(
            new CMSProcessableByteArray("hello".getBytes(StandardCharsets.US_ASCII)), true);
    put(all, "CMS SignedData", ContentKind.CMS, signed.getEncoded(ASN1Encoding.DER));
    put(all, "CMS SignedData in BER", ContentKind.CMS, signed.getEncoded(ASN1Encoding.BER));
    put(
        all,
        "CMS signed attributes",
        ContentKind.CMS,
        signed.getSignerInfos().iterator().next().getEncodedSignedAttributes());
  }

  private void timestamp(Map<String, Sample> all)
      throws TSPException,
          OperatorCreationException,
          IOException,
          CMSException,
          GeneralSecurityException {
    TimeStampTokenGenerator generator =
        new TimeStampTokenGenerator(
            new JcaSimpleSignerInfoGeneratorBuilder()
                .build("SHA256withRSA", pair.getPrivate(), certificate),
            new JcaDigestCalculatorProviderBuilder()
                .build()
                .get(new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256)),
            new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1"));
    byte[] imprint = MessageDigest.getInstance("SHA-256").digest(new byte[3]);
    byte[] info =
        (byte[])
            generator
                .generate(
                    new TimeStampRequestGenerator()
                        .generate(TSPAlgorithms.SHA256, imprint, BigInteger.TWO),
                    BigInteger.TEN,
                    FROM)
                .toCMSSignedData()
                .getSignedContent()
                .getContent();
    put(all, "TSTInfo", ContentKind.TIMESTAMP, info);
  }

  private void jws(Map<String, Sample> all) {
    String payload = base64("{\"iss\":\"amber\"}");
    String header = base64("{\"alg\":\"RS256\"}");
    text(all, "JWS signing input", ContentKind.JWS, header + "." + payload);
    text(all, "JWS", ContentKind.JWS, header + "." + payload + ".c2ln");
    text(all, "JWS with an empty payload", ContentKind.JWS, header + ".");
    text(
        all,
        "JWS with spaces",
        ContentKind.JWS,
        base64(" \n{ \"alg\" :\"RS256\"}") + "." + payload);
    text(
        all,
        "JWS with a byte order mark",
        ContentKind.JWS,
        base64("\ufeff{\"alg\":\"RS256\"}") + ".");
    text(all, "JWS with padding", ContentKind.JWS, "eyJhbGciOiJSUzI1NiJ9IA==." + payload);
    text(
        all,
        "JWS with unencoded payload (RFC 7797)",
        ContentKind.JWS,
        base64("{\"alg\":\"RS256\",\"b64\":false,\"crit\":[\"b64\"]}") + ".$.02 and any text\n");
    text(
        all,
        "RFC 7797 4.2",
        ContentKind.JWS,
        ExternalFiles.json("rfc7520/rfc7797/4.2.hmac-sha2_b64_false.json")
            .path("signing")
            .path("sig-input")
            .asText());
    text(
        all,
        "RFC 7520 4.1",
        ContentKind.JWS,
        ExternalFiles.json("rfc7520/jws/4_1.rsa_v15_signature.json")
            .path("output")
            .path("compact")
            .asText());
    text(all, "a ring's record", ContentKind.ADMIN, Rings.SMALL.text());
    text(
        all,
        "a ring's record without signature",
        ContentKind.ADMIN,
        Rings.SMALL.text().substring(0, Rings.SMALL.text().lastIndexOf('.')));
    text(
        all,
        "evidence spelled otherwise",
        ContentKind.ADMIN,
        base64("{\"alg\":\"RS256\",\"typ\":\"\\u0063ountersign-ring+jws\"}") + "." + payload);
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void text(Map<String, Sample> all, String name, ContentKind kind, String text) {
    put(all, name, kind, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void put(Map<String, Sample> all, String name, ContentKind kind, byte[] octets) {
    all.put(name, new Sample(kind, Octets.of(octets)));
  }
}
