import { expect, it } from 'vitest';
import { FAULT_PRESETS } from './fault-presets.js';
import { parseFault, parseQueuedFault } from './parse-fault.js';

it('lets fields change a preset', () => {
  expect(parseFault({ preset: 'Arrearage', status: 403 })).toEqual({
    ...FAULT_PRESETS.Arrearage,
    status: 403,
  });
});

it('queues once for every request unless it is told otherwise', () => {
  expect(parseQueuedFault({ status: 500 })).toEqual({ fault: { status: 500 }, times: 1, match: {} });
  expect(parseQueuedFault({ times: 3, match: { model: 'qwen-plus' } }).times).toBe(3);
});

it.each<[unknown, string]>([
  [[], 'fault'],
  [{ times: 0 }, 'times'],
  [{ match: { modle: 'x' } }, 'match.modle'],
  [{ preset: 'nothing' }, 'preset'],
  [{ status: 99 }, 'status'],
  [{ headers: { 'bad name': 'x' } }, 'headers'],
  [{ headers: { location: 'a\nb' } }, 'headers'],
  [{ errorAfterEvents: { after: 1 } }, 'errorAfterEvents.after'],
  [{ rawEvents: [1] }, 'rawEvents'],
  [{ constructor: 1 }, 'constructor'],
])('names the field that is wrong in %j', (value, field) => {
  expect(() => parseQueuedFault(value)).toThrow(new RegExp(`^${field.replace('.', '\\.')} `));
});
