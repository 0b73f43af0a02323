import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { listVariableNames, toVariableName } from '../src/config/setting-names.js';
import { Settings } from '../src/config/settings.js';
import { PROVIDER_TYPES } from '../src/providers/providers.module.js';

const ASSIGNMENT = /^(?:# )?([A-Z][A-Z0-9_]*(?:<SUFFIX>[A-Z0-9_]*)?)=(.*)$/;
const assignments = readFileSync('.env.example', 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, name, value] = ASSIGNMENT.exec(line) ?? [];
    return name === undefined ? [] : [{ name, value }];
  });

describe('.env.example', () => {
  it('names every variable that the gateway reads, once, and no other', () => {
    expect(assignments.map(({ name }) => name).sort()).toEqual([...listVariableNames(PROVIDER_TYPES)].sort());
  });

  it('shows the defaults that the settings have', () => {
    const defaults = new Map(
      Object.entries(new Settings()).flatMap(([property, value]) =>
        value === undefined ? [] : [[toVariableName(property), JSON.stringify(value).replace(/^"|"$/g, '')]],
      ),
    );
    for (const { name, value } of assignments) {
      if (value === '' || !defaults.has(name)) continue;
      expect({ name, value }).toEqual({ name, value: defaults.get(name) });
    }
  });
});
