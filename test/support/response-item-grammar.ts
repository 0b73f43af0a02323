import { isDeepStrictEqual } from 'node:util';
import { isMembers, type Members } from './response-object-grammar.js';

/** An item as its events tell of it. */
export interface StreamedItem {
  readonly id: string;
  readonly isCall: boolean;
  readonly isOpen: boolean;
  readonly status: string;
  /** What is wrong with the item that was added. */
  checkStart(): readonly string[];
  /** What is wrong with an event of this item. */
  check(name: string, event: Members): readonly string[];
  /** The item that the events so far make. */
  render(openStatus: string): Members;
}

interface Part {
  readonly type: string;
  text: string;
  logprobs: unknown[];
  isTextDone: boolean;
  isDone: boolean;
}

interface PartWords {
  readonly item: string;
  readonly list: 'content' | 'summary';
  readonly index: 'content_index' | 'summary_index';
  readonly field: 'text' | 'refusal';
  readonly part: string;
  readonly text: string;
}

const PARTS: Readonly<Record<string, PartWords>> = {
  output_text: words('message', 'content', 'output_text'),
  refusal: { ...words('message', 'content', 'refusal'), field: 'refusal' },
  reasoning_text: words('reasoning', 'content', 'reasoning_text'),
  summary_text: {
    ...words('reasoning', 'summary', 'reasoning_summary_text'),
    part: 'response.reasoning_summary_part',
  },
};

const CALLS: Readonly<Record<string, { readonly field: string; readonly event: string | undefined }>> = {
  function_call: { field: 'arguments', event: 'response.function_call_arguments' },
  custom_tool_call: { field: 'input', event: 'response.custom_tool_call_input' },
  tool_search_call: { field: 'arguments', event: undefined },
};

function words(item: string, list: 'content' | 'summary', text: string): PartWords {
  return {
    item,
    list,
    index: `${list}_index`,
    field: 'text',
    part: 'response.content_part',
    text: `response.${text}`,
  };
}

function renderPart({ type, text, logprobs }: Part): Members {
  const extra = type === 'output_text' ? { annotations: [], logprobs } : {};
  return { type, [PARTS[type]?.field ?? 'text']: text, ...extra };
}

export function createItem(item: Members): StreamedItem {
  return Object.hasOwn(CALLS, String(item.type)) ? new CallChecker(item) : new PartsChecker(item);
}

function checkCommon(item: Members, prefix: RegExp): string[] {
  const problems: string[] = [];
  if (typeof item.id !== 'string' || !prefix.test(item.id)) problems.push(`the id ${String(item.id)}`);
  if (item.status !== 'in_progress') problems.push(`an item that begins ${String(item.status)}`);
  return problems;
}

function checkStatusAtEnd(item: Members): readonly string[] {
  return ['completed', 'incomplete'].includes(String(item.status)) ? [] : [`an end ${String(item.status)}`];
}

class PartsChecker implements StreamedItem {
  readonly id: string;
  readonly isCall = false;
  isOpen = true;
  status = 'in_progress';
  private readonly parts: Part[] = [];
  private sealed: unknown;

  constructor(private readonly item: Members) {
    this.id = String(item.id);
  }

  checkStart(): readonly string[] {
    const { type, content, summary, role } = this.item;
    if (type === 'reasoning') {
      const isEmpty = Array.isArray(summary) && summary.length === 0;
      return [...checkCommon(this.item, /^rs_\w{24,}$/), ...(isEmpty ? [] : ['reasoning that begins full'])];
    }
    if (type !== 'message') return [`an item of type ${String(type)}`];
    const isEmpty = Array.isArray(content) && content.length === 0 && role === 'assistant';
    return [...checkCommon(this.item, /^msg_\w{24,}$/), ...(isEmpty ? [] : ['a message that begins full'])];
  }

  check(name: string, event: Members): readonly string[] {
    if (name === 'response.output_item.done') return this.checkDone(event.item);
    const part = this.parts.at(-1);
    if (name.endsWith('part.added')) return this.checkPartAdded(name, event);
    if (part === undefined || part.isDone) return [`${name} without an open part`];
    const form = PARTS[part.type];
    if (form === undefined) return [`a part of type ${part.type}`];
    if (event[form.index] !== this.parts.length - 1) return [`${form.index} ${String(event[form.index])}`];
    return this.checkPart(name, event, { part, form });
  }

  render(openStatus: string): Members {
    const list = (wanted: string): readonly Members[] =>
      this.parts.filter(({ type }) => PARTS[type]?.list === wanted).map(renderPart);
    const status = this.isOpen ? openStatus : this.status;
    if (this.item.type === 'message') return { ...this.item, status, content: list('content') };
    const content = 'content' in this.item ? { content: list('content') } : {};
    const sealed = this.sealed === undefined ? {} : { encrypted_content: this.sealed };
    return { ...this.item, status, summary: list('summary'), ...content, ...sealed };
  }

