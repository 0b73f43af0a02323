import { describe, expect, it } from 'vitest';
import { useGatewayAndSimulator } from '../support/gateway-and-simulator.js';
import { type Answer, sendChat, sendRequest } from '../support/http-request.js';

const GOOD = { model: 'qwen-plus', messages: [{ role: 'user', content: 'hi' }] };
const ROUTES = [
  'POST /v1/chat/completions',
  'GET /v1/models',
  'GET /v1/models/{id}',
  'POST /v1/files',
  'GET /v1/files',
  'GET /v1/files/{id}',
  'DELETE /v1/files/{id}',
  'GET /v1/files/{id}/content',
  'POST /v1/batches',
  'GET /v1/batches',
  'GET /v1/batches/{id}',
  'POST /v1/batches/{id}/cancel',
  'GET /v1/batches/{id}/results',
  'GET /health',
  'GET /health/live',
  'GET /health/ready',
];

interface OpenApi {
  readonly openapi: string;
  readonly info: Readonly<Record<string, unknown>>;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly security: readonly unknown[];
}

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly requestBody?: { readonly content: Contents };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Contents }>>;
}

type Contents = Readonly<Record<string, Content>>;

interface Content {
  readonly schema?: unknown;
  readonly example?: unknown;
  readonly examples?: unknown;
}

/** Method and path -> operation. */
function operationsOf({ paths }: OpenApi): ReadonlyMap<string, Operation> {
  return new Map(
    Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation]),
    ),
  );
}

/** Everything that a browser would load for a page: src, href, and url() of style sheets. */
function findReferences(text: string): readonly string[] {
  const inPage = [...text.matchAll(/(?:src|href)\s*=\s*["']([^"']+)["']/g)];
  const inStyles = [...text.matchAll(/url\(\s*["']?([^"')]+)["']?\s*\)/g)];
  return [...inPage, ...inStyles].map((match) => match[1] ?? '');
}

