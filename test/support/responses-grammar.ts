import { isDeepStrictEqual } from 'node:util';
import { checkResponseObject, isMembers, type Members } from './response-object-grammar.js';
import { createItem, type StreamedItem } from './response-item-grammar.js';

/** OpenAI's contract of a streamed response, as a checker of the bytes that a client got. It knows nothing of the gateway. */
export interface ResponseReport {
  /** What is wrong, each with the number of its event. Empty where the stream keeps the contract. */
  readonly problems: readonly string[];
  readonly outcome: 'completed' | 'incomplete' | 'failed' | 'cut';
  /** Of the last event that had one. */
  readonly response: Members;
  readonly types: readonly string[];
}

export function checkResponseStream(text: string): ResponseReport {
  const checker = new StreamChecker();
  const frames = text.split('\n\n');
  if (frames.pop() !== '') checker.report('the last event does not end');
  for (const frame of frames) checker.checkFrame(frame);
  return checker.finish();
}

const ENDINGS = ['response.completed', 'response.incomplete', 'response.failed'];

class StreamChecker {
  private readonly problems: string[] = [];
  private readonly types: string[] = [];
  private readonly items: StreamedItem[] = [];
  private readonly callIds = new Set<unknown>();
  private response: Members = {};
  private failure: Members | undefined;
  private outcome: ResponseReport['outcome'] = 'cut';
  private isDone = false;

  report(problem: string): void {
    this.problems.push(`event ${this.types.length - 1}: ${problem}`);
  }

  checkFrame(frame: string): void {
    if (frame.startsWith(':')) return;
    if (this.isDone) this.report('something after [DONE]');
    if (frame === 'data: [DONE]') {
      if (this.outcome === 'cut') this.report('[DONE] before the end of the response');
      this.isDone = true;
      return;
    }
    const [, name, data = ''] = /^event: ([\w.]+)\ndata: (.+)$/.exec(frame) ?? [];
    const event = parse(data);
    if (name === undefined || event === undefined) {
      this.report(`a frame that is no event: ${frame.slice(0, 80)}`);
      return;
    }
    if (event.type !== name) this.report(`event ${name} of type ${String(event.type)}`);
    if (event.sequence_number !== this.types.length) {
      this.report(`sequence_number ${String(event.sequence_number)}, not ${this.types.length}`);
    }
    this.types.push(name);
    this.checkOrder(name);
    this.checkEvent(name, event);
  }

  finish(): ResponseReport {
    if (this.outcome === 'cut') this.report('no end of the response');
    if (!this.isDone) this.report('no [DONE]');
    const { problems, outcome, response, types } = this;
    return { problems, outcome, response, types };
  }

  private checkOrder(name: string): void {
    const position = this.types.length - 1;
    const expected = ['response.created', 'response.in_progress'][position];
    if (expected !== undefined && name !== expected) this.report(`${name} in the place of ${expected}`);
    if (position > 0 && name === 'response.created') this.report('a second response.created');
    if (this.outcome !== 'cut') this.report(`${name} after the end of the response`);
    if (this.failure !== undefined && name !== 'response.failed') this.report(`${name} after an error`);
  }

  private checkEvent(name: string, event: Members): void {
    if (name === 'error') this.checkError(event);
    else if (name === 'response.output_item.added') this.checkAdded(event);
    else if (isMembers(event.response)) this.checkResponse(name, event.response);
    else this.checkItemEvent(name, event);
  }

  private checkError(event: Members): void {
    this.failure = event;
    const { error, code, message } = event;
    const isFlat = typeof code === 'string' && typeof message === 'string' && 'param' in event;
    const isNested = isMembers(error) && error.code === code && error.message === message;
    if (!isFlat || !isNested || typeof error.type !== 'string') {
      this.report('an error that is not flat and nested');
    }
  }

  private checkAdded({ output_index: index, item }: Members): void {
    if (index !== this.items.length) this.report(`output_index ${String(index)}, not ${this.items.length}`);
    if (!isMembers(item)) {
      this.report('an item that is none');
      return;
    }
    const added = createItem(item);
    for (const problem of added.checkStart()) this.report(problem);
    if (this.items.some(({ id }) => id === added.id)) this.report('the id of another item');
    if (added.isCall && this.callIds.has(item.call_id)) this.report('the call_id of another call');
    this.callIds.add(item.call_id);
    const overlapping = this.items.filter(({ isOpen }) => isOpen);
    if (overlapping.some(({ isCall }) => !isCall || !added.isCall)) this.report('an item inside another');
    this.items.push(added);
  }

  private checkItemEvent(name: string, event: Members): void {
    const index = Number(event.output_index);
    const item = this.items[index];
    const id = isMembers(event.item) ? event.item.id : event.item_id;
    if (item?.isOpen !== true) this.report(`${name} of an item that is not open`);
    else if (id !== item.id) this.report(`${name} with the id ${String(id)}, not ${item.id}`);
    else for (const problem of item.check(name, event)) this.report(problem);
  }

  private checkResponse(name: string, response: Members): void {
    for (const problem of checkResponseObject(response)) this.report(`response: ${problem}`);
    if (this.types.length > 1 && response.id !== this.response.id) this.report('another id of the response');
    this.response = response;
    const status = name === 'response.created' ? 'in_progress' : name.slice('response.'.length);
    if (response.status !== status) this.report(`status ${String(response.status)} in ${name}`);
    if (ENDINGS.includes(name)) {
      this.outcome = status as ResponseReport['outcome'];
      this.checkEnd(status);
    } else if (name !== 'response.created' && name !== 'response.in_progress') {
      this.report(`the event ${name} does not exist`);
    }
    this.checkOutput(response.output);
  }

  private checkEnd(status: string): void {
    if (status === 'failed') {
      if (this.failure?.message !== (this.response.error as Members | null)?.message) {
        this.report('response.failed without its error event');
      }
      return;
    }
    if (this.items.some(({ isOpen }) => isOpen)) this.report('an item is still open');
    const cut = this.items.filter((item) => item.status === 'incomplete');
    if (status === 'completed' && cut.length > 0) this.report('an incomplete item of a complete response');
    const last = this.items.at(-1);
    if (status === 'incomplete' && last !== undefined && last.status !== 'incomplete') {
      this.report('no incomplete item of an incomplete response');
    }
    if (cut.some((item) => item !== last && !(item.isCall && last?.isCall))) {
      this.report('an incomplete item before others');
    }
  }

  private checkOutput(output: unknown): void {
    const open = this.outcome === 'failed' ? 'incomplete' : 'in_progress';
    const expected = this.items.map((item) => item.render(open));
    if (!isDeepStrictEqual(output, expected)) {
      this.report(
        `the output differs from its events: ${JSON.stringify(output)} is not ${JSON.stringify(expected)}`,
      );
    }
  }
}

function parse(data: string): Members | undefined {
  try {
    const value: unknown = JSON.parse(data);
    return isMembers(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
