import { createHash } from 'node:crypto';

const RANGE = 2 ** 32;

/** A vector of length 1 in which every number depends on the whole text, and on nothing else. */
export function createVector(text: string, dimensions: number): readonly number[] {
  const seed = createHash('sha256').update(text).digest();
  let state = seed.readUInt32LE(0) || 1;
  const vector = new Array<number>(dimensions);
  let squares = 0;
  for (let index = 0; index < dimensions; index += 1) {
    // xorshift32: vectors are made by the thousand, so each number must cost next to nothing.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const value = ((state >>> 0) / RANGE) * 2 - 1;
    vector[index] = value;
    squares += value * value;
  }
  const length = Math.sqrt(squares);
  return vector.map((value) => value / length);
}
