import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Prompt } from './prompt.js';

const MIN_TOKENS = 1_024;
const LIFETIME_MS = 5 * 60 * 1_000;
const MAX_PREFIXES = 100_000;
const MAX_MARKERS = 4;

/** How much of a prompt was known. `created` is set for prompts with `cache_control` only. */
export interface CacheResult {
  readonly cached: number;
  readonly created?: number;
  /** Prefixes to remember once the answer is over: twins that run side by side both miss. */
  readonly prefixes: readonly string[];
}

interface Prefix {
  readonly hash: string;
  /** Tokens from the beginning of the prompt. */
  readonly tokens: number;
  readonly isMarked: boolean;
}

/** Beginnings of earlier prompts. Implicit: any of 1,024 tokens or more; explicit: those that end at a marker. */
@Injectable()
export class PromptCache {
  private readonly expiry = new Map<string, number>();

  look(model: string, prompt: Prompt): CacheResult {
    const isExplicit = prompt.blocks.some(({ isMarked }) => isMarked);
    const chain = chainPrefixes(`${isExplicit ? 'explicit' : 'implicit'}:${model}`, prompt);
    const known = chain.findLast(({ hash }) => (this.expiry.get(hash) ?? 0) > Date.now());
    const hit = known !== undefined && known.tokens >= MIN_TOKENS ? known.tokens : 0;
    if (!isExplicit) return { cached: hit, prefixes: chain.map(({ hash }) => hash) };

    const markers = chain.filter(({ isMarked }) => isMarked).slice(-MAX_MARKERS);
    const marked = markers.filter(({ tokens }) => tokens >= MIN_TOKENS);
    const end = marked.at(-1)?.tokens ?? 0;
    return { cached: hit, created: Math.max(0, end - hit), prefixes: marked.map(({ hash }) => hash) };
  }

  remember({ prefixes }: CacheResult): void {
    for (const hash of prefixes) {
      this.expiry.delete(hash);
      this.expiry.set(hash, Date.now() + LIFETIME_MS);
    }
    for (const hash of this.expiry.keys()) {
      if (this.expiry.size <= MAX_PREFIXES) break;
      this.expiry.delete(hash);
    }
  }
}

function chainPrefixes(seed: string, prompt: Prompt): readonly Prefix[] {
  let hash = seed;
  let tokens = 0;
  return prompt.blocks.map((block) => {
    hash = createHash('sha256').update(hash).update(block.text).digest('base64');
    tokens += block.tokens;
    return { hash, tokens, isMarked: block.isMarked };
  });
}
