import type { ResponseFailure, ResponseObject, ResponsesItem } from '../../contracts/responses.js';
import { EventLines } from './events/event-lines.js';
import { createDeltaLine, type EventSink } from './events/event-sink.js';
import { type ItemPlace, writeAdded, writeDone } from './events/output-item.js';
import { type PartType, TextPart } from './events/text-part.js';
import { isRecord } from '../is-record.js';

const DONE = 'data: [DONE]\n\n';

/**
 * The events of a response that has ended, by the same grammar as its first stream, each text in one piece. Those up to the
 * number `startingAfter` are left out, but never the last: it has the whole response.
 */
export function replayResponse(response: ResponseObject, startingAfter = -1): string {
  const events: string[] = [];
  const lines = new EventLines();
  lines.connect((event) => events.push(event));
  writeEvents(lines, response);
  const wanted = events.slice(startingAfter + 1);
  return (wanted.length > 0 ? wanted : [writeLast(response, startingAfter + 1)]).join('') + DONE;
}

function writeEvents(sink: EventSink, response: ResponseObject): void {
  const begun = { ...response, ...BEGUN };
  sink.writeResponse('response.created', () => JSON.stringify(begun));
  sink.writeResponse('response.in_progress', () => JSON.stringify(begun));
  response.output.forEach((item, outputIndex) => {
    writeItem({ sink, outputIndex }, item);
  });
  if (response.error !== null) writeError(sink, response.error);
  sink.writeResponse(endingOf(response), () => JSON.stringify(response));
}

const BEGUN = {
  status: 'in_progress',
  completed_at: null,
  error: null,
  incomplete_details: null,
  output: [],
  usage: null,
};

/** The last events of a response that has ended, where those before them were told otherwise. */
export function writeEnding(response: ResponseObject, number: number): string {
  const { error } = response;
  if (error === null) return writeLast(response, number) + DONE;
  const lines: string[] = [];
  const sink = new EventLines(number);
  sink.connect((event) => lines.push(event));
  writeError(sink, error);
  return lines.join('') + writeLast(response, number + 1) + DONE;
}

function writeLast(response: ResponseObject, number: number): string {
  const type = endingOf(response);
  return `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: number, response })}\n\n`;
}

/** The grammar has no word for a response that its client left: it is incomplete. */
function endingOf({ status }: ResponseObject): string {
  return `response.${status === 'cancelled' ? 'incomplete' : status}`;
}

function writeError(sink: EventSink, { code, message, type, param }: ResponseFailure): void {
  sink.write('error', { code, message, param, error: { type, code, message, param } });
}

function writeItem(place: ItemPlace, item: ResponsesItem): void {
  const open = { ...item, status: 'in_progress' };
  switch (item.type) {
    case 'message':
      writeAdded(place, { ...open, content: [] });
      writeParts(place, item, item.content);
      break;
    case 'reasoning':
      writeReasoning(place, item, open);
      break;
    case 'function_call':
      writeAdded(place, { ...open, arguments: '' });
      writeCall(place, item, { name: 'function_call_arguments', field: 'arguments' });
      break;
    case 'custom_tool_call':
      writeAdded(place, { ...open, input: '' });
      writeCall(place, item, { name: 'custom_tool_call_input', field: 'input' });
      break;
    default:
      writeAdded(place, open);
  }
  writeDone(place, item);
}

function writeReasoning(place: ItemPlace, item: ResponsesItem, open: ResponsesItem): void {
  const { encrypted_content: _sealed, content, ...begun } = open;
  writeAdded(place, { ...begun, summary: [], ...(content === undefined ? {} : { content: [] }) });
  writeParts(place, item, item.summary);
  writeParts(place, item, content);
}

function writeParts({ sink, outputIndex }: ItemPlace, { id }: ResponsesItem, parts: unknown): void {
  for (const [index, part] of (Array.isArray(parts) ? parts : []).entries()) {
    if (!isRecord(part)) continue;
    const text = part.text ?? part.refusal;
    const written = new TextPart(part.type as PartType, { sink, itemId: String(id), outputIndex, index });
    if (typeof text === 'string' && text !== '') {
      written.append(text, Array.isArray(part.logprobs) ? part.logprobs : []);
    }
    written.close();
  }
}

function writeCall(
  { sink, outputIndex }: ItemPlace,
  item: ResponsesItem,
  { name, field }: { readonly name: string; readonly field: 'arguments' | 'input' },
): void {
  const at = { item_id: item.id, output_index: outputIndex };
  const text = String(item[field]);
  sink.writeDelta(createDeltaLine(`response.${name}.delta`, at), text);
  const called = field === 'arguments' ? { name: item.name } : {};
  sink.write(`response.${name}.done`, { ...at, ...called, [field]: text });
}
