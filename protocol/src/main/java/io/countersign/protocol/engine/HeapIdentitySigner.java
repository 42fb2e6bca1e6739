package io.countersign.protocol.engine;

import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/**
 * Signs with BouncyCastle where libcrypto is not there. Secrets: the scalar is wiped at close, but
 * each signature makes it a BigInteger, so there is no erase guarantee.
 */
final class HeapIdentitySigner implements IdentitySigner {
  private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256r1");
  private static final ECDomainParameters DOMAIN = new ECDomainParameters(CURVE);

  private final byte[] scalar;
  private final IdentityPublicKey publicKey;
  private boolean closed;

  /**
   * @param scalar copied; the caller wipes his
   * @throws IllegalArgumentException if it is not in 1..q-1
   */
  HeapIdentitySigner(byte[] scalar) {
    BigInteger d = new BigInteger(1, scalar);
    if (!P256.isScalar(d)) {
      throw new IllegalArgumentException("private scalar must be in 1..q-1");
    }
    this.scalar = scalar.clone();
    this.publicKey =
        IdentityPublicKey.fromPoint(
            new FixedPointCombMultiplier().multiply(DOMAIN.getG(), d).getEncoded(false));
  }

  @Override
  public IdentityPublicKey publicKey() {
    return publicKey;
  }

  @Override
  public synchronized byte[] sign(byte[] message) {
    if (closed) {
      throw new IllegalStateException("identity signer was closed");
    }
    ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
    signer.init(true, new ECPrivateKeyParameters(new BigInteger(1, scalar), DOMAIN));
    BigInteger[] rs = signer.generateSignature(Sha256.of(message));
    byte[] signature = Arrays.copyOf(Octets.fixed(rs[0], 32), P256.SIGNATURE_OCTETS);
    System.arraycopy(Octets.fixed(rs[1], 32), 0, signature, 32, P256.SCALAR_OCTETS);
    return signature;
  }

  @Override
  public synchronized void close() {
    closed = true;
    Arrays.fill(scalar, (byte) 0);
  }

  @Override
  public String toString() {
    return "IdentitySigner[" + publicKey.serial() + ", redacted]";
  }
}