  private checkPartAdded(name: string, event: Members): readonly string[] {
    const { part } = event;
    if (!isMembers(part)) return ['a part that is none'];
    const form = PARTS[String(part.type)];
    if (form === undefined || form.item !== this.item.type || name !== `${form.part}.added`) {
      return [`${name} of a part ${String(part.type)}`];
    }
    const problems: string[] = [];
    if (this.parts.some(({ isDone }) => !isDone)) problems.push('a part inside another');
    if (event[form.index] !== this.parts.length) problems.push(`${form.index} ${String(event[form.index])}`);
    const added = { type: String(part.type), text: '', logprobs: [], isTextDone: false, isDone: false };
    if (!isDeepStrictEqual(part, renderPart(added))) problems.push('a part that begins full');
    this.parts.push(added);
    return problems;
  }

  private checkPart(
    name: string,
    event: Members,
    { part, form }: { part: Part; form: PartWords },
  ): readonly string[] {
    switch (name) {
      case `${form.text}.delta`: {
        const { delta, logprobs } = event;
        if (part.isTextDone || typeof delta !== 'string' || delta === '') {
          return ['a delta that says nothing'];
        }
        part.text += delta;
        if (Array.isArray(logprobs)) part.logprobs.push(...(logprobs as unknown[]));
        else if (part.type === 'output_text') return ['a delta without logprobs'];
        return [];
      }
      case `${form.text}.done`:
        part.isTextDone = true;
        return event[form.field] === part.text ? [] : ['a text that differs from its deltas'];
      case `${form.part}.done`:
        part.isDone = true;
        if (!part.isTextDone) return ['a part that ends before its text'];
        return isDeepStrictEqual(event.part, renderPart(part)) ? [] : ['a part that differs from its events'];
      default:
        return [`${name} in a part ${part.type}`];
    }
  }

  private checkDone(item: unknown): readonly string[] {
    if (!isMembers(item)) return ['an item that is none'];
    const isEnded = this.parts.every(({ isDone }) => isDone);
    this.isOpen = false;
    this.status = String(item.status);
    this.sealed = item.encrypted_content;
    return [
      ...checkStatusAtEnd(item),
      ...(isEnded ? [] : ['an item that ends before its part']),
      ...(item.type === 'message' && this.parts.length === 0 ? ['an empty message'] : []),
      ...(isDeepStrictEqual(item, this.render(this.status)) ? [] : ['an item that differs from its events']),
    ];
  }
}

class CallChecker implements StreamedItem {
  readonly id: string;
  readonly isCall = true;
  isOpen = true;
  status = 'in_progress';
  private text = '';
  private deltas = 0;
  private isTextDone = false;
  private values: unknown = {};

  constructor(private readonly item: Members) {
    this.id = String(item.id);
  }

  private get form() {
    return CALLS[String(this.item.type)] ?? { field: '', event: undefined };
  }

  checkStart(): readonly string[] {
    const { call_id: callId, name, type } = this.item;
    const problems = checkCommon(this.item, /^(fc|ctc|tsc)_\w{24,}$/);
    if (typeof callId !== 'string' || callId === '') problems.push('a call without call_id');
    const isSearch = type === 'tool_search_call';
    if (!isSearch && (typeof name !== 'string' || name === '')) problems.push('a call without name');
    if (!isSearch && this.item[this.form.field] !== '') problems.push('a call that begins full');
    return problems;
  }

  check(name: string, event: Members): readonly string[] {
    if (name === 'response.output_item.done') return this.checkDone(event.item);
    const { event: words, field } = this.form;
    if (words === undefined || this.isTextDone) return [`${name} of a ${String(this.item.type)}`];
    if (name === `${words}.delta`) {
      this.deltas += 1;
      this.text += String(event.delta);
      return typeof event.delta === 'string' ? [] : ['a delta that is no text'];
    }
    if (name !== `${words}.done`) return [`${name} of a ${String(this.item.type)}`];
    this.isTextDone = true;
    return [
      ...(event[field] === this.text ? [] : [`${field} that differ from their deltas`]),
      ...(this.deltas > 0 ? [] : [`${field} without a delta`]),
    ];
  }

  render(openStatus: string): Members {
    const status = this.isOpen ? openStatus : this.status;
    const value = this.form.event === undefined ? this.values : this.text;
    return { ...this.item, status, [this.form.field]: value };
  }

  private checkDone(item: unknown): readonly string[] {
    if (!isMembers(item)) return ['an item that is none'];
    this.isOpen = false;
    this.status = String(item.status);
    const isSearch = this.form.event === undefined;
    if (isSearch) this.values = item.arguments;
    const isEmpty = item.type === 'function_call' && item.arguments === '' && item.status === 'completed';
    return [
      ...checkStatusAtEnd(item),
      ...(this.isTextDone || isSearch ? [] : ['a call that ends before its arguments']),
      ...(isSearch && !isMembers(item.arguments) ? ['arguments that are no object'] : []),
      ...(isEmpty ? ['a complete call with empty arguments'] : []),
      ...(isDeepStrictEqual(item, this.render(this.status)) ? [] : ['a call that differs from its events']),
    ];
  }
}
