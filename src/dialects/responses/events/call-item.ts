import type { ResponsesItem } from '../../../contracts/responses.js';
import { createId } from '../create-id.js';
import { isRecord } from '../../is-record.js';
import type { ClientTool } from '../tool-map.js';
import { createDeltaLine, type DeltaLine, type Fields } from './event-sink.js';
import { type ItemPlace, type ItemStatus, type OutputItem, writeAdded, writeDone } from './output-item.js';
import { InputUnwrapper } from './unwrap-input.js';

export interface CallOptions {
  readonly tool: ClientTool;
  readonly callId: string;
}

/** A call of one of the client's tools, in the shape in which the client offered the tool. */
export interface CallItem extends OutputItem {
  append(piece: string): void;
  /** Whether its arguments are a whole JSON value. */
  readonly isWhole: boolean;
}

export function openCall(place: ItemPlace, { tool, callId }: CallOptions): CallItem {
  switch (tool.kind) {
    case 'function':
    case 'custom': {
      const { kind, name, namespace } = tool;
      const called: Fields = { call_id: callId, name, ...(namespace === undefined ? {} : { namespace }) };
      return kind === 'function' ? new FunctionCallItem(place, called) : new CustomCallItem(place, called);
    }
    case 'tool_search':
      return new ToolSearchItem(place, callId);
  }
}

class FunctionCallItem implements CallItem {
  private readonly id = createId('fc');
  private readonly line: DeltaLine;
  private readonly at: Fields;
  private status: ItemStatus = 'in_progress';
  private json = '';

  constructor(
    private readonly place: ItemPlace,
    private readonly called: Fields,
  ) {
    this.at = { item_id: this.id, output_index: place.outputIndex };
    this.line = createDeltaLine('response.function_call_arguments.delta', this.at);
    writeAdded(place, this.render());
  }

  get isWhole(): boolean {
    return this.json.trim() === '' || parseJson(this.json) !== undefined;
  }

  append(piece: string): void {
    this.json += piece;
    if (piece !== '') this.place.sink.writeDelta(this.line, piece);
  }

  render(status: ItemStatus = this.status): ResponsesItem {
    return {
      id: this.id,
      type: 'function_call',
      status: this.status === 'in_progress' ? status : this.status,
      ...this.called,
      arguments: this.json,
    };
  }

  close(status: 'completed' | 'incomplete'): void {
    const { sink } = this.place;
    // Clients wait for a delta also where there is nothing to say, and parse what they get.
    if (this.json === '') {
      this.json = status === 'completed' ? '{}' : '';
      sink.writeDelta(this.line, this.json);
    }
    const { name } = this.called;
    sink.write('response.function_call_arguments.done', { ...this.at, name, arguments: this.json });
    this.status = status;
    writeDone(this.place, this.render());
  }
}

/** Upstream it is a function with one text, `input`; the client gets the text itself. */
class CustomCallItem implements CallItem {
  private readonly id = createId('ctc');
  private readonly line: DeltaLine;
  private readonly at: Fields;
  private readonly unwrapper = new InputUnwrapper();
  private status: ItemStatus = 'in_progress';
  private json = '';
  private input = '';

  constructor(
    private readonly place: ItemPlace,
    private readonly called: Fields,
  ) {
    this.at = { item_id: this.id, output_index: place.outputIndex };
    this.line = createDeltaLine('response.custom_tool_call_input.delta', this.at);
    writeAdded(place, this.render());
  }

  get isWhole(): boolean {
    return parseJson(this.json) !== undefined;
  }

  append(piece: string): void {
    this.json += piece;
    this.say(this.unwrapper.add(piece));
  }

  render(status: ItemStatus = this.status): ResponsesItem {
    return {
      id: this.id,
      type: 'custom_tool_call',
      status: this.status === 'in_progress' ? status : this.status,
      ...this.called,
      input: this.input,
    };
  }

  close(status: 'completed' | 'incomplete'): void {
    const { sink } = this.place;
    this.say(this.unwrapper.end());
    if (this.input === '') sink.writeDelta(this.line, '');
    sink.write('response.custom_tool_call_input.done', { ...this.at, input: this.input });
    this.status = status;
    writeDone(this.place, this.render());
  }

  private say(text: string): void {
    if (text === '') return;
    this.input += text;
    this.place.sink.writeDelta(this.line, text);
  }
}

/** A search that the client runs. Its arguments are an object, so they come at once. */
class ToolSearchItem implements CallItem {
  private readonly id = createId('tsc');
  private status: ItemStatus = 'in_progress';
  private json = '';

  constructor(
    private readonly place: ItemPlace,
    private readonly callId: string,
  ) {
    writeAdded(place, this.render());
  }

  get isWhole(): boolean {
    return parseJson(this.json) !== undefined;
  }

  append(piece: string): void {
    this.json += piece;
  }

  render(status: ItemStatus = this.status): ResponsesItem {
    const isOpen = this.status === 'in_progress';
    const values = isOpen ? undefined : parseJson(this.json);
    return {
      id: this.id,
      type: 'tool_search_call',
      status: isOpen ? status : this.status,
      call_id: this.callId,
      execution: 'client',
      arguments: isRecord(values) ? values : {},
    };
  }

  close(status: 'completed' | 'incomplete'): void {
    this.status = status;
    writeDone(this.place, this.render());
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
