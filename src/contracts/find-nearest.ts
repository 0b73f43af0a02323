import { distance } from 'fastest-levenshtein';

const MOST = 3;
/** A name in which more than this share differs is no help. */
const FARTHEST_SHARE = 0.5;
/** Longer names are not worth the comparison. */
const LONGEST = 100;

/** The names most like the one asked for, best first; none where nothing is like it. */
export function findNearest(name: string, candidates: readonly string[]): readonly string[] {
  if (name.length > LONGEST) return [];
  return candidates
    .map((candidate) => ({
      candidate,
      differs: distance(name, candidate) / Math.max(name.length, candidate.length),
    }))
    .filter(({ differs }) => differs <= FARTHEST_SHARE)
    .sort((one, other) => one.differs - other.differs)
    .slice(0, MOST)
    .map(({ candidate }) => candidate);
}
