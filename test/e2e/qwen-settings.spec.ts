import { describe, expect, it } from 'vitest';
import { useGatewayAndSimulator } from '../support/gateway-and-simulator.js';
import { chatBody, postChat } from '../support/post-chat.js';

const SCHEMA = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };

describe('with COMPATIBILITY=strict', () => {
  const running = useGatewayAndSimulator({ COMPATIBILITY: 'strict' });

  it.each([
    { field: 'max_tokens', value: 999_999, valid: '32768' },
    { field: 'max_completion_tokens', value: 999_999, valid: '32768' },
    { field: 'seed', value: -1, valid: '2147483647' },
    { field: 'temperature', value: 2, valid: 'below 2' },
  ])('$field $value is refused, and the message says what is valid', async ({ field, value, valid }) => {
    const { status, json } = await postChat(running.gateway.origin, chatBody({ [field]: value }));
    expect(status).toBe(400);
    expect(json).toMatchObject({ error: { param: field, type: 'invalid_request_error' } });
    expect(JSON.stringify(json)).toContain(valid);
  });
});

describe('with OUTPUT_CAP=preserve and JSON_SCHEMA_FALLBACK=emulate', () => {
  const running = useGatewayAndSimulator({ OUTPUT_CAP: 'preserve', JSON_SCHEMA_FALLBACK: 'emulate' });

  it('Q8: a short max_tokens does not starve the answer of a model that thinks', async () => {
    const messages = [
      { role: 'user', content: '[[sim:{"reasoning":"one two three four five six","text":"Yes"}]]' },
    ];
    const fields = { messages, enable_thinking: true, thinking_budget: 100, max_tokens: 4 };
    const { json } = await postChat(running.gateway.origin, chatBody(fields));
    expect(json).toMatchObject({ choices: [{ message: { content: 'Yes' }, finish_reason: 'stop' }] });
    expect((await running.simulator.requests()).at(-1)?.body).toMatchObject({ max_completion_tokens: 104 });
  });

  it('Q9: a JSON schema is JSON mode and an instruction', async () => {
    const fields = { response_format: { type: 'json_schema', json_schema: { name: 'n', schema: SCHEMA } } };
    const reply = await postChat(running.gateway.origin, chatBody(fields));
    expect(reply.status).toBe(200);
    expect(reply.headers.get('x-gateway-adapted')).toBe('response_format,messages');
    const { body } = (await running.simulator.requests()).at(-1) ?? { body: {} };
    expect(body).toMatchObject({ response_format: { type: 'json_object' } });
    expect(JSON.stringify(body)).toContain(JSON.stringify(JSON.stringify(SCHEMA)).slice(1, -1));
  });
});
