/**
 * An agents' node: people's cards and their approvals (M6, M15, M16).
 *
 * <p>Entry point: {@link io.countersign.agent.AgentNode}, one actor with one child for each agent.
 * What an agent believes and decides is in {@link io.countersign.agent.AgentCore}, plain Java
 * without actors: he verifies the request by himself, and his card signs only what he verified.
 * Every approval is in the node's synced log before it is sent (I7), and asking again gets the same
 * octets, also after a restart (I6). Only coordinators are listened to, and they are believed
 * nothing.
 *
 * <p>It does not ask people: the policies are {@code auto}, for machines, and {@code refuse}.
 */
@NullMarked
package io.countersign.agent;

import org.jspecify.annotations.NullMarked;
