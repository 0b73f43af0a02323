import { errorResponses, type Paths } from '../http/api-documents.js';

const DESCRIPTION = `Status, headers and body of the upstream, byte for byte and streamed both ways. \`/p/bailian/x\` and
\`/p/bailian/v1/x\` lead below the compatible base URL, where \`max_tokens\` of a JSON body is renamed in place;
\`/p/bailian/api/v1/…\`, \`/compatible-mode/…\`, \`/compatible-api/…\` and \`/apps/…\` to the native doors of the same host.
Credentials, cookies and what concerns one connection stay on their side. Usage is not counted.`;

const ANY = { schema: { type: 'string', format: 'binary' } };

const PARAMETERS = [
  { name: 'provider', in: 'path', required: true, description: 'A provider instance.', example: 'bailian' },
  {
    name: 'path',
    in: 'path',
    required: true,
    description: 'The path of the upstream, slashes included.',
    example: 'compatible-api/v1/reranks',
  },
].map((parameter) => ({ ...parameter, schema: { type: 'string' } }));

const REFUSALS = errorResponses(
  'invalid_request',
  'invalid_api_key',
  'permission_denied',
  'not_found',
  'request_too_large',
  'upstream_error',
  'shutting_down',
  'upstream_timeout',
);

function describe(method: string): object {
  const hasBody = ['post', 'put', 'patch'].includes(method);
  return {
    operationId: `passthrough${method.charAt(0).toUpperCase()}${method.slice(1)}`,
    tags: ['Passthrough'],
    summary: `${method.toUpperCase()} a door of the upstream`,
    description: DESCRIPTION,
    parameters: PARAMETERS,
    ...(hasBody
      ? { requestBody: { description: 'Whatever the upstream takes.', content: { '*/*': ANY } } }
      : {}),
    responses: {
      '200': { description: "The upstream's answer; it may have any status.", content: { '*/*': ANY } },
      ...REFUSALS,
    },
  };
}

/** /p/{provider}/…: one handler serves all methods, and a document needs an operation for each. */
export const PASSTHROUGH_PATHS: Paths = {
  '/p/{provider}/{path}': Object.fromEntries(
    ['get', 'post', 'put', 'patch', 'delete', 'head', 'options'].map((method) => [method, describe(method)]),
  ),
};
