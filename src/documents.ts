import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { ADMIN_SCHEMAS } from './admin/admin.schemas.js';
import { BATCHES_SCHEMAS } from './batches/batches.schemas.js';
import { CHAT_SCHEMAS } from './chat/chat.schemas.js';
import { Settings } from './config/settings.js';
import { CONVERSATION_SCHEMAS } from './conversations/conversations.schemas.js';
import { EMBEDDINGS_SCHEMAS } from './embeddings/embeddings.schemas.js';
import { EXPLAIN_SCHEMAS } from './explain/explain.schemas.js';
import { FILES_SCHEMAS } from './files/files.schemas.js';
import { HEALTH_SCHEMAS } from './health/health.documents.js';
import { BEARER, ERROR_SCHEMAS, X_API_KEY } from './http/api-documents.js';
import { ITEM_SCHEMAS } from './http/item-list.documents.js';
import { MESSAGES_SCHEMAS } from './messages/messages.schemas.js';
import { MODEL_SCHEMAS } from './models/models.documents.js';
import { RERANK_SCHEMAS } from './rerank/rerank.schemas.js';
import { PASSTHROUGH_PATHS } from './passthrough/passthrough.documents.js';
import { RESPONSES_SCHEMAS } from './responses/responses.schemas.js';

const DESCRIPTION = `An AI gateway in front of Alibaba Cloud Model Studio (Bailian), the home of Qwen. Point any OpenAI client at
\`/v1\`.

Every answer carries \`x-request-id\`; those of models also \`x-gateway-provider\`, \`x-upstream-request-id\`, and
\`x-gateway-adapted\` with the paths of the request's fields that were changed for the upstream.`;

const SCHEMAS = {
  ...ERROR_SCHEMAS,
  ...CHAT_SCHEMAS,
  ...RESPONSES_SCHEMAS,
  ...ITEM_SCHEMAS,
  ...CONVERSATION_SCHEMAS,
  ...MESSAGES_SCHEMAS,
  ...EMBEDDINGS_SCHEMAS,
  ...RERANK_SCHEMAS,
  ...EXPLAIN_SCHEMAS,
  ...FILES_SCHEMAS,
  ...BATCHES_SCHEMAS,
  ...MODEL_SCHEMAS,
  ...HEALTH_SCHEMAS,
  ...ADMIN_SCHEMAS,
};

/** Operations that no controller describes. */
const PATHS = { ...PASSTHROUGH_PATHS };

const TAGS = [
  { name: 'Chat', description: 'Chat completions, streamed and not.' },
  { name: 'Responses', description: "OpenAI's Responses API, over the same models." },
  { name: 'Conversations', description: 'What responses share.' },
  { name: 'Messages', description: "Anthropic's Messages API, over the same models." },
  { name: 'Embeddings', description: 'Vectors of texts.' },
  { name: 'Rerank', description: 'Documents by what they have to do with a query.' },
  { name: 'Explain', description: 'What would become of a request.' },
  { name: 'Files', description: 'Files that the upstreams keep.' },
  { name: 'Batches', description: 'Requests that are answered later, at half the price.' },
  { name: 'Models', description: 'What the configured providers serve.' },
  { name: 'Passthrough', description: "The upstream's own doors, byte for byte." },
  { name: 'Realtime', description: 'Sessions over a WebSocket.' },
  { name: 'admin', description: 'Keys, teams, limits, and what was done with them.' },
  { name: 'Health', description: 'For load balancers and Kubernetes.' },
];

/** Swagger UI at /swagger, from this process alone, and the document at /openapi.json. Both are made when first asked for. */
export function serveDocuments(application: NestExpressApplication): void {
  SwaggerModule.setup('swagger', application, () => createDocument(application), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    useGlobalPrefix: true,
    customSiteTitle: 'Bailian Gateway',
  });
}

function createDocument(application: NestExpressApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle('Bailian Gateway')
    .setDescription(DESCRIPTION)
    .setVersion('1.0')
    .setOpenAPIVersion('3.1.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'A key of this gateway.' }, BEARER)
    .addApiKey({ type: 'apiKey', in: 'header', name: 'x-api-key', description: 'The same key.' }, X_API_KEY)
    .addSecurityRequirements(BEARER)
    .addSecurityRequirements(X_API_KEY);
  for (const { name, description } of TAGS) builder.addTag(name, description);
  const document = SwaggerModule.createDocument(application, builder.build());
  const { basePath } = application.get(Settings);
  for (const [path, operations] of Object.entries(PATHS)) {
    document.paths[basePath === '/' ? path : basePath + path] = operations;
  }
  document.components = { ...document.components, schemas: SCHEMAS };
  return document;
}
