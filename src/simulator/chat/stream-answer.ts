import type { Answer } from './answer.js';
import { generate } from './generate.js';
import { CHUNK_WRITERS } from './write-chunk.js';

/** The data of each event of a streamed answer, made only as they are asked for; the last is `[DONE]`. */
export function* streamAnswer(answer: Answer): Generator<string, void> {
  const { request } = answer;
  const writer = CHUNK_WRITERS[request.model.dialect];
  for (let index = 0; index < request.choiceCount; index += 1) yield* streamChoice(answer, index);
  if (request.includesUsage) yield JSON.stringify(writer.envelope(answer, [], answer.readUsage()));
  yield '[DONE]';
}

function* streamChoice(answer: Answer, choiceIndex: number): Generator<string, void> {
  const writer = CHUNK_WRITERS[answer.request.model.dialect];
  const write = (delta: Record<string, unknown>, finishReason: string | null = null): string =>
    JSON.stringify(
      writer.envelope(answer, [writer.choice({ index: choiceIndex, delta, finishReason })], null),
    );
  let isFirst = true;
  let hasCalls = false;
  for (const part of generate(answer.request, answer.plan, answer.meter)) {
    const opening = isFirst ? writer.opening(part) : undefined;
    if (opening !== undefined) {
      yield write(opening);
      isFirst = false;
    }
    if (part.kind === 'finish') {
      yield write(writer.finalDelta(hasCalls), part.reason);
      continue;
    }
    hasCalls ||= part.kind === 'call-start';
    const delta = writer.delta(part, { answer, choiceIndex, isFirst });
    if (delta !== undefined) yield write(delta);
    isFirst = false;
  }
}
