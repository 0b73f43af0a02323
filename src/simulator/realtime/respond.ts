import { countTokens, splitTokens } from '../chat/tokens.js';
import type { FrameSender } from './frame-sender.js';

/** Says back what the client said, as a response in the service's events. */
export async function respond({
  text,
  sender,
  bill,
}: {
  readonly text: string;
  readonly sender: FrameSender;
  readonly bill: (usage: Readonly<Record<string, unknown>>) => void;
}): Promise<void> {
  const answer = `You said: ${text}`;
  const response = { id: `resp_${Date.now()}`, object: 'realtime.response' };
  await sender.sendEvent('response.created', {
    response: { ...response, status: 'in_progress', output: [] },
  });
  const place = { response_id: response.id, output_index: 0, content_index: 0 };
  for (const delta of splitTokens(answer)) await sender.sendEvent('response.text.delta', { ...place, delta });
  await sender.sendEvent('response.text.done', { ...place, text: answer });
  const usage = countUsage(countTokens(text), countTokens(answer));
  bill(usage);
  const output = [{ type: 'message', role: 'assistant', content: [{ type: 'text', text: answer }] }];
  await sender.sendEvent('response.done', { response: { ...response, status: 'completed', output, usage } });
}

function countUsage(input: number, output: number): Record<string, unknown> {
  return {
    total_tokens: input + output,
    input_tokens: input,
    output_tokens: output,
    input_tokens_details: { text_tokens: input, audio_tokens: 0 },
    output_tokens_details: { text_tokens: output, audio_tokens: 0 },
  };
}