describe.each<{ basePath: string; variables: Record<string, string> }>([
  { basePath: '', variables: {} },
  { basePath: '/ai', variables: { BASE_PATH: '/ai' } },
])('with the base path "$basePath"', ({ basePath, variables }) => {
  const running = useGatewayAndSimulator({
    ...variables,
    GATEWAY_MASTER_KEY: 'master-key',
    HOST: '127.0.0.1',
  });
  const KEY = { authorization: 'Bearer master-key' };

  const get = (path: string): Promise<Answer> =>
    sendRequest(`${running.gateway.origin}${basePath}${path}`, { headers: KEY });
  const readDocument = async (): Promise<OpenApi> => JSON.parse((await get('/openapi.json')).text) as OpenApi;

  it('serves a chat, models and health', async () => {
    expect(await sendChat(running.gateway.origin + basePath, GOOD, KEY)).toMatchObject({ status: 200 });
    for (const path of ['/v1/models', '/v1/models/qwen-plus', '/health', '/health/live', '/health/ready']) {
      expect(await get(path)).toMatchObject({ status: 200 });
    }
  });

  it.each(['/swagger', '/swagger/'])(
    'serves all that the page %s refers to from this process',
    async (path) => {
      const page = await get(path);
      expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
      const references = findReferences(page.text);
      expect(references.length).toBeGreaterThan(3);
      const address = new URL(`${running.gateway.origin}${basePath}${path}`);
      for (const reference of references) {
        const asset = new URL(reference, address);
        expect(asset.origin).toBe(address.origin);
        expect(await sendRequest(asset.href)).toMatchObject({ status: 200 });
      }
    },
  );

  it('loads nothing from elsewhere by way of its styles or its set-up', async () => {
    const styles = await get('/swagger/swagger-ui.css');
    for (const reference of findReferences(styles.text)) expect(reference).toMatch(/^data:/);
    expect(styles.text).not.toMatch(/@import/);
    const setUp = await get('/swagger/swagger-ui-init.js');
    expect(setUp.text).toContain('createChatCompletion');
    expect(setUp.text).not.toMatch(/https?:\/\//);
  });

  it('describes every route of the gateway, and no other', async () => {
    const document = await readDocument();
    expect(document.openapi).toMatch(/^3\.1\./);
    expect(document.info).toMatchObject({ title: expect.any(String) as string, version: '1.0' });
    const operations = [...operationsOf(document).keys()];
    expect(operations).toEqual(
      expect.arrayContaining(ROUTES.map((route) => route.replace(' /', ` ${basePath}/`))),
    );
    for (const operation of operations) expect(operation.split(' ')[1]).toMatch(new RegExp(`^${basePath}/`));
  });

  it('answers on every route that the document has', async () => {
    for (const route of operationsOf(await readDocument()).keys()) {
      const [method = '', path = ''] = route.split(' ');
      const address = `${running.gateway.origin}${path.replace(/\{\w+\}/g, 'qwen-plus')}`;
      const { text } = await sendRequest(address, { method, headers: KEY });
      expect([route, text]).not.toEqual([route, expect.stringMatching(/unknown_route|method_not_allowed/)]);
    }
  });

  it('gives each operation an id of its own, a summary and its errors', async () => {
    const operations = operationsOf(await readDocument());
    const ids = [...operations.values()].map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [route, { operationId, summary, responses }] of operations) {
      expect([route, operationId]).toEqual([route, expect.stringMatching(/^\w+$/)]);
      expect([route, summary]).toEqual([route, expect.stringMatching(/\w/)]);
      expect(Object.keys(responses)).toContainEqual(expect.stringMatching(/^101$|^2|^default$/));
      for (const { content = {} } of Object.values(responses)) {
        for (const { schema } of Object.values(content)) {
          expect([route, schema]).not.toEqual([route, undefined]);
        }
      }
    }
  });

  it('names both ways to give a key, and the routes that need none', async () => {
    const document = await readDocument();
    expect(document.components.securitySchemes).toMatchObject({
      bearer: { type: 'http', scheme: 'bearer' },
      'x-api-key': { type: 'apiKey', in: 'header', name: 'x-api-key' },
    });
    expect(document.security).toEqual([{ bearer: [] }, { 'x-api-key': [] }]);
    for (const [route, { security }] of operationsOf(document)) {
      if (route.includes('/health')) expect(security).toEqual([{}]);
      else expect([route, security]).toEqual([route, undefined]);
    }
  });

  it('shows examples of the chat, of both of its answers, and of its errors', async () => {
    const operation = operationsOf(await readDocument()).get(`POST ${basePath}/v1/chat/completions`);
    const examples = operation?.requestBody?.content['application/json']?.examples;
    expect(Object.keys(examples ?? {}).length).toBeGreaterThan(1);
    const responses = operation?.responses ?? {};
    expect(Object.keys(responses)).toEqual(
      expect.arrayContaining(['200', '400', '401', '404', '413', '429', '502', '503', '504']),
    );
    const answers = responses['200']?.content ?? {};
    expect(answers['application/json']).toMatchObject({ example: { object: 'chat.completion' } });
    expect(answers['text/event-stream']).toMatchObject({ example: { object: 'chat.completion.chunk' } });
    expect(responses['401']?.content?.['application/json']?.examples).toMatchObject({
      invalid_api_key: { value: { error: { code: 'invalid_api_key', type: 'authentication_error' } } },
    });
  });

  it('serves examples of requests that the gateway takes', async () => {
    const operation = operationsOf(await readDocument()).get(`POST ${basePath}/v1/chat/completions`);
    const examples = operation?.requestBody?.content['application/json']?.examples ?? {};
    for (const { value } of Object.values(examples as Record<string, { value: unknown }>)) {
      expect(await sendChat(running.gateway.origin + basePath, value, KEY)).toMatchObject({ status: 200 });
    }
  });

  it('has no reference that leads nowhere', async () => {
    const document = await readDocument();
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)];
    expect(references.length).toBeGreaterThan(5);
    for (const [reference, kind = '', name = ''] of references) {
      expect([reference, Object.keys(document.components[kind] ?? {})]).toEqual([
        reference,
        expect.arrayContaining([name]),
      ]);
    }
  });

  it('tells a wrong method from a wrong path', async () => {
    const { origin } = running.gateway;
    const path = `${basePath}/v1/chat/completions`;
    expect(await sendRequest(origin + path, { headers: KEY })).toMatchObject({
      status: 405,
      headers: { allow: 'POST' },
      error: { code: 'method_not_allowed', message: `${path} takes POST, not GET.` },
    });
    expect(await sendRequest(`${origin}${basePath}/nothing`, { headers: KEY })).toMatchObject({
      status: 404,
      error: {
        code: 'unknown_route',
        message: expect.stringContaining(`There is no route GET ${basePath}/nothing;`) as string,
      },
    });
  });
});

describe('outside the base path', () => {
  const running = useGatewayAndSimulator({ BASE_PATH: '/ai' });

  it.each([
    '/',
    '/v1/models',
    '/health',
    '/swagger',
    '/openapi.json',
    '/aid/v1/models',
    '/AI/v1/models',
    '/ai/ai/v1/models',
    '/a',
  ])('there is nothing: %s', async (path) => {
    expect(await sendRequest(running.gateway.origin + path)).toMatchObject({
      status: 404,
      error: {
        type: 'invalid_request_error',
        code: 'unknown_route',
        message: expect.stringContaining(`There is no route GET ${path};`) as string,
      },
    });
  });

  it('there is no chat', async () => {
    expect(await sendChat(running.gateway.origin, GOOD)).toMatchObject({
      status: 404,
      error: { code: 'unknown_route' },
    });
  });
});
