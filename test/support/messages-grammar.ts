/** Anthropic's contract of a streamed message, as a checker of the bytes that a client got. It knows nothing of the gateway. */
export interface MessagesReport {
  /** What is wrong, each with the number of its event. Empty where the stream keeps the contract. */
  readonly problems: readonly string[];
  readonly outcome: 'ended' | 'failed' | 'cut';
  /** As the events make it: head, content and what message_delta says. */
  readonly message: Members;
  readonly types: readonly string[];
}

type Members = Record<string, unknown>;

interface OpenBlock {
  readonly block: Members;
  json: string;
  deltas: number;
}

/** By type of block: the one delta that fills it, the field of the delta, and that of the block. */
const FILLED_BY: Readonly<Record<string, readonly [delta: string, field: string]>> = {
  text: ['text_delta', 'text'],
  thinking: ['thinking_delta', 'thinking'],
  tool_use: ['input_json_delta', 'partial_json'],
};
const STOP_REASONS: readonly unknown[] = ['end_turn', 'tool_use', 'max_tokens', 'stop_sequence', 'refusal'];
const CUT: readonly unknown[] = ['max_tokens', 'refusal'];
const COUNTS = ['input_tokens', 'output_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens'];
const ERRORS: readonly unknown[] = [
  'invalid_request_error',
  'authentication_error',
  'permission_error',
  'not_found_error',
  'request_too_large',
  'rate_limit_error',
  'timeout_error',
  'api_error',
  'overloaded_error',
];

export function checkMessageStream(text: string): MessagesReport {
  const checker = new StreamChecker();
  const frames = text.split('\n\n');
  if (frames.pop() !== '') checker.report('the last event does not end');
  for (const frame of frames) checker.checkFrame(frame);
  return checker.finish();
}

class StreamChecker {
  private readonly problems: string[] = [];
  private readonly types: string[] = [];
  private readonly content: Members[] = [];
  private readonly ids = new Set<unknown>();
  private message: Members = {};
  private open: OpenBlock | undefined;
  private lastInputIsWhole = true;
  private hasStarted = false;
  private delta: Members | undefined;
  private outcome: MessagesReport['outcome'] = 'cut';

  report(problem: string): void {
    this.problems.push(`event ${this.types.length - 1}: ${problem}`);
  }

  checkFrame(frame: string): void {
    if (frame.startsWith(':')) return;
    const [, name, data = ''] = /^event: (\w+)\ndata: (.+)$/.exec(frame) ?? [];
    const event = parse(data);
    if (name === undefined || event === undefined) {
      this.report(`a frame that is no event: ${frame.slice(0, 80)}`);
      return;
    }
    this.types.push(name);
    if (event.type !== name) this.report(`event ${name} of type ${String(event.type)}`);
    if (this.outcome !== 'cut') this.report(`${name} after the end`);
    if (!this.hasStarted && name !== 'message_start' && name !== 'error') {
      this.report(`${name} before message_start`);
    }
    this.checkEvent(name, event);
  }

  finish(): MessagesReport {
    if (this.outcome === 'cut') this.report('no message_stop and no error');
    const { problems, outcome, types } = this;
    return { problems, outcome, types, message: { ...this.message, content: this.content, ...this.delta } };
  }

  private checkEvent(name: string, event: Members): void {
    switch (name) {
      case 'ping':
        return;
      case 'message_start':
        this.checkStart(event.message);
        return;
      case 'content_block_start':
        this.checkBlockStart(event);
        return;
      case 'content_block_delta':
        this.checkBlockDelta(event);
        return;
      case 'content_block_stop':
        this.checkBlockStop(event);
        return;
      case 'message_delta':
        this.checkDelta(event);
        return;
      case 'message_stop':
        if (this.delta === undefined) this.report('message_stop without message_delta');
        this.outcome = 'ended';
        return;
      case 'error':
        this.checkError(event.error);
        return;
      default:
        this.report(`the event ${name} does not exist`);
    }
  }

  private checkStart(message: unknown): void {
    if (this.hasStarted) this.report('a second message_start');
    this.hasStarted = true;
    if (!isMembers(message)) {
      this.report('a message that is none');
      return;
    }
    const { id, type, role, model, content, stop_reason: reason, stop_sequence: sequence, usage } = message;
    if (typeof id !== 'string' || !/^msg_\w{24,}$/.test(id)) this.report(`the id ${String(id)}`);
    if (type !== 'message' || role !== 'assistant') this.report('no message of an assistant');
    if (typeof model !== 'string' || model === '') this.report('a message without model');
    if (!Array.isArray(content) || content.length > 0) this.report('a message that begins full');
    if (reason !== null || sequence !== null) this.report('a message that begins with its end');
    this.checkUsage(usage);
    this.message = message;
  }

