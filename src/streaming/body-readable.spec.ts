import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { BodyReadable } from './body-readable.js';
import type { BodyReader, IncomingBody } from './pull.js';

/** A body that the test pushes into. */
class FakeBody implements IncomingBody {
  reader!: BodyReader;
  readonly calls: string[] = [];

  read(reader: BodyReader): void {
    this.reader = reader;
  }

  pause(): void {
    this.calls.push('pause');
  }

  resume(): void {
    this.calls.push('resume');
  }

  release(): void {
    this.calls.push('release');
  }
}

describe('BodyReadable', () => {
  it('delivers the bytes in order, ends, and releases the body', async () => {
    const body = new FakeBody();
    const readable = new BodyReadable(body);
    body.reader.data(Buffer.from('one '));
    body.reader.data(Buffer.from('two'));
    body.reader.end();
    expect(Buffer.concat(await readable.toArray()).toString()).toBe('one two');
    expect(body.calls.at(-1)).toBe('release');
  });

  it('pauses the body while nobody reads, and resumes it', () => {
    const body = new FakeBody();
    const readable = new BodyReadable(body);
    body.reader.data(Buffer.alloc(1024 * 1024));
    expect(body.calls).toEqual(['pause']);
    readable.read();
    readable.read();
    expect(body.calls.at(-1)).toBe('resume');
  });

  it('fails where the body breaks off', async () => {
    const body = new FakeBody();
    const readable = new BodyReadable(body);
    const failed = once(readable, 'error');
    body.reader.error(new Error('reset'));
    expect(await failed).toMatchObject([{ message: 'reset' }]);
    expect(body.calls).toContain('release');
  });

  it('releases the body when it is destroyed', async () => {
    const body = new FakeBody();
    const readable = new BodyReadable(body);
    readable.destroy();
    await once(readable, 'close');
    expect(body.calls).toEqual(['release']);
  });
});
