import { describe, expect, it } from 'vitest';
import { DemandGate } from './demand-gate.js';
import { type BodyReader, type IncomingBody, pull } from './pull.js';

/** A body that is driven by hand and notes what is asked of it. */
class ManualBody implements IncomingBody {
  readonly steps: string[] = [];
  reader?: BodyReader;

  constructor(private readonly early: readonly string[] = []) {}

  read(reader: BodyReader): void {
    this.reader = reader;
    for (const text of this.early) reader.data(Buffer.from(text));
  }

  release(): void {
    this.steps.push('release');
  }

  pause(): void {
    this.steps.push('pause');
  }

  resume(): void {
    this.steps.push('resume');
  }
}

function collect(body: ManualBody, gate?: DemandGate) {
  const seen: string[] = [];
  const subscription = pull(body, gate).subscribe({
    next: (bytes) => seen.push(bytes.toString()),
    error: (error: unknown) => seen.push(`error ${String(error)}`),
    complete: () => seen.push('complete'),
  });
  return { seen, subscription };
}

describe('pull', () => {
  it('reads nothing before it is subscribed to', () => {
    const body = new ManualBody();
    pull(body, undefined);
    expect(body.reader).toBeUndefined();
  });

  it('emits what had arrived, then the rest, and completes', () => {
    const body = new ManualBody(['a', 'b']);
    const { seen } = collect(body);
    body.reader?.data(Buffer.from('c'));
    body.reader?.end();
    expect(seen).toEqual(['a', 'b', 'c', 'complete']);
    expect(body.steps).toEqual(['release']);
  });

  it('hands on the error of the body and releases it', () => {
    const body = new ManualBody();
    const { seen } = collect(body);
    body.reader?.error('cut');
    expect(seen).toEqual(['error cut']);
    expect(body.steps).toEqual(['release']);
  });

  it('releases the body when unsubscribed, and is deaf to what comes later', () => {
    const body = new ManualBody();
    const { seen, subscription } = collect(body);
    subscription.unsubscribe();
    body.reader?.data(Buffer.from('late'));
    body.reader?.error('late');
    expect(body.steps).toEqual(['release']);
    expect(seen).toEqual([]);
  });

  it('follows the demand', () => {
    const body = new ManualBody();
    const gate = new DemandGate();
    gate.close();
    collect(body, gate);
    gate.open();
    expect(body.steps).toEqual(['pause', 'resume']);
  });
});
