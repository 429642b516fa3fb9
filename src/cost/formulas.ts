import type { Price } from './prices';

/** Hours of a month as AWS's own calculator has them. */
export const HOURS = 730;

const KB_OF_GB = 1024 * 1024;
const MB_OF_GB = 1024;
const SECONDS = HOURS * 3600;
/** X-Ray's own sampling rule: the first request of each second, and a share of the others. */
const SAMPLED = 0.05;

/** US dollars of a quantity: each unit at the price of its tier. @param free units that are not paid for */
export function costOf(quantity: number, { tiers }: Pick<Price, 'tiers'>, free = 0): number {
  const paid = Math.max(0, quantity - free);
  let from = 0;
  let usd = 0;
  for (const tier of tiers) {
    usd += Math.max(0, Math.min(paid, tier.upTo) - from) * tier.usd;
    from = tier.upTo;
  }
  return usd;
}

/** GB-seconds of a function: its memory for as long as it runs, in whole milliseconds for each call. */
export function gbSeconds(calls: number, milliseconds: number, megabytes: number): number {
  return (((calls * Math.ceil(milliseconds)) / 1000) * megabytes) / MB_OF_GB;
}

/** Requests as they are metered: one for each piece of the answer that is begun. */
export function meteredRequests(requests: number, answerKb: number, meteredKb: number): number {
  return requests * Math.max(1, Math.ceil(answerKb / meteredKb));
}

/** GB of as many pieces of a size in KB. */
export function gigabytes(pieces: number, kilobytes: number): number {
  return (pieces * kilobytes) / KB_OF_GB;
}

/** Traces that X-Ray records of requests which come evenly over a month. */
export function sampledTraces(requests: number): number {
  const first = Math.min(requests, SECONDS);
  return first + SAMPLED * (requests - first);
}
