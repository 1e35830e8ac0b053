import fc from 'fast-check';
import { acceptedDifferences, type Disagreement } from './accepted-differences.ts';
import type { Ask } from './ask-both.ts';
import { findDifference, type Answer } from './compare-answers.ts';

type Json = Readonly<Record<string, unknown>>;

/** Two searches over the same assets. */
export interface Sides {
  readonly askOurs: Ask;
  /** Many at once: that is what takes the time. */
  readonly askTheirs: (requests: readonly Json[]) => Promise<readonly Answer[]>;
}

export interface Comparison {
  /** How often each accepted difference occurred, by its heading. */
  readonly accepted: ReadonlyMap<string, number>;
  /** What differs in no accepted way, with the place among the requests. */
  readonly undocumented: readonly (Disagreement & { readonly place: number })[];
  /** Requests that either side refused, which compare nothing. */
  readonly refused: number;
}

const unanswered: Answer = { broken: 'there is no answer' };
const batchSize = 200;
const inFlight = 2;

/** Answers in the order of the requests, a few asked at a time. */
async function askEach(ask: Ask, requests: readonly Json[]): Promise<readonly Answer[]> {
  const answers = new Map<number, Answer>();
  const waiting = requests.entries();
  const worker = async (): Promise<void> => {
    for (const [place, request] of waiting) answers.set(place, await ask(request));
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  return requests.map((_, place) => answers.get(place) ?? unanswered);
}

function findDisagreement(request: Json, ours: Answer, theirs: Answer): Disagreement | null {
  const difference = findDifference(ours, theirs);
  return difference === null ? null : { request, difference, ours, theirs };
}

/** The heading under which the difference is documented, or `null`. */
function headingOf(disagreement: Disagreement): string | null {
  return acceptedDifferences.find(({ applies }) => applies(disagreement))?.heading ?? null;
}

/** Asks both sides everything. */
export async function compareSearches(sides: Sides, requests: readonly Json[]): Promise<Comparison> {
  const accepted = new Map<string, number>();
  const undocumented: (Disagreement & { place: number })[] = [];
  let refused = 0;
  for (let from = 0; from < requests.length; from += batchSize) {
    const batch = requests.slice(from, from + batchSize);
    const [ours, theirs] = await Promise.all([askEach(sides.askOurs, batch), sides.askTheirs(batch)]);
    for (const [at, request] of batch.entries()) {
      const [one, other] = [ours[at] ?? unanswered, theirs[at] ?? unanswered];
      if ('refused' in one || 'refused' in other) refused += 1;
      const disagreement = findDisagreement(request, one, other);
      if (disagreement === null) continue;
      const heading = headingOf(disagreement);
      if (heading === null) undocumented.push({ ...disagreement, place: from + at });
      else accepted.set(heading, (accepted.get(heading) ?? 0) + 1);
    }
  }
  return { accepted, undocumented, refused };
}

const shrinkMsMax = 20_000;

/** The smallest request that still differs, found from the one at `place` of the requests of `seed`. */
export async function shrinkRequest(
  sides: Sides,
  arbitrary: fc.Arbitrary<Json>,
  { seed, place }: { readonly seed: number; readonly place: number },
): Promise<Disagreement | null> {
  let smallest: Disagreement | null = null;
  const agrees = async (request: Json): Promise<boolean> => {
    const ours = await sides.askOurs(request);
    const [theirs = unanswered] = await sides.askTheirs([request]);
    const disagreement = findDisagreement(request, ours, theirs);
    if (disagreement === null || headingOf(disagreement) !== null) return true;
    smallest = disagreement;
    return false;
  };
  const settings = { seed, path: String(place), numRuns: 1, interruptAfterTimeLimit: shrinkMsMax };
  await fc.check(fc.asyncProperty(arbitrary, agrees), settings);
  return smallest;
}
