const isColored = process.stdout.isTTY && !process.env.NO_COLOR;
const CAP = 4096;
const MODEL = 'qwen-plus';

export async function showChat(gateway, simulator) {
  heading('1. A chat with max_tokens');
  const request = chatRequest('Why is the sky blue?');
  const response = await post(gateway, request);
  const answer = await response.json();
  const content = answer.choices?.[0]?.message?.content;
  expect(typeof content === 'string' && content !== '', 'the answer has no content', answer);
  await showJourney(request, response, simulator);
  line('answer', content);
  line('usage', JSON.stringify(answer.usage));
  console.log();
}

export async function showStreamedChat(gateway, simulator) {
  heading('2. The same as a stream');
  const request = { ...chatRequest('Count from one to five.'), stream: true };
  const response = await post(gateway, request);
  expect(/^text\/event-stream/.test(response.headers.get('content-type')), 'the answer is not a stream');
  process.stdout.write(label('text as it arrives'));
  const { events, isDone } = await printStream(response);
  console.log();
  expect(isDone, 'the stream did not end with [DONE]');
  await showJourney(request, response, simulator);
  line('events', `${events}, then [DONE]`);
  console.log();
}

function chatRequest(question) {
  return { model: MODEL, max_tokens: CAP, messages: [{ role: 'user', content: question }] };
}

async function post(gateway, request) {
  const response = await fetch(`${gateway}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer anything' },
    body: JSON.stringify(request),
  });
  if (!response.ok) throw new Error(`the gateway answered ${response.status}: ${await response.text()}`);
  return response;
}

/** What the client sent and what became of it; an error if the upstream did not get the cap under its new name. */
async function showJourney(request, response, simulator) {
  const received = await readLastChat(simulator);
  const isMapped = received.max_completion_tokens === CAP && received.max_tokens === undefined;
  expect(isMapped, `the upstream did not receive max_completion_tokens: ${CAP}`, received);
  const adapted = response.headers.get('x-gateway-adapted') ?? '';
  expect(adapted.split(',').includes('max_tokens'), 'x-gateway-adapted does not name max_tokens', adapted);
  line('client sent', JSON.stringify(request));
  line('upstream received', JSON.stringify(received));
  line('x-gateway-adapted', adapted);
}

async function readLastChat(simulator) {
  const response = await fetch(`${simulator}/_simulator/requests`);
  const requests = await response.json();
  const chat = requests.filter(({ path }) => path.endsWith('/chat/completions')).at(-1);
  expect(chat !== undefined, 'the simulator received no chat');
  return chat.body;
}

async function printStream(response) {
  let events = 0;
  let rest = '';
  const decoder = new TextDecoder();
  for await (const bytes of response.body) {
    const frames = (rest + decoder.decode(bytes, { stream: true })).split('\n\n');
    rest = frames.pop();
    for (const frame of frames) {
      if (frame === 'data: [DONE]') return { events, isDone: true };
      if (!frame.startsWith('data: ')) continue;
      events += 1;
      const chunk = JSON.parse(frame.slice('data: '.length));
      process.stdout.write(chunk.choices[0]?.delta.content ?? '');
    }
  }
  return { events, isDone: false };
}

function expect(isTrue, problem, found) {
  if (isTrue) return;
  throw new Error(found === undefined ? problem : `${problem}; found ${JSON.stringify(found)}`);
}

function heading(text) {
  console.log(isColored ? `\x1b[1m${text}\x1b[0m` : text);
}

function label(name) {
  return `   ${name.padEnd(20)}`;
}

function line(name, text) {
  console.log(label(name) + text);
}
