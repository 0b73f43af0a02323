import type { RateLimits } from '../contracts/rate-limits.js';
import type { ConfiguredLimits } from './limit-settings.js';
import { unknownKey } from './load-providers.js';
import type { WrittenLimits } from './read-config-file.js';
import type { Problem, Written } from './settings-error.js';

type Report = (problem: Problem) => void;

const PROPERTIES: Readonly<Record<string, keyof RateLimits>> = {
  requests_per_minute: 'requestsPerMinute',
  tokens_per_minute: 'tokensPerMinute',
  concurrent: 'concurrent',
};
const SECTIONS = ['models', 'providers'];

/** `limits:` as settings; what is wrong is reported where it was written. */
export function loadLimits(
  written: ReadonlyMap<string, WrittenLimits>,
  providers: ReadonlySet<string>,
  report: Report,
): ConfiguredLimits {
  for (const [section, { where }] of written) {
    if (!SECTIONS.includes(section)) report({ where, message: unknownKey(section, SECTIONS) });
  }
  const ofProviders = written.get('providers');
  for (const [name, fields] of ofProviders?.byName ?? []) {
    if (providers.has(name)) continue;
    const where = [...fields.values()][0]?.where ?? ofProviders?.where ?? 'limits';
    report({ where, message: `there is no such provider; there are ${[...providers].join(', ')}` });
  }
  return { models: loadSection(written.get('models'), report), providers: loadSection(ofProviders, report) };
}

function loadSection(
  written: WrittenLimits | undefined,
  report: Report,
): Readonly<Record<string, RateLimits>> {
  return Object.fromEntries(
    [...(written?.byName ?? [])].map(([name, fields]) => [name, loadOne(fields, report)]),
  );
}

function loadOne(fields: ReadonlyMap<string, Written>, report: Report): RateLimits {
  const limits: Partial<Record<keyof RateLimits, number>> = {};
  for (const [key, { value, where }] of fields) {
    const property = Object.hasOwn(PROPERTIES, key) ? PROPERTIES[key] : undefined;
    const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
    if (property === undefined) report({ where, message: unknownKey(key, Object.keys(PROPERTIES)) });
    else if (Number.isSafeInteger(number) && (number as number) >= 0) limits[property] = number as number;
    else report({ where, message: 'must be a whole number; 0 allows nothing' });
  }
  return limits;
}
