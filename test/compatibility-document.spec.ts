import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COMPLAINTS } from '../scripts/compatibility-rows.mjs';
import { renderCompatibility } from '../scripts/render-compatibility.mjs';
import { ERROR_KINDS } from '../src/contracts/error-kinds.js';
import { readBailianCatalogue } from '../src/providers/bailian/bailian.catalogue.js';
import { CHAT_RULES } from '../src/providers/bailian/params/chat-rules.js';

const page = readFileSync('docs/compatibility.md', 'utf8');
const rows = COMPLAINTS as readonly { id: string; sees?: string; test?: readonly [string, string] }[];

describe('docs/compatibility.md', () => {
  it('says what the rules say of themselves (else run node scripts/write-compatibility.mjs)', () => {
    const facts = { rules: CHAT_RULES, models: readBailianCatalogue() };
    expect(renderCompatibility(page, facts)).toBe(page);
  });

  it.each(Object.entries(ERROR_KINDS))('has a row for the error %s', (_name, { status, type, code }) => {
    const cells = [String(status), `\`${type}\``, code === null ? 'none' : `\`${code}\``];
    expect(page).toMatch(new RegExp(`^${cells.map((cell) => `\\| ${cell} +`).join('')}\\|`, 'm'));
  });

  it('has a row for every known complaint', () => {
    expect(rows.map(({ id }) => id)).toEqual(Array.from({ length: 39 }, (_, index) => `Q${index + 1}`));
    const known = new Set(rows.map(({ id }) => id));
    expect(CHAT_RULES.flatMap(({ complaints }) => complaints).filter((id) => !known.has(id))).toEqual([]);
  });

  it.each(rows)('names a test that there is, or a plan: $id', ({ sees, test }) => {
    if (test === undefined) {
      expect(sees).toMatch(/^planned: /);
      return;
    }
    const [file, name] = test;
    expect(readFileSync(file, 'utf8')).toContain(name);
  });
});
