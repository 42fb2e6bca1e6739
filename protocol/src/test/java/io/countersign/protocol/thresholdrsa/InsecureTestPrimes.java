package io.countersign.protocol.thresholdrsa;

import java.math.BigInteger;

/**
 * Safe primes that everybody knows: those of the test vectors {@code add-2-3} and {@code add-3-5}.
 * For tests that must not wait for a search.
 */
public final class InsecureTestPrimes {
  private InsecureTestPrimes() {}

  /** A 2048-bit modulus. */
  public static SafePrimes first() {
    return SafePrimes.of(
        number(
            "c97cfb8fa7eae1ed84ae173c5f392ab70a870551a83e1cff7a6406674c28a9e4873ae5ad467a119f"
                + "3aa9170ed9486810c8681cd56d762be4d0b877f4172c894224fea5dfc60d784f1b7779afc270ffe7"
                + "e277e61d1c5c681f799daf3deedee7fe0ee3e71c7d2be3db663a57640d23300533a636d0fba9a760"
                + "a47480330a4e8dcf"),
        number(
            "f41ba5d9e242b225cc3c46af5bda4453fc778a8ef6bb173beb215c1f978063c36fb91144560d42b3"
                + "aa08ce4107d1e7be1af4dd9c6ada00f953b70f67301aac6a84e3695404b797e88cc389cf435bef8f"
                + "d9594fde515b403826cbe5f099cef771c5543d0938b440bdb79efef2db3559a4e8c8bb032b8d824b"
                + "b255378aac66cf57"));
  }

  /** Another 2048-bit modulus. */
  public static SafePrimes second() {
    return SafePrimes.of(
        number(
            "db47fb3d16e77305c5c5bb8faa6b9c938d658b21bee54a0e67e75f3d150220c2345e5e114d40a5f4"
                + "6b206a03dc1262f14e2c53e490b9001deee644796963ca333b52be9b06355f47a833f028c4673bc5"
                + "6dd0fba1b7e208f6b89bcf6e3cb2817acfaa0bd83b9eb7cbd2635329a0c0fad85c1f9b151ae4aea0"
                + "0e7972b999b0b3b3"),
        number(
            "d4fbd57d20c9c385c12830c3eff388a5f82214e77b0f50f2250c74fc168a597bb7f199f9d235a51a"
                + "beaedc49cb072fe1cfb13d80e88c051b1225a82b3d346c440c5b24e0c3f3de60dcd5d98b083961ac"
                + "871af509a71b0f8a597b344f26a34ac0386bbc3ea0ef03902928ca3640e2a09de58b01dfea9dbbac"
                + "9051e3c30e9439eb"));
  }

  private static BigInteger number(String hex) {
    return new BigInteger(hex, 16);
  }
}
