import type { CompletionUsage } from '../contracts/chat-completion.js';

const MARK = Buffer.from('"response.done"');
/** Such an event holds the text of an answer; anything much longer is something else. */
const MAX_EVENT_BYTES = 4 * 1024 * 1024;

/** The sum of what a session's `response.done` events say. */
export class SessionUsage {
  private sum?: CompletionUsage;

  /** The sum so far where this text frame adds to it. Frames that cannot be such an event are not parsed. */
  add(frame: Buffer): CompletionUsage | undefined {
    if (frame.length > MAX_EVENT_BYTES || !frame.includes(MARK)) return undefined;
    const usage = readUsage(frame);
    if (usage === undefined) return undefined;
    this.sum = {
      prompt_tokens: (this.sum?.prompt_tokens ?? 0) + usage.prompt_tokens,
      completion_tokens: (this.sum?.completion_tokens ?? 0) + usage.completion_tokens,
      total_tokens: (this.sum?.total_tokens ?? 0) + usage.total_tokens,
    };
    return this.sum;
  }
}

interface ResponseDone {
  readonly type?: unknown;
  readonly response?: { readonly usage?: Readonly<Record<string, unknown>> | null } | null;
}

function readUsage(frame: Buffer): CompletionUsage | undefined {
  const event = parse(frame);
  if (event?.type !== 'response.done') return undefined;
  const usage = event.response?.usage;
  if (usage === undefined || usage === null) return undefined;
  const input = toCount(usage.input_tokens);
  const output = toCount(usage.output_tokens);
  const total = 'total_tokens' in usage ? toCount(usage.total_tokens) : input + output;
  return { prompt_tokens: input, completion_tokens: output, total_tokens: total };
}

function parse(frame: Buffer): ResponseDone | undefined {
  try {
    return (JSON.parse(frame.toString('utf8')) as ResponseDone | null) ?? undefined;
  } catch {
    return undefined;
  }
}

function toCount(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0;
}
