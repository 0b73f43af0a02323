import { describe, expect, it } from 'vitest';
import type { BatchMapping } from '../../src/store/batch-mappings.service.js';
import type { FileMapping } from '../../src/store/file-mappings.service.js';
import { STORE_KINDS, useStore } from '../support/use-store.js';

let counter = 0;
/** No two tests share rows. */
function unique(prefix: string): string {
  counter += 1;
  return `${prefix}-${String(counter).padStart(4, '0')}`;
}

function createFile(changes: Partial<FileMapping> = {}): FileMapping {
  return {
    id: unique('file'),
    provider: 'bailian',
    team: 'default',
    keyId: 'key-1',
    purpose: 'batch',
    filename: 'input.jsonl',
    bytes: 524_288_000,
    createdAt: Date.now(),
    ...changes,
  };
}

function createBatch(changes: Partial<BatchMapping> = {}): BatchMapping {
  return {
    id: unique('batch'),
    provider: 'bailian',
    team: 'default',
    keyId: 'key-1',
    endpoint: '/v1/chat/completions',
    inputFileId: unique('file'),
    model: 'qwen-plus',
    hasInlineInput: true,
    createdAt: Date.now(),
    outputFileId: null,
    errorFileId: null,
    ...changes,
  };
}

describe.each(STORE_KINDS)('%s', (kind) => {
  const open = useStore(kind);

  describe('files', () => {
    it('are found as they were recorded', async () => {
      const file = createFile({ bytes: 2 ** 52, filename: '../"naïve"\r\n名.jsonl' });
      await open.files.record(file);
      expect(await open.files.find(file.id)).toEqual(file);
    });

    it('keep names that not every database can store', async () => {
      const file = createFile({ filename: 'a\0b' });
      await open.files.record(file);
      expect(await open.files.find(file.id)).toMatchObject({ filename: 'a\uFFFDb' });
    });

    it('are unknown by any other id', async () => {
      await open.files.record(createFile());
      for (const id of ['', 'file-x', 'file-0001\0', "' or 1=1 --"]) {
        expect(await open.files.find(id)).toBeUndefined();
        expect(await open.files.ownerOf(id)).toBeUndefined();
      }
    });

    it('are replaced by the same team, and never taken over by another', async () => {
      const file = createFile({ team: unique('team') });
      await open.files.record(file);
      await open.files.record({ ...file, bytes: 3 });
      await expect(open.files.record({ ...file, team: 'thieves' })).rejects.toMatchObject({
        kindName: 'upstream_error',
      });
      expect(await open.files.find(file.id)).toEqual({ ...file, bytes: 3 });
    });

    it('are gone once deleted', async () => {
      const file = createFile();
      await open.files.record(file);
      expect(await open.files.delete(file.id)).toBe(true);
      expect(await open.files.delete(file.id)).toBe(false);
      expect(await open.files.find(file.id)).toBeUndefined();
    });
  });

  describe('batches', () => {
    it('are found as they were recorded', async () => {
      for (const changes of [{ model: null, hasInlineInput: false }, { outputFileId: unique('out') }]) {
        const batch = createBatch(changes);
        await open.batches.record(batch);
        expect(await open.batches.find(batch.id)).toEqual(batch);
      }
    });

    it('are not taken over by another team', async () => {
      const batch = createBatch({ team: 'owners' });
      await open.batches.record(batch);
      await expect(open.batches.record({ ...batch, team: 'thieves' })).rejects.toMatchObject({
        kindName: 'upstream_error',
      });
      expect(await open.batches.find(batch.id)).toEqual(batch);
    });

    it('are gone once deleted', async () => {
      const batch = createBatch();
      await open.batches.record(batch);
      expect(await open.batches.delete(batch.id)).toBe(true);
      expect(await open.batches.find(batch.id)).toBeUndefined();
    });
  });

  describe('pages', () => {
    it.each(['files', 'batches'] as const)('of %s of a team come in order, each row once', async (table) => {
      const team = unique('team');
      // Several of one millisecond, recorded out of order, between those of others.
      const times = [3, 1, 2, 2, 2, 5, 4];
      const rows = times.map((createdAt) => ({ createdAt, team }));
      if (table === 'files') for (const row of rows) await open.files.record(createFile(row));
      else for (const row of rows) await open.batches.record(createBatch(row));
      await open.files.record(createFile());
      await open.batches.record(createBatch());

      for (const order of ['asc', 'desc'] as const) {
        const seen: { createdAt: number; id: string }[] = [];
        for (;;) {
          const page = await open[table].list(team, { limit: 3, order, after: seen.at(-1) });
          if (page.length === 0) break;
          seen.push(...page);
        }
        const expected = times.toSorted((one, other) => (order === 'asc' ? one - other : other - one));
        expect(seen.map(({ createdAt }) => createdAt)).toEqual(expected);
        expect(new Set(seen.map(({ id }) => id)).size).toBe(times.length);
      }
    });

    it('go on behind a row that was deleted meanwhile', async () => {
      const team = unique('team');
      const recorded = [1, 2, 3].map((createdAt) => createFile({ team, createdAt }));
      for (const file of recorded) await open.files.record(file);
      const [last] = await open.files.list(team, { limit: 1, order: 'asc' });
      await open.files.delete(String(last?.id));
      const rest = await open.files.list(team, { limit: 9, order: 'asc', after: last });
      expect(rest).toEqual(recorded.slice(1));
    });
  });

  describe('owners', () => {
    it('of the output and error files of a batch are those of the batch', async () => {
      const batch = createBatch({ team: 'research', keyId: 'key-9', provider: 'bailian-east' });
      await open.batches.record(batch);
      const results = { outputFileId: unique('output'), errorFileId: unique('error') };
      expect(await open.files.ownerOf(results.outputFileId)).toBeUndefined();

      await open.batches.recordResults(batch.id, results);
      const owner = { team: 'research', keyId: 'key-9', provider: 'bailian-east' };
      expect(await open.files.ownerOf(results.outputFileId)).toEqual(owner);
      expect(await open.files.ownerOf(results.errorFileId)).toEqual(owner);
    });

    it('of many files are found at once, also 2,000', async () => {
      const file = createFile({ team: 'one' });
      const batch = createBatch({
        team: 'two',
        outputFileId: unique('output'),
        errorFileId: unique('error'),
      });
      await open.files.record(file);
      await open.batches.record(batch);
      const unknown = Array.from({ length: 1_997 }, () => unique('unknown'));
      const owners = await open.files.ownersOf([
        ...unknown,
        file.id,
        String(batch.outputFileId),
        String(batch.errorFileId),
      ]);
      expect([...owners].map(([id, { team }]) => [id, team]).sort()).toEqual(
        [
          [file.id, 'one'],
          [batch.outputFileId, 'two'],
          [batch.errorFileId, 'two'],
        ].sort(),
      );
      expect(await open.files.ownersOf([])).toEqual(new Map());
    });

    it('of an uploaded file do not change by a batch that claims it', async () => {
      const file = createFile({ team: 'owners' });
      await open.files.record(file);
      await open.batches.record(createBatch({ team: 'thieves', outputFileId: file.id }));
      expect(await open.files.ownerOf(file.id)).toMatchObject({ team: 'owners' });
    });
  });

  it('answers many callers at once', async () => {
    const team = unique('team');
    const recorded = Array.from({ length: 100 }, () => createFile({ team }));
    await Promise.all(recorded.map((file) => open.files.record(file)));
    expect(await open.files.list(team, { limit: 1_000, order: 'desc' })).toHaveLength(100);
  });
});
