import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ApiErrors } from '../http/api-documents.js';

const DESCRIPTION = `Status, headers and body of the upstream, byte for byte and streamed both ways. \`/p/bailian/x\` and
\`/p/bailian/v1/x\` lead below the compatible base URL, where \`max_tokens\` of a JSON body is renamed in place;
\`/p/bailian/api/v1/…\`, \`/compatible-mode/…\`, \`/compatible-api/…\` and \`/apps/…\` to the native doors of the same host.
Credentials, cookies and what concerns one connection stay on their side. Usage is not counted.`;

const ANSWER = { schema: { type: 'string', format: 'binary' } };

/** /p/{provider}/… in the API document. */
export const PassthroughDocuments = () =>
  applyDecorators(
    ApiTags('Passthrough'),
    ApiOperation({ summary: "Call the upstream's own doors", description: DESCRIPTION }),
    ApiParam({
      name: 'provider',
      description: 'A provider instance.',
      example: 'bailian',
      schema: { type: 'string' },
    }),
    ApiParam({
      name: 'path',
      description: 'The path of the upstream.',
      example: 'compatible-api/v1/reranks',
      schema: { type: 'string' },
    }),
    ApiResponse({ status: 'default', description: "The upstream's answer.", content: { '*/*': ANSWER } }),
    ApiErrors('invalid_request', 'invalid_api_key', 'permission_denied', 'not_found', 'upstream_error'),
  );
