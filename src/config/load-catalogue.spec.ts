import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadSettings } from './load-settings.js';
import type { ProviderType } from './provider-type.js';
import { type Problem, SettingsError } from './settings-error.js';
import type { Settings } from './settings.js';

const BUILT_IN = [
  { id: 'known', context: 1000, max_output: 500, can: ['tools'] },
  { id: 'known-*', kind: 'chat' },
];
const TYPES: readonly ProviderType[] = [
  { type: 'bailian', environmentPrefix: 'BAILIAN', catalogue: () => BUILT_IN, check: () => [] },
  { type: 'openai-compatible', check: () => [] },
];

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'settings-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

function load(yaml: string): Settings {
  writeFileSync(join(directory, 'config.yaml'), yaml);
  return loadSettings({ environment: { BAILIAN_API_KEY: 'k' }, directory, types: TYPES, isTerminal: false });
}

function problemsOf(yaml: string): readonly Problem[] {
  try {
    load(yaml);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}

describe('catalogue: in config.yaml', () => {
  it('has rows in the form of the built-in ones', () => {
    const { catalogue } = load(`catalogue:
  - { id: mine, context: 4096, as_of: 2026-11-23 }
  - id: bge
    embedding: { max_rows: 32, dimensions: [1024] }
`);
    expect(catalogue).toEqual([
      { id: 'mine', context: 4096, as_of: '2026-11-23' },
      { id: 'bge', embedding: { max_rows: 32, dimensions: [1024] } },
    ]);
  });

  it.each(['', 'catalogue:', 'catalogue: []'])('may be empty (%j)', (yaml) => {
    expect(load(yaml).catalogue).toEqual([]);
  });

  it.each([
    ['catalogue: { a: 1 }', 'config.yaml:1:1 catalogue', 'must be a list of rows'],
    ['catalogue:\n  - mine', 'config.yaml:2:5', 'must be a row'],
    ['catalogue:\n  - context: 1', 'config.yaml:2:5', 'id is needed'],
    ['catalogue:\n  - id: a\n    contxt: 1', 'config.yaml:3:5 contxt', 'did you mean context?'],
    ['catalogue:\n  - { id: a, context: ten }', 'config.yaml:2:14 context', 'must be a whole number'],
    [
      'catalogue:\n  - { id: a, thinking: { kind: only, default: off } }',
      'config.yaml:2:14 thinking',
      'thinking.default cannot be off',
    ],
    ['catalogue:\n  - id: a\n  - id: a', 'config.yaml:3:5 id', 'is there twice'],
    [
      'catalogue:\n  - { id: known, max_output: 2000 }',
      'config.yaml:2:18 max_output',
      'more than the context',
    ],
    ['catalogue:\n  - { id: known, cannot: [tools] }', 'config.yaml:2:18 cannot', 'what can names too'],
  ])('%j is reported where it stands', (yaml, where, says) => {
    const [problem] = problemsOf(yaml);
    expect(problem?.where).toBe(where);
    expect(problem?.message).toContain(says);
  });

  it('is judged together with the built-in row of the same id', () => {
    expect(problemsOf('catalogue:\n  - { id: known, context: 5000, max_output: 2000 }')).toEqual([]);
  });
});
