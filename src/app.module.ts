import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { AccountsModule } from './accounts/accounts.module.js';
import { AdminModule } from './admin/admin.module.js';
import { LimitsModule } from './accounts/limits/limits.module.js';
import { BatchesModule } from './batches/batches.module.js';
import { ChatModule } from './chat/chat.module.js';
import { SettingsModule } from './config/settings.module.js';
import { ConversationsModule } from './conversations/conversations.module.js';
import { EmbeddingsModule } from './embeddings/embeddings.module.js';
import { ExplainModule } from './explain/explain.module.js';
import { FilesModule } from './files/files.module.js';
import { HealthModule } from './health/health.module.js';
import { AccessGuard } from './http/access.guard.js';
import { ErrorFilter } from './http/error.filter.js';
import { EventStreamInterceptor } from './http/event-stream.interceptor.js';
import { HttpModule } from './http/http.module.js';
import { MaxTokensInterceptor } from './http/max-tokens.interceptor.js';
import { LoggingModule } from './logging/logging.module.js';
import { MessagesModule } from './messages/messages.module.js';
import { ModelsModule } from './models/models.module.js';
import { PassthroughModule } from './passthrough/passthrough.module.js';
import { PROVIDER_TYPES } from './providers/providers.module.js';
import { ReloadModule } from './reload/reload.module.js';
import { ResponsesModule } from './responses/responses.module.js';
import { StoredResponsesModule } from './responses/stored-responses.module.js';
import { SecretsModule } from './secrets/secrets.module.js';
import { RealtimeModule } from './realtime/realtime.module.js';
import { RerankModule } from './rerank/rerank.module.js';
import { RedisModule } from './redis/redis.module.js';
import { StoreModule } from './store/store.module.js';
import { TracingModule } from './tracing/tracing.module.js';

/** The whole program. What every request passes before its route is in http/edge.ts. */
@Module({
  imports: [
    SettingsModule.forRoot(PROVIDER_TYPES),
    LoggingModule,
    TracingModule,
    SecretsModule,
    StoreModule,
    RedisModule,
    AccountsModule,
    LimitsModule,
    HttpModule,
    ChatModule,
    ResponsesModule,
    StoredResponsesModule,
    ConversationsModule,
    MessagesModule,
    EmbeddingsModule,
    RerankModule,
    ExplainModule,
    FilesModule,
    BatchesModule,
    ModelsModule,
    PassthroughModule,
    RealtimeModule,
    HealthModule,
    ReloadModule,
    AdminModule,
  ],
  providers: [
    { provide: APP_FILTER, useClass: ErrorFilter },
    { provide: APP_GUARD, useClass: AccessGuard },
    // The outermost first.
    { provide: APP_INTERCEPTOR, useClass: EventStreamInterceptor },
    { provide: APP_INTERCEPTOR, useClass: MaxTokensInterceptor },
  ],
})
export class AppModule {}
