/**
 * OpenAI's contract of a streamed chat completion, as a checker of the bytes that a client got. It knows nothing of the
 * gateway. What an upstream adds (reasoning_content and other members) is allowed; what the contract names must have its type.
 */
export interface StreamReport {
  /** What is wrong, each with the number of its event. Empty where the stream keeps the contract. */
  readonly problems: readonly string[];
  readonly outcome: 'done' | 'error' | 'cut';
  readonly choices: ReadonlyMap<number, StreamedChoice>;
}

export interface StreamedChoice {
  content: string;
  reasoning: string;
  readonly calls: StreamedCall[];
  finishReason: string | null;
}

export interface StreamedCall {
  readonly id: string;
  readonly name: string;
  arguments: string;
}

type Members = Readonly<Record<string, unknown>>;

const FINISH_REASONS = ['stop', 'length', 'tool_calls', 'content_filter', 'function_call'];
const ROLES = ['developer', 'system', 'user', 'assistant', 'tool'];

const isText = (value: unknown): boolean => typeof value === 'string';
const isOptionalText = (value: unknown): boolean => value === undefined || isText(value);
const isNullableText = (value: unknown): boolean => value === null || isOptionalText(value);
const isCount = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 0;
const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isListOrNothing = (value: unknown): boolean =>
  value === null || value === undefined || Array.isArray(value);

/** Checks a whole stream. `includesUsage`: whether the client asked for the chunk with the usage. */
export function checkChatStream(text: string, { includesUsage }: { includesUsage: boolean }): StreamReport {
  const checker = new StreamChecker(includesUsage);
  const events = text.split('\n\n');
  if (events.pop() !== '') checker.report('the last event does not end');
  for (const event of events) checker.check(event);
  return checker.finish();
}

class StreamChecker {
  private readonly problems: string[] = [];
  private readonly choices = new Map<number, StreamedChoice>();
  private outcome: StreamReport['outcome'] = 'cut';
  private constants?: string;
  private hasUsage = false;
  /** Choices that had not ended when the usage came, as it may where a stream is going to fail. */
  private openAtUsage: readonly number[] = [];
  private events = 0;

  constructor(private readonly includesUsage: boolean) {}

  report(problem: string): void {
    this.problems.push(`event ${this.events}: ${problem}`);
  }

  check(event: string): void {
    this.events += 1;
    if (event.startsWith(':')) return;
    if (this.outcome !== 'cut') this.report(`comes after the end (${this.outcome})`);
    if (!event.startsWith('data: ') || event.includes('\n')) {
      this.report('is not one line of data');
      return;
    }
    const data = event.slice('data: '.length);
    if (data === '[DONE]') {
      this.outcome = 'done';
      return;
    }
    const value = parse(data);
    if (!isMembers(value)) this.report('is no JSON object');
    else if ('error' in value) this.checkError(value);
    else this.checkChunk(value);
  }

  finish(): StreamReport {
    const { problems, outcome, choices } = this;
    if (outcome === 'cut') this.report('neither [DONE] nor an error event ends the stream');
    if (outcome === 'done') this.checkEnd();
    return { problems, outcome, choices };
  }

  private expect(isSo: boolean, problem: string): void {
    if (!isSo) this.report(problem);
  }

  private checkError({ error, ...others }: Members): void {
    this.outcome = 'error';
    this.expect(Object.keys(others).length === 0, 'an error event has other members');
    if (!isMembers(error)) {
      this.report('error is not an object');
      return;
    }
    this.expect(isText(error.message) && error.message !== '', 'error.message is no text');
    this.expect(isText(error.type), 'error.type is no text');
    for (const name of ['param', 'code']) {
      this.expect(error[name] === null || isText(error[name]), `error.${name} is neither text nor null`);
    }
  }

  private checkChunk(chunk: Members): void {
    this.expect(chunk.object === 'chat.completion.chunk', 'object is wrong');
    this.expect(isText(chunk.id) && chunk.id !== '', 'id is no text');
    this.expect(isText(chunk.model) && chunk.model !== '', 'model is no text');
    this.expect(isCount(chunk.created), 'created is no time');
    this.expect(isNullableText(chunk.system_fingerprint), 'system_fingerprint is no text');
    const constants = JSON.stringify([chunk.id, chunk.created, chunk.model]);
    this.constants ??= constants;
    this.expect(this.constants === constants, 'id, created or model differ from the first chunk');
    this.expect(!this.hasUsage, 'comes after the usage');
    if (!Array.isArray(chunk.choices)) this.report('choices is no list');
    else if (chunk.choices.length === 0) this.checkUsage(chunk.usage);
    else for (const choice of chunk.choices) this.checkChoice(choice);
    if (chunk.usage !== null && chunk.usage !== undefined) checkCounts(chunk.usage, this.report.bind(this));
  }

