import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ApiErrors } from '../http/api-documents.js';

const DESCRIPTION = `A WebSocket (\`wss://…/v1/realtime?model=…\`): send this request with \`Upgrade: websocket\`. Frames go both
ways untouched, at the pace of their reader; close codes and reasons are carried over. The same at
\`/p/{provider}/v1/realtime\`. Errors come before the upgrade, as ordinary answers. A session without a message for
\`UPSTREAM_IDLE_TIMEOUT_MS\` is closed with code 1001, one whose upstream breaks off with 1014.`;

/** GET /v1/realtime in the API document. */
export const RealtimeDocuments = () =>
  applyDecorators(
    ApiTags('Realtime'),
    ApiOperation({
      operationId: 'openRealtime',
      summary: 'Open a realtime session',
      description: DESCRIPTION,
    }),
    ApiQuery({
      name: 'model',
      required: true,
      description: 'A model, or provider/model. What else the query has goes on to the upstream.',
      example: 'bailian/qwen3-omni-flash-realtime',
      schema: { type: 'string' },
    }),
    ApiResponse({ status: 101, description: 'The upstream is connected; frames follow.' }),
    ApiErrors(
      'invalid_request',
      'invalid_api_key',
      'permission_denied',
      'model_not_found',
      'upstream_request_limit',
      'upstream_auth',
      'upstream_error',
      'upstream_unavailable',
      'shutting_down',
      'upstream_timeout',
    ),
  );
