package io.countersign.agent;

import io.countersign.protocol.thresholdrsa.Octets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one agent remembers: approvals given, oldest first, and approvals under way, each by request
 * id. Immutable. The approvals given are the fold over the node's log; those under way, signed or
 * not, are lost with the process, and nobody has seen them.
 */
record AgentMemory(Map<Octets, Kept> kept, Map<Octets, Pending> pending) {
  AgentMemory {
    kept = Collections.unmodifiableMap(kept);
    pending = Collections.unmodifiableMap(pending);
  }

  static AgentMemory of(Map<Octets, Kept> kept) {
    return new AgentMemory(new LinkedHashMap<>(kept), Map.of());
  }

  @Nullable Kept kept(Octets request) {
    return kept.get(request);
  }

  @Nullable Pending pending(Octets request) {
    return pending.get(request);
  }

  AgentMemory withPending(Octets request, Pending value) {
    Map<Octets, Pending> more = new LinkedHashMap<>(pending);
    more.put(request, value);
    return new AgentMemory(kept, more);
  }

  AgentMemory withoutPending(Octets request) {
    Map<Octets, Pending> fewer = new LinkedHashMap<>(pending);
    fewer.remove(request);
    return new AgentMemory(kept, fewer);
  }

  /** Keeps one more, dropping what has expired and then the oldest beyond the bound. */
  AgentMemory withKept(Octets request, Kept value, int most, long nowSeconds) {
    Map<Octets, Kept> more = new LinkedHashMap<>(kept);
    more.values().removeIf(old -> old.expires() < nowSeconds);
    more.put(request, value);
    var oldest = more.entrySet().iterator();
    while (more.size() > most) {
      oldest.next();
      oldest.remove();
    }
    return new AgentMemory(more, pending);
  }
}