  private checkUsage(usage: unknown): void {
    this.expect(isMembers(usage), 'a chunk without choices has no usage');
    this.expect(this.includesUsage, 'nobody asked for the usage');
    this.openAtUsage = [...this.choices].flatMap(([index, { finishReason }]) =>
      finishReason === null ? [index] : [],
    );
    this.hasUsage = true;
  }

  private checkChoice(choice: unknown): void {
    if (!isMembers(choice) || !isCount(choice.index) || !isMembers(choice.delta)) {
      this.report('a choice has no index or no delta');
      return;
    }
    const index = Number(choice.index);
    const known = this.choices.get(index);
    const state = known ?? { content: '', reasoning: '', calls: [], finishReason: null };
    this.choices.set(index, state);
    this.expect(state.finishReason === null, 'comes after the finish_reason');
    this.checkDelta(choice.delta, state, known === undefined);
    const { finish_reason: reason, logprobs } = choice;
    const isKnown = reason === null || FINISH_REASONS.some((known) => known === reason);
    this.expect(isKnown, `finish_reason is ${JSON.stringify(reason)}`);
    if (isText(reason)) state.finishReason = String(reason);
    this.expect(isListOrNothing(isMembers(logprobs) ? logprobs.content : logprobs), 'logprobs are no list');
  }

  private checkDelta(delta: Members, state: StreamedChoice, isFirst: boolean): void {
    if (isFirst) {
      this.expect(ROLES.includes(String(delta.role)), 'the first delta has no role');
      this.expect(
        'content' in delta || 'tool_calls' in delta,
        'the first delta has neither content nor calls',
      );
    } else {
      this.expect(!('role' in delta), 'the role comes again');
    }
    this.expect(isNullableText(delta.content), 'content is neither text nor null');
    this.expect(delta.content !== null || 'tool_calls' in delta, 'content is null without a call');
    this.expect(delta.content !== '' || !('tool_calls' in delta), 'content is empty beside a call');
    for (const name of ['refusal', 'reasoning_content']) {
      this.expect(isNullableText(delta[name]), `${name} is neither text nor null`);
    }
    state.content += readText(delta.content);
    state.reasoning += readText(delta.reasoning_content);
    if (!('tool_calls' in delta)) return;
    if (!Array.isArray(delta.tool_calls)) this.report('tool_calls is no list');
    else for (const piece of delta.tool_calls) this.checkPiece(piece, state.calls);
  }

  private checkPiece(piece: unknown, calls: StreamedCall[]): void {
    if (!isMembers(piece) || !isCount(piece.index) || !isMembers(piece.function)) {
      this.report('a call has no index or no function');
      return;
    }
    const index = Number(piece.index);
    const { name, arguments: text } = piece.function;
    this.expect(isText(text), 'arguments are no text');
    const call = calls[index];
    if (call === undefined) {
      this.expect(index === calls.length, `call ${index} begins before call ${index - 1}`);
      this.expect(readText(piece.id) !== '' && readText(name) !== '', 'the head of a call has no id or name');
      this.expect(piece.type === 'function', 'the head of a call has no type');
      this.expect(!calls.some(({ id }) => id === piece.id), 'two calls have the same id');
      calls.push({ id: readText(piece.id), name: readText(name), arguments: readText(text) });
      return;
    }
    this.expect(!('id' in piece) && name === undefined, 'id or name come again');
    this.expect(!('type' in piece) || piece.type === 'function', 'type is wrong');
    call.arguments += readText(text);
  }

  private checkEnd(): void {
    this.expect(this.choices.size > 0, 'there is no choice');
    this.expect(this.hasUsage === this.includesUsage, 'the usage is missing');
    this.expect(
      this.openAtUsage.length === 0,
      `the usage comes before the end of choice ${this.openAtUsage.join()}`,
    );
    for (const [index, { finishReason, calls }] of this.choices) {
      this.expect(finishReason !== null, `choice ${index} has no finish_reason`);
      this.expect(calls.length === 0 || finishReason !== 'stop', `choice ${index} stops with calls`);
      this.expect(calls.length > 0 || finishReason !== 'tool_calls', `choice ${index} has no calls`);
      const complete = finishReason === 'tool_calls' ? calls : [];
      const broken = complete.filter((call) => !isMembers(parse(call.arguments)));
      for (const { id } of broken) this.report(`arguments of ${id} are no JSON`);
    }
  }
}

function checkCounts(usage: unknown, report: (problem: string) => void): void {
  const counts = isMembers(usage) ? usage : {};
  for (const name of ['prompt_tokens', 'completion_tokens', 'total_tokens']) {
    if (!isCount(counts[name])) report(`usage.${name} is no count`);
  }
}

function readText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
