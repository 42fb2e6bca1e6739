package io.countersign.protocol.engine;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import javax.crypto.KeyAgreement;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/**
 * Agrees with the JDK where libcrypto is not there: its multiplication takes the same time for
 * every scalar. Secrets: the scalar is wiped at close, but each agreement makes it a BigInteger, so
 * there is no erase guarantee.
 */
final class HeapAgreementKey extends AgreementKey {
  private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256r1");

  private final byte[] scalar;
  private boolean closed;

  /**
   * @param scalar copied; the caller wipes his
   * @throws IllegalArgumentException if it is not in 1..q-1
   */
  HeapAgreementKey(byte[] scalar) {
    super(publicKey(scalar));
    this.scalar = scalar.clone();
  }

  static HeapAgreementKey generate() {
    SecureRandom random = new SecureRandom();
    byte[] scalar = new byte[P256.SCALAR_OCTETS];
    try {
      do {
        random.nextBytes(scalar);
      } while (!P256.isScalar(new BigInteger(1, scalar)));
      return new HeapAgreementKey(scalar);
    } finally {
      Arrays.fill(scalar, (byte) 0);
    }
  }

  private static IdentityPublicKey publicKey(byte[] scalar) {
    BigInteger d = new BigInteger(1, scalar);
    if (!P256.isScalar(d)) {
      throw new IllegalArgumentException("private scalar must be in 1..q-1");
    }
    return IdentityPublicKey.fromPoint(
        new FixedPointCombMultiplier().multiply(CURVE.getG(), d).getEncoded(false));
  }

  /**
   * The first coordinate of {@code scalar * point}, 32 octets that the caller wipes.
   *
   * @param spki of a point on the curve
   */
  synchronized byte[] agree(byte[] spki) {
    if (closed) {
      throw closed();
    }
    try {
      AlgorithmParameters named = AlgorithmParameters.getInstance("EC");
      named.init(new ECGenParameterSpec("secp256r1"));
      KeyFactory keys = KeyFactory.getInstance("EC");
      KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
      agreement.init(
          keys.generatePrivate(
              new ECPrivateKeySpec(
                  new BigInteger(1, scalar), named.getParameterSpec(ECParameterSpec.class))));
      agreement.doPhase(keys.generatePublic(new X509EncodedKeySpec(spki)), true);
      return agreement.generateSecret();
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("this Java does not agree on P-256", missing);
    }
  }

  @Override
  public DerivedKey secretWith(byte[] peer, byte[] salt, byte[] info) {
    point(peer);
    byte[] agreed = agree(peer);
    try {
      return new HeapDerivedKey(Hkdf.derive(agreed, salt, info));
    } finally {
      Arrays.fill(agreed, (byte) 0);
    }
  }

  @Override
  DerivedKey secretWith(byte[] peer, AgreementKey also, byte[] alsoPeer, byte[] salt, byte[] info) {
    if (!(also instanceof HeapAgreementKey second)) {
      throw mixed();
    }
    point(peer);
    point(alsoPeer);
    byte[] agreed = new byte[2 * P256.SCALAR_OCTETS];
    byte[] one = agree(peer);
    byte[] two = second.agree(alsoPeer);
    System.arraycopy(one, 0, agreed, 0, one.length);
    System.arraycopy(two, 0, agreed, one.length, two.length);
    try {
      return new HeapDerivedKey(Hkdf.derive(agreed, salt, info));
    } finally {
      for (byte[] secret : new byte[][] {one, two, agreed}) {
        Arrays.fill(secret, (byte) 0);
      }
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    Arrays.fill(scalar, (byte) 0);
  }
}
