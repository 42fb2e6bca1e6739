package io.countersign.deploy.ring;

/**
 * Which node is lost, and when.
 *
 * @param node its name in the ring's record
 * @param point counts the request's messages to and from that node, from 1; this one is lost with
 *     it
 * @param back whether it is started anew from its folder a moment later
 */
record Loss(String node, int point, boolean back) {}