  private checkBlockStart({ index, content_block: block }: Members): void {
    if (this.open !== undefined) this.report('a block inside another');
    if (this.delta !== undefined) this.report('a block after message_delta');
    if (index !== this.content.length) this.report(`index ${String(index)}, not ${this.content.length}`);
    if (!isMembers(block)) {
      this.report('a block that is none');
      return;
    }
    for (const problem of checkEmptyBlock(block)) this.report(problem);
    if (block.type === 'tool_use') {
      if (this.ids.has(block.id)) this.report('the id of another call');
      this.ids.add(block.id);
    }
    this.open = { block: { ...block }, json: '', deltas: 0 };
    this.content.push(this.open.block);
  }

  private checkBlockDelta({ index, delta }: Members): void {
    const { open } = this;
    if (open === undefined || index !== this.content.length - 1) {
      this.report('a delta of a block that is not open');
      return;
    }
    if (!isMembers(delta)) {
      this.report('a delta that is none');
      return;
    }
    this.addDelta(open, delta);
    open.deltas += 1;
  }

  private addDelta(open: OpenBlock, delta: Members): void {
    const { block } = open;
    if (block.type === 'thinking' && block.signature !== '') this.report('a delta after the signature');
    if (delta.type === 'signature_delta' && block.type === 'thinking') {
      if (typeof delta.signature !== 'string' || delta.signature === '') this.report('an empty signature');
      block.signature = delta.signature;
      return;
    }
    const [type, field] = FILLED_BY[String(block.type)] ?? ['', ''];
    const text = delta[field];
    if (delta.type !== type) this.report(`a ${String(delta.type)} in a block of ${String(block.type)}`);
    if (typeof text !== 'string' || text === '') this.report('a delta that says nothing');
    else if (block.type === 'tool_use') open.json += text;
    else block[field] = String(block[field]) + text;
  }

  private checkBlockStop({ index }: Members): void {
    const { open } = this;
    this.open = undefined;
    if (open === undefined || index !== this.content.length - 1) {
      this.report('a stop of a block that is not open');
      return;
    }
    const { block, json, deltas } = open;
    if (block.type === 'thinking' && block.signature === '') this.report('thinking without a signature');
    if (block.type !== 'tool_use' && deltas === 0) this.report('an empty block');
    if (block.type !== 'tool_use') return;
    if (!this.lastInputIsWhole) this.report('a broken input before another call');
    const input = json === '' ? {} : parse(json);
    this.lastInputIsWhole = input !== undefined;
    block.input = input ?? json;
  }

  private checkDelta({ delta, usage }: Members): void {
    if (this.delta !== undefined) this.report('a second message_delta');
    if (this.open !== undefined) this.report('message_delta while a block is open');
    this.checkUsage(usage);
    const { stop_reason: reason, stop_sequence: sequence } = isMembers(delta) ? delta : {};
    if (!STOP_REASONS.includes(reason)) this.report(`the stop_reason ${String(reason)}`);
    if ((reason === 'stop_sequence') !== (typeof sequence === 'string')) {
      this.report('a stop_sequence that does not fit');
    }
    if (sequence !== null && typeof sequence !== 'string') this.report('no stop_sequence');
    const hasCalls = this.content.some(({ type }) => type === 'tool_use');
    if (!CUT.includes(reason) && hasCalls !== (reason === 'tool_use')) {
      this.report(`${String(reason)} does not fit the blocks`);
    }
    if (!CUT.includes(reason) && !this.lastInputIsWhole) this.report('an input that is no object');
    this.delta = { stop_reason: reason, stop_sequence: sequence, usage };
  }

  private checkError(error: unknown): void {
    this.outcome = 'failed';
    const { type, message } = isMembers(error) ? error : {};
    if (!ERRORS.includes(type)) this.report(`an error of type ${String(type)}`);
    if (typeof message !== 'string' || message === '') this.report('an error without a message');
  }

  private checkUsage(usage: unknown): void {
    for (const name of COUNTS) {
      const count = isMembers(usage) ? usage[name] : undefined;
      if (!Number.isInteger(count) || Number(count) < 0) this.report(`usage without ${name}`);
    }
  }
}

function checkEmptyBlock(block: Members): readonly string[] {
  switch (block.type) {
    case 'text':
      return block.text === '' ? [] : ['a text that begins full'];
    case 'thinking':
      return block.thinking === '' && block.signature === '' ? [] : ['thinking that begins full'];
    case 'tool_use': {
      const isEmpty = isMembers(block.input) && Object.keys(block.input).length === 0;
      const isNamed = [block.id, block.name].every((value) => typeof value === 'string' && value !== '');
      return [
        ...(isEmpty ? [] : ['an input that begins full']),
        ...(isNamed ? [] : ['a call without id or name']),
      ];
    }
    default:
      return [`a block of type ${String(block.type)}`];
  }
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(data: string): Members | undefined {
  try {
    const value: unknown = JSON.parse(data);
    return isMembers(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
