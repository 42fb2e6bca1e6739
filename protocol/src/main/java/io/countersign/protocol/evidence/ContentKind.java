package io.countersign.protocol.evidence;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.ASN1UTCTime;

/**
 * What a document parses as, for the rule that a key signs only what its purpose names (DESIGN.md
 * "Decided now" 7, M26). A raw RSA signature over certificate contents IS a certificate, so a key
 * for documents must refuse octets that somebody else would read as one.
 *
 * <p>Recognised are the octets that such a signature covers (TBSCertificate, TBSCertList, CMS
 * signed attributes, TSTInfo, JWS signing input) and the finished objects. Recognition is
 * structural and errs towards recognising.
 */
public enum ContentKind {
  DOCUMENT("document"),
  X509("x509"),
  CRL("crl"),
  CMS("cms"),
  JWS("jws"),
  TIMESTAMP("timestamp"),
  /**
   * Evidence of Countersign itself, as JWS signing input: only the swa key, purpose admin, signs
   * it.
   */
  ADMIN("admin"),
  /**
   * What looks like DER or BER and cannot be read by this program. Somebody else's reader may be
   * more forgiving, so no key's purpose allows it.
   */
  UNREADABLE("unreadable");

  private static final byte OBJECT_IDENTIFIER = 6;
  private static final Pattern BASE64_FORM = Pattern.compile("[A-Za-z0-9_+/-]+={0,2}");
  private static final Pattern NOT_BASE64 = Pattern.compile("[^A-Za-z0-9+/_-]");
  private static final Pattern JSON_OBJECT = Pattern.compile("\\{\\s*[\"}]");
  private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9a-fA-F]{4})");

  private final String purpose;

  ContentKind(String purpose) {
    this.purpose = purpose;
  }

  /** The one purpose of a key that may sign this kind. */
  public String purpose() {
    return purpose;
  }

  /** Tells the kind of a document; {@link #DOCUMENT} for whatever is none of the others. */
  public static ContentKind of(byte[] content) {
    if (content.length > 0 && (content[0] == 0x30 || content[0] == 0x31)) {
      return ofDer(content);
    }
    return ofText(content);
  }

  /**
   * Text whose part before the first dot is a JSON object in base64, however its fields are
   * spelled, whatever stands between the digits (a forgiving reader passes over it) and whatever
   * follows: with {@code b64} false the payload of a JWS is any text (RFC 7797).
   */
  private static ContentKind ofText(byte[] content) {
    String text = new String(content, StandardCharsets.ISO_8859_1);
    int dot = text.indexOf('.');
    if (dot < 1) {
      return DOCUMENT;
    }
    String part = text.substring(0, dot);
    String header = unescape(decode(NOT_BASE64.matcher(part).replaceAll("")));
    // Among other characters it has to begin as JSON does: a word such as "export" decodes to '{'.
    boolean strict = BASE64_FORM.matcher(part).matches();
    if (strict ? !header.startsWith("{") : !JSON_OBJECT.matcher(header).lookingAt()) {
      return DOCUMENT;
    }
    return header.contains("\"countersign-") ? ADMIN : JWS;
  }

  /**
   * As the most forgiving reader would: either alphabet, padding or none, a mark or spaces first.
   */
  private static String decode(String base64) {
    String digits = base64.replace('-', '+').replace('_', '/').replace("=", "");
    int whole = digits.length() - digits.length() % 4;
    int end = digits.length() % 4 == 1 ? whole : digits.length();
    String header =
        new String(Base64.getDecoder().decode(digits.substring(0, end)), StandardCharsets.UTF_8);
    return (header.startsWith("\ufeff") ? header.substring(1) : header).stripLeading();
  }

  private static String unescape(String json) {
    return ESCAPE
        .matcher(json)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(
                    Character.toString((char) Integer.parseInt(match.group(1), 16))));
  }

  private static ContentKind ofDer(byte[] content) {
    try {
      ASN1Primitive value = ASN1Primitive.fromByteArray(content);
      if (value instanceof ASN1Set set) {
        return isAttributes(set) ? CMS : DOCUMENT;
      }
      return value instanceof ASN1Sequence sequence ? ofSequence(sequence) : DOCUMENT;
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      return looksLikeDer(content) ? UNREADABLE : DOCUMENT;
    }
  }

  /**
   * Whether a sequence or set without a stated length begins here, or one that is exactly as long
   * as the content. A text may begin with the digit that is the tag, and have a letter that is its
   * length: none of the short form counts without the tag of an object identifier, which every kind
   * has in it and no text.
   */
  private static boolean looksLikeDer(byte[] content) {
    int first = content.length < 2 ? 0 : content[1] & 0xff;
    if (first < 0x80) {
      return content.length == 2 + first && indexOf(content, OBJECT_IDENTIFIER) > 0;
    }
    int octets = first & 0x7f;
    if (octets == 0) {
      return true;
    }
    if (octets > content.length - 2) {
      return false;
    }
    BigInteger length = new BigInteger(1, Arrays.copyOfRange(content, 2, 2 + octets));
    return length.equals(BigInteger.valueOf(content.length - 2L - octets));
  }

  private static int indexOf(byte[] content, byte wanted) {
    for (int i = 0; i < content.length; i++) {
      if (content[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  private static ContentKind ofSequence(ASN1Sequence s) {
    if (isSigned(s)) {
      ContentKind inner = ofSequence((ASN1Sequence) at(s, 0));
      return inner == X509 || inner == CRL ? inner : DOCUMENT;
    }
    if (s.size() == 2
        && at(s, 0) instanceof ASN1ObjectIdentifier oid
        && at(s, 1) instanceof ASN1TaggedObject) {
      return oid.getId().startsWith("1.2.840.113549.1.7.")
              || oid.getId().startsWith("1.2.840.113549.1.9.16.1.")
          ? CMS
          : DOCUMENT;
    }
    if (isTstInfo(s)) {
      return TIMESTAMP;
    }
    if (isTbsCertificate(s)) {
      return X509;
    }
    return isTbsCertList(s) ? CRL : DOCUMENT;
  }

  private static boolean isSigned(ASN1Sequence s) {
    return s.size() == 3
        && at(s, 0) instanceof ASN1Sequence
        && isAlgorithm(at(s, 1))
        && at(s, 2) instanceof ASN1BitString;
  }

  private static boolean isTbsCertificate(ASN1Sequence s) {
    int i = s.size() > 0 && at(s, 0) instanceof ASN1TaggedObject ? 1 : 0;
    return s.size() >= i + 6
        && at(s, i) instanceof ASN1Integer
        && isAlgorithm(at(s, i + 1))
        && at(s, i + 2) instanceof ASN1Sequence
        && at(s, i + 3) instanceof ASN1Sequence validity
        && validity.size() == 2
        && isTime(at(validity, 0))
        && at(s, i + 4) instanceof ASN1Sequence
        && at(s, i + 5) instanceof ASN1Sequence;
  }

  private static boolean isTbsCertList(ASN1Sequence s) {
    int i = s.size() > 0 && at(s, 0) instanceof ASN1Integer ? 1 : 0;
    return s.size() >= i + 3
        && isAlgorithm(at(s, i))
        && at(s, i + 1) instanceof ASN1Sequence
        && isTime(at(s, i + 2));
  }

  private static boolean isTstInfo(ASN1Sequence s) {
    return s.size() >= 5
        && at(s, 0) instanceof ASN1Integer
        && at(s, 1) instanceof ASN1ObjectIdentifier
        && at(s, 2) instanceof ASN1Sequence imprint
        && imprint.size() == 2
        && isAlgorithm(at(imprint, 0))
        && at(imprint, 1) instanceof ASN1OctetString
        && at(s, 3) instanceof ASN1Integer
        && at(s, 4) instanceof ASN1GeneralizedTime;
  }

  private static boolean isAttributes(ASN1Set set) {
    for (ASN1Encodable element : set) {
      if (!(element.toASN1Primitive() instanceof ASN1Sequence attribute
          && attribute.size() == 2
          && at(attribute, 0) instanceof ASN1ObjectIdentifier
          && at(attribute, 1) instanceof ASN1Set)) {
        return false;
      }
    }
    return set.size() > 0;
  }

  private static boolean isAlgorithm(ASN1Primitive value) {
    return value instanceof ASN1Sequence s
        && s.size() >= 1
        && s.size() <= 2
        && at(s, 0) instanceof ASN1ObjectIdentifier;
  }

  private static boolean isTime(ASN1Primitive value) {
    return value instanceof ASN1UTCTime || value instanceof ASN1GeneralizedTime;
  }

  private static ASN1Primitive at(ASN1Sequence sequence, int index) {
    return sequence.getObjectAt(index).toASN1Primitive();
  }
}
